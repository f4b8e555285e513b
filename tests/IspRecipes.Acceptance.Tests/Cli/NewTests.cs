using System.Text.RegularExpressions;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe new</c>: whatever it is told, what it writes is a recipe that runs.</summary>
public sealed partial class NewTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every programmer with parts that it reaches: large and small, with a boot section and without, few fuses and many.</summary>
    public static TheoryData<string, string> Pairs
    {
        get
        {
            string[] avrs = ["atmega32u4", "atmega328p", "atmega2560", "attiny85", "attiny2313", "atmega8", "at90usb1286"];
            string[] stm32s = ["stm32f103c8", "stm32f091cc", "stm32f303cc", "stm32f103ze"];
            TheoryData<string, string> pairs = [];
            foreach (ProgrammerRow row in ProgrammerCatalog.Rows)
            {
                foreach (string part in row.Reach is Reach.Swd ? stm32s : avrs)
                {
                    pairs.Add(row.Id, part);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_recipe_of_any_programmer_and_part_is_valid_and_so_is_each_line_that_it_offers(string programmer, string part)
    {
        Image(part, "app.hex");
        string written = New("--mcu", part, "--programmer", programmer, "--flash", At("app.hex"));

        Assert.Empty(Errors(written));
        foreach (string offered in Offered().Matches(written).Select(match => match.Value))
        {
            string with = written.Replace(offered, offered[2..], StringComparison.Ordinal);
            with = offered.StartsWith("# unlock", StringComparison.Ordinal) || offered.StartsWith("# allow", StringComparison.Ordinal)
                ? with.Replace("# unlock", "unlock", StringComparison.Ordinal).Replace("# allow", "allow", StringComparison.Ordinal)
                : with;
            Assert.True(Errors(with).Length == 0, $"{offered}\n{Errors(with)}");
        }
    }

    [Theory]
    [InlineData("atmega32u4", "usbasp", "--fuses", "factory")]
    [InlineData("atmega32u4", "usbasp", "--fuses", "keep")]
    [InlineData("atmega32u4", "usbasp", "--fuses", "0x5E,0xD9,0xF3", "--lock", "0xEF")]
    [InlineData("atmega32u4", "usbasp", "--fuses", "BOOTSZ=2048,JTAGEN=off,BODLEVEL=2.6 V", "--lock", "BLB1=SPM_DISABLE")]
    [InlineData("atmega32u4", "avrisp", "--clock", "16 MHz crystal", "--supply", "5 V")]
    [InlineData("atmega32u4", "avrisp", "--clock", "16MHz crystal", "--supply", "3.3")]
    [InlineData("atmega32u4", "avrisp", "--name", "on: the, \"board\" # 1 \\ ${x} — ☕\ttab")]
    [InlineData("atmega32u4", "avrisp", "--name", "0x17")]
    [InlineData("attiny85", "usbtiny", "--fuses", "RSTDISBL=on", "--allow", "reset-disable")]
    [InlineData("stm32f103c8", "stlink-v2", "--options", "WDG_SW=software,DATA0=0x2A")]
    [InlineData("stm32f103c8", "stlink-v2", "--options", "RDP=level-1", "--allow", "write-protect")]
    [InlineData("bluepill", "stlink", "--unlock")]
    public void Every_option_makes_a_valid_recipe(string part, string programmer, params string[] options)
    {
        Image(part, "app.hex");

        string written = New(["--mcu", part, "--programmer", programmer, "--flash", At("app.hex"), .. options]);

        Assert.Empty(Errors(written));
    }

    [Fact]
    public void The_example_runs_at_once_and_changes_no_bit_of_what_we_ship()
    {
        string recipe = At("flash.isprecipe.yaml");
        CliRun run = Isprecipe.Run("new", recipe, "--example").EndedWith(0);

        Assert.Contains("Next:", run.Out);
        Isprecipe.Run("run", recipe, "--simulate").EndedWith(0);
        Assert.Equal(File.ReadAllBytes(Repository.File("recipes", "firmware", "blink.hex")), File.ReadAllBytes(At("blink.hex")));
        Assert.Equal(File.ReadAllBytes(Repository.File("schema", "isprecipe.schema.json")), File.ReadAllBytes(At("isprecipe.schema.json")));
    }

    [Fact]
    public void The_example_for_a_bluepill_runs_at_once_too()
    {
        string recipe = At("flash.isprecipe.yaml");
        Isprecipe.Run("new", recipe, "--example", "--mcu", "bluepill").EndedWith(0);

        Assert.Contains("(simulated)", Isprecipe.Run("run", recipe, "--simulate").EndedWith(0).Out);
    }

    [Fact]
    public void What_is_there_is_replaced_only_when_asked_to()
    {
        File.WriteAllText(At("flash.isprecipe.yaml"), "mine");

        Assert.Contains("ISP8009", Isprecipe.Run("new", At("flash.isprecipe.yaml"), "--example").EndedWith(4).Error);
        Assert.Equal(["flash.isprecipe.yaml"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Isprecipe.Run("new", At("flash.isprecipe.yaml"), "--example", "--force").EndedWith(0);
        Assert.NotEqual("mine", File.ReadAllText(At("flash.isprecipe.yaml")));
    }

    [Fact]
    public void Without_a_terminal_all_that_is_missing_is_named_at_once()
    {
        CliRun run = Isprecipe.Run("new", At("x")).EndedWith(2);

        Assert.Contains("ISP8025: a new recipe needs more: --mcu, --programmer, --flash", run.Error);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Answers_make_the_same_recipe_as_options()
    {
        Image("atmega32u4", "app.hex");
        string asked = Answered("atmega32u4\n4\n" + At("app.hex") + "\n\nfactory\n16 MHz crystal\n5\nMy board\n", out _);

        Assert.Equal(
            New("--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex"), "--fuses", "factory",
                "--clock", "16 MHz crystal", "--supply", "5 V", "--name", "My board"),
            asked);
    }

    /// <summary>The text of a recipe written with these options.</summary>
    private string New(params string[] options)
    {
        Isprecipe.Run(["new", At("test"), "--force", .. options]).EndedWith(0);
        return File.ReadAllText(At("test.isprecipe.yaml"));
    }

    private string Answered(string answers, out string questions)
    {
        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), answers, "new", At("test"), "--force").EndedWith(0);
        questions = run.Error;
        return File.ReadAllText(At("test.isprecipe.yaml"));
    }

    /// <summary>What validate says of a recipe that is an error.</summary>
    private string Errors(string recipe)
    {
        File.WriteAllText(At("check.yaml"), recipe);
        CliRun run = Isprecipe.Run("validate", At("check.yaml"));
        return run.Exit == 0 ? "" : run.Error;
    }

    /// <summary>A program that every part of the kind takes.</summary>
    private void Image(string part, string name) => File.Copy(
        Repository.File("recipes", "firmware", PartCatalog.Find(part) is Stm32Part ? "bluepill-blink.hex" : "blink.hex"), At(name));

    private string At(string name) => Path.Combine(_folder, name);

    [GeneratedRegex("(?m)^# [a-z-]+: .*    # .*$")]
    private static partial Regex Offered();
}
