using System.Text.RegularExpressions;
using IspRecipes.Devices.Catalog;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe new</c>: whatever it is told, what it writes is a recipe that runs.</summary>
public sealed partial class NewTests : NewFolder
{
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
        string written = New("x", "--mcu", part, "--programmer", programmer, "--flash", At("app.hex"));

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

        string written = New("x", ["--mcu", part, "--programmer", programmer, "--flash", At("app.hex"), .. options]);

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
    public void Without_a_terminal_all_that_is_missing_is_named_at_once()
    {
        CliRun run = Isprecipe.Run("new", At("x")).EndedWith(2);

        Assert.Contains("ISP8025: a new recipe needs more: --mcu, --programmer, --flash", run.Error);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Options_that_mean_nothing_are_told_and_nothing_is_written()
    {
        CliRun run = Isprecipe.Run(
            "new", At("x"), "--mcu", "atmega32x4", "--programmer", "usbaps", "--flash", "a.hex", "--clock", "16", "--lock", "BLB1").EndedWith(2);

        Assert.Contains("there is no part 'atmega32x4'; did you mean", run.Error);
        Assert.Contains("there is no programmer 'usbaps'; did you mean 'usbasp'?", run.Error);
        Assert.Contains("'16' is not a clock such as '16 MHz crystal'", run.Error);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Theory]
    [InlineData(2, "ISP8013: stlink-v2 reaches STM32s, and the ATmega32U4 is none", "--programmer", "stlink-v2", "--flash", "a.hex")]
    [InlineData(2, "'0x5E' is no set of fuse bytes of ATmega32U4; write low,high,extended", "--programmer", "usbasp", "--fuses", "0x5E")]
    [InlineData(2, "--lock BLB1: 'BLB1' has no value; write BLB1=VALUE", "--programmer", "usbasp", "--lock", "BLB1")]
    [InlineData(9, "ISP3", "--programmer", "usbasp", "--fuses", "SPIEN=off")]
    [InlineData(3, "'BOOTSY' for ATmega32U4; did you mean 'BOOTSZ'?", "--programmer", "usbasp", "--fuses", "BOOTSY=2")]
    [InlineData(3, "ISP2031", "--programmer", "usbasp", "--flash", "a.hex", "--unlock")]
    public void What_would_be_refused_later_is_refused_at_once(int exit, string sentence, params string[] options)
    {
        CliRun run = Isprecipe.Run(["new", At("x"), "--mcu", "atmega32u4", .. options]).EndedWith(exit);

        Assert.Contains(sentence, run.Error);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void A_file_with_another_content_than_an_image_is_refused_with_the_line_that_names_it()
    {
        File.WriteAllText(At("app.hex"), ":0300000002000000FF\n");

        CliRun run = Isprecipe.Run("new", At("x"), "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex")).EndedWith(4);

        Assert.Contains("Nothing was written.", run.Error);
        Assert.False(File.Exists(At("x.isprecipe.yaml")));
    }

    [Fact]
    public void There_are_examples_for_two_parts() => Assert.Contains(
        "ISP8026: there is no example for attiny85\n    there are examples for atmega32u4, stm32f103c8",
        Isprecipe.Run("new", At("x"), "--example", "--mcu", "attiny85").EndedWith(2).Error);

    [Fact]
    public void An_application_and_a_bootloader_become_one_image_as_the_comment_of_another_recipe_says()
    {
        File.Copy(Repository.File("recipes", "firmware", "boot.hex"), At("boot.hex"));
        Image("atmega32u4", "app.hex");
        string[] options = ["--mcu", "atmega32u4", "--programmer", "avrisp", "--flash", At("app.hex"), "--name", "x"];

        string merged = New("x", [.. options, "--bootloader", At("boot.hex")]);
        string mended = New("x", options);
        string[] lines = [.. mended.Split("as one image:")[1].Split('\n').Where(line => line.StartsWith("# ") || line.StartsWith("#   "))];
        mended = mended.Replace("write: { flash: firmware }", $"  {lines[0][4..]}\n{lines[1][2..]}\n{lines[2][2..]}", StringComparison.Ordinal);

        Assert.Empty(Errors(merged));
        Assert.Empty(Errors(mended));
        Assert.Contains("\nmerge:\n  production: [ firmware, bootloader ]", merged);
    }

    [GeneratedRegex("(?m)^# [a-z-]+: .*    # .*$")]
    private static partial Regex Offered();
}
