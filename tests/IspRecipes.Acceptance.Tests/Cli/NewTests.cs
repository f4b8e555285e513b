using System.Diagnostics;
using System.Text;
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
    public void Options_that_mean_nothing_are_told_and_nothing_is_written()
    {
        CliRun run = Isprecipe.Run(
            "new", At("x"), "--mcu", "atmega32x4", "--programmer", "usbaps", "--flash", "a.hex", "--clock", "16", "--lock", "BLB1").EndedWith(2);

        Assert.Contains("there is no part 'atmega32x4'; did you mean", run.Error);
        Assert.Contains("there is no programmer 'usbaps'; did you mean 'usbasp'?", run.Error);
        Assert.Contains("'16' is not a clock such as '16 MHz crystal'", run.Error);
        Assert.Empty(Directory.GetFiles(_folder));
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
        Assert.Empty(Directory.GetFiles(_folder));
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

    [Theory]
    [InlineData("board", "board.isprecipe.yaml")]
    [InlineData("board v1.2", "board v1.2.isprecipe.yaml")]
    [InlineData("board.isprecipe", "board.isprecipe.yaml")]
    [InlineData("board.isprecipe.yaml", "board.isprecipe.yaml")]
    [InlineData("board.yml", "board.yml")]
    [InlineData("sub/", "sub/flash.isprecipe.yaml")]
    public void A_name_without_an_ending_gets_one(string named, string written)
    {
        Isprecipe.Run("new", _folder + "/" + named, "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex").EndedWith(0);

        Assert.True(File.Exists(At(written)));
    }

    [Fact]
    public void A_recipe_names_files_from_its_own_folder()
    {
        Isprecipe.Run("new", At("sub/x"), "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("sub/app.hex"), "--bootloader", "/lib/boot.hex").EndedWith(0);

        string written = File.ReadAllText(At("sub/x.isprecipe.yaml"));
        Assert.Contains("\n  firmware: app.hex\n  bootloader: /lib/boot.hex\n", written);
        Assert.Contains(
            $"firmware: {Path.GetRelativePath(At("sub"), "build/app.hex")}\n",
            New("sub/x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "build/app.hex"));
    }

    [Fact]
    public void A_file_that_is_still_to_be_built_is_told()
    {
        CliRun run = Isprecipe.Run("new", At("x"), "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex")).EndedWith(0);

        Assert.Contains($"{At("app.hex")} is not there yet.\n", run.Out);
    }

    [Fact]
    public void The_schema_of_the_repository_is_used_where_it_has_one()
    {
        Directory.CreateDirectory(At(".git"));
        Directory.CreateDirectory(At("schema"));
        File.WriteAllText(At("schema/isprecipe.schema.json"), "{}");

        string written = New("recipes/x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex");

        Assert.StartsWith("# yaml-language-server: $schema=../schema/isprecipe.schema.json\n", written);
        Assert.Equal(["x.isprecipe.yaml"], Directory.GetFiles(At("recipes")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("none", "# ATmega32U4: 32 KiB of flash")]
    [InlineData("https://example.org/schema.json", "# yaml-language-server: $schema=https://example.org/schema.json\n")]
    public void Another_schema_is_named_and_none_written(string schema, string begin)
    {
        Assert.StartsWith(begin, New("x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex", "--schema", schema));
        Assert.False(File.Exists(At("isprecipe.schema.json")));
    }

    [Fact]
    public void A_dash_prints_the_recipe_and_writes_nothing()
    {
        CliRun run = Isprecipe.Run("new", "-", "--mcu", "bluepill", "--flash", "app.bin").EndedWith(0);

        Assert.StartsWith("# yaml-language-server: ", run.Out);
        Assert.Contains("\n  firmware: { path: app.bin, format: bin, address: 0x08000000 }\n", run.Out);
        Assert.False(File.Exists("flash.isprecipe.yaml"));
    }

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

    [Fact]
    public void Answers_make_the_same_recipe_as_options()
    {
        Image("atmega32u4", "app.hex");
        string asked = Answered($"atmega32u4\n4\n{At("app.hex")}\n\nfactory\n16 MHz crystal\n5\nMy board\n", out _);

        Assert.Equal(
            New("x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex"), "--fuses", "factory",
                "--clock", "16 MHz crystal", "--supply", "5 V", "--name", "My board"),
            asked);
    }

    [Fact]
    public void Each_answer_is_looked_at_before_the_next_question()
    {
        string written = Answered(
            "\natmega32x4\nm328p\nstlink\nusbasp\n\n\n\nnone.hex\n\n1,2\nRSTDISBL=on\n0x62,0xD9,0xFF\nfast\n\n0\n5 V\n\n", out string questions);

        string[] told =
        [
            "an answer is needed here", "there is no part 'atmega32x4'", "ISP8013", "The recipe would write nothing", "none.hex is not there yet",
            "'1,2' is no set of fuse bytes", "ISP3", "'fast' is not a clock", "'0 V' is not a voltage",
        ];
        int at = 0;
        Assert.All(told, words => Assert.True((at = questions.IndexOf(words, at, StringComparison.Ordinal)) >= 0, $"{words}\n{questions}"));
        Assert.Contains("mcu: atmega328p\nprogrammer: usbasp\nboard: { supply: 5 V }\nfiles:\n", written);
        Assert.DoesNotContain("allow:", written);
    }

    [Fact]
    public void Only_what_the_options_leave_open_is_asked()
    {
        CliRun run = Isprecipe.AtTerminal(
            Bench.With("avrisp", "atmega32u4"), "\n\n", "new", At("x"), "--mcu", "bluepill", "--name", "x", "--bootloader", "").EndedWith(2);

        Assert.DoesNotContain("Part,", run.Error);
        Assert.DoesNotContain("Programmer", run.Error);
        Assert.DoesNotContain("Fuses", run.Error);
        Assert.Contains("Application, a file; empty for none: ", run.Error);
    }

    [Fact]
    public void Nothing_is_asked_where_the_options_say_enough_or_the_file_is_there()
    {
        File.WriteAllText(At("old.yaml"), "");
        string[] enough = ["new", At("x"), "--mcu", "bluepill", "--flash", "app.hex"];

        Assert.Empty(Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", enough).EndedWith(0).Error);
        Assert.DoesNotContain("Part", Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", "new", At("old.yaml")).EndedWith(4).Error);
    }

    [Fact]
    public void Nobody_answers_questions_for_a_file_that_cannot_be_written()
    {
        File.WriteAllText(At("taken"), "");

        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", "new", At("taken/x")).EndedWith(4);

        Assert.Contains("ISP8006", run.Error);
        Assert.DoesNotContain("Part,", run.Error);
    }

    [Fact]
    public void An_input_that_ends_writes_nothing()
    {
        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "atmega32u4\n", "new", At("x")).EndedWith(2);

        Assert.Contains("ISP8025", run.Error);
        string told = string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // it is folded
        Assert.Contains("a new recipe needs more: --programmer, --flash", told);
        Assert.Contains("writes nothing where the answers end before", told);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [PeerFact("script")]
    public void Ctrl_C_at_a_question_writes_nothing()
    {
        string program = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "isprecipe.dll")} new {At("x")}";
        using Process terminal = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", program, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Await(terminal.StandardOutput, "stm32f103c8: ");
        terminal.StandardInput.Write("atmega32u4\n");
        terminal.StandardInput.Flush();
        Await(terminal.StandardOutput, "[avrisp]: ");

        terminal.StandardInput.Write('\u0003');
        terminal.StandardInput.Flush();

        Await(terminal.StandardOutput, "Nothing was written.");
        terminal.WaitForExit();
        Assert.Equal(130, terminal.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static void Await(StreamReader output, string words)
    {
        StringBuilder told = new();
        while (!told.ToString().EndsWith(words, StringComparison.Ordinal))
        {
            int next = output.Read();
            Assert.True(next >= 0, $"it ended before '{words}':\n{told}");
            told.Append((char)next);
        }
    }

    /// <summary>The text of a recipe written with these options.</summary>
    private string New(string name, params string[] options)
    {
        Isprecipe.Run(["new", At(name), "--force", .. options]).EndedWith(0);
        return File.ReadAllText(At($"{name}.isprecipe.yaml"));
    }

    private string Answered(string answers, out string questions)
    {
        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), answers, "new", At("x"), "--force").EndedWith(0);
        questions = run.Error;
        return File.ReadAllText(At("x.isprecipe.yaml"));
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
