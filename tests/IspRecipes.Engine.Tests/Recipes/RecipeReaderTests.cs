using System.Text;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class RecipeReaderTests : IDisposable
{
    private const string Head = "version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\n";
    private const string Small = Head + "files: { app: app.hex }\nwrite: { flash: app }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_full_recipe_arrives_key_by_key()
    {
        string path = Repository.File("tests", "IspRecipes.Engine.Tests", "Corpus", "valid", "promicro-to-dfu.yaml");
        Recipe recipe = RecipeReader.Load(path, new RecipeInputs()).Value!;

        Assert.Equal("Pro Micro, Caterina to Atmel DFU", recipe.Name);
        Assert.Equal("atmega32u4", recipe.Mcu!.Value);
        Assert.Equal(("avrisp", 19200), (recipe.Programmer!.Type.Value, recipe.Programmer.Baud!.Value));
        Assert.Equal("auto", recipe.Port!.Value);
        Assert.Equal(new BoardClock(16e6, ClockSource.Crystal), recipe.Board.Clock!.Value);
        Assert.Equal(5, recipe.Board.Supply!.Value);
        Assert.Equal("build/mykb.hex", recipe.Files["firmware"].Path.Value);
        Assert.Equal(ImageFormat.Binary, recipe.Files["raw"].Format!.Value);
        Assert.Equal(0x7000u, recipe.Files["raw"].Address!.Value);
        Assert.StartsWith("9fc1fdb4", recipe.Files["bootloader"].Sha256!.Value);
        Assert.Equal("production", recipe.Write[AvrMemory.Flash].Value);
        Assert.Equal("backup/eeprom.hex", recipe.Read[AvrMemory.Eeprom].Value);
        Assert.Equal(VerifyPolicy.WrittenPages, recipe.Verify!.Value);
        Assert.Equal(EepromPolicy.Erase, recipe.Eeprom!.Value);
        Assert.Equal("03EB:2FF4", recipe.ExpectUsb);
        Assert.Equal(Enum.GetValues<Consent>(), recipe.Allow.Select(consent => consent.Value));
        Assert.Equal(
            [("low", 0x5E, null), ("high", 0xD9, null), ("EESAVE", null, true), ("BOOTSZ", 1, null), ("JTAGEN", null, false)],
            recipe.Fuses.Select(fuse => (fuse.Name.Value, fuse.Value, fuse.On)));
        Assert.Equal([("BLB1", 2L), ("LB", 3L)], recipe.Lock.Select(field => (field.Name.Value, field.Value!.Value)));
    }

    [Fact]
    public void A_merge_arrives_with_its_options()
    {
        string path = Repository.File("tests", "IspRecipes.Engine.Tests", "Corpus", "valid", "promicro-to-dfu.yaml");
        MergeSpec merge = RecipeReader.Load(path, new RecipeInputs()).Value!.Merges["production"];

        Assert.Equal(["firmware", "bootloader", "raw"], merge.Inputs.Select(input => input.File.Value));
        Assert.Equal(ClipSection.Boot, merge.Inputs[1].Clip!.Value.Section);
        Assert.Equal(new ClipSpec(ClipSection.Range, 0x7000, 0x7100), merge.Inputs[2].Clip!.Value);
        Assert.Equal(-16, merge.Inputs[2].Offset!.Value);
        Assert.Equal(OverlapPolicy.First, merge.OnOverlap);
        Assert.Equal((0xFF, ClipSection.Application), (merge.Fill!.Value, merge.Fill.Range!.Value.Section));
        Assert.Equal("mykb_production.hex", merge.Save!.Value);
    }

    [Fact]
    public void Every_value_knows_its_place()
    {
        Recipe recipe = Read(Small + "fuses: { low: 0x5E }\n").Value!;

        Assert.Equal(new SourceSpan("x.yaml", 3, 6, 3, 16), recipe.Mcu!.Where);
        Assert.Equal(new SourceSpan("x.yaml", 7, 10, 7, 13), recipe.Fuses[0].Name.Where);
        Assert.Equal(new SourceSpan("x.yaml", 7, 15, 7, 19), recipe.Fuses[0].ValueWhere);
    }

    [Fact]
    public void A_byte_order_mark_and_crlf_change_nothing()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Small.ReplaceLineEndings("\r\n"))];
        Recipe recipe = RecipeReader.Load(Write("x.yaml", bytes), new RecipeInputs()).Value!;

        Assert.Equal((3, 6), (recipe.Mcu!.Where.Line, recipe.Mcu.Where.Column));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), recipe.Sha256);
    }

    [Fact]
    public void A_missing_recipe_names_the_one_that_was_meant()
    {
        Write("promicro.yaml", "");
        Checked<Recipe> read = RecipeReader.Load(Path.Combine(_folder, "promicor.yaml"), new RecipeInputs());

        Assert.Equal((1016, ExitCode.File), (Assert.Single(read.Diagnostics).Number, read.Exit));
        Assert.EndsWith("did you mean '" + Path.Combine(_folder, "promicro.yaml") + "'?", read.Diagnostics[0].Message);
    }

    [Fact]
    public void A_folder_is_no_recipe_but_may_hold_some()
    {
        Write("a.yaml", "");
        Write("a.local.yaml", "");
        Checked<Recipe> read = RecipeReader.Load(_folder, new RecipeInputs());

        Assert.Equal((1017, ExitCode.File), (Assert.Single(read.Diagnostics).Number, read.Exit));
        Assert.Equal("name a recipe in it: " + Path.Combine(_folder, "a.yaml"), read.Diagnostics[0].Hint);
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        Checked<Recipe> read = RecipeReader.Load(Write("x.yaml", new byte[(1 << 20) + 1]), new RecipeInputs());

        Assert.Equal((1002, ExitCode.Recipe), (Assert.Single(read.Diagnostics).Number, read.Exit));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_found()
    {
        Checked<Recipe> read = RecipeReader.Load(Write("x.yaml", [.. "name: "u8, 0xE4, .. "\n"u8]), new RecipeInputs());

        Assert.Equal("the recipe is not UTF-8: the byte at offset 6 starts no character", Assert.Single(read.Diagnostics).Message);
    }

    [Fact]
    public void An_overlay_beats_the_recipe()
    {
        Write("x.local.yaml", "port: /dev/ttyUSB7\nprogrammer: { type: arduino, baud: 57600 }\n");
        Recipe recipe = RecipeReader.Load(Write("x.yaml", Small + "port: auto\n"), new RecipeInputs()).Value!;

        Assert.Equal("/dev/ttyUSB7", recipe.Port!.Value);
        Assert.EndsWith("x.local.yaml", recipe.Port.Where.File);
        Assert.Equal(("arduino", 57600), (recipe.Programmer!.Type.Value, recipe.Programmer.Baud!.Value));
    }

    [Fact]
    public void An_overlay_holds_nothing_but_port_and_programmer()
    {
        Write("x.local.yaml", "port: COM3\nfuses: { low: 0x5E }\n");
        Checked<Recipe> read = RecipeReader.Load(Write("x.yaml", Small), new RecipeInputs());

        Assert.Equal(2024, Assert.Single(read.Diagnostics).Number);
        Assert.EndsWith("x.local.yaml", read.Diagnostics[0].Where!.File);
    }

    [Fact]
    public void The_environment_beats_the_overlay_and_the_command_line_beats_both()
    {
        Write("x.local.yaml", "port: overlay\n");
        string path = Write("x.yaml", Small);
        var environment = new RecipeInputs { Environment = name => name == "ISPRECIPE_PORT" ? "environment" : null };

        Assert.Equal("environment", RecipeReader.Load(path, environment).Value!.Port!.Value);
        Assert.Equal("line", RecipeReader.Load(path, environment with { Port = "line" }).Value!.Port!.Value);
    }

    [Fact]
    public void A_programmer_from_the_command_line_leaves_the_other_ones_settings_behind()
    {
        string text = Small.Replace("avrisp", "{ type: avrisp, baud: 9600 }");

        Assert.Null(Read(text, new() { Programmer = "arduino" }).Value!.Programmer!.Baud);
        Assert.Equal(9600, Read(text, new() { Programmer = "avrisp" }).Value!.Programmer!.Baud!.Value);
        Assert.Equal(57600, Read(text, new() { Baud = 57600 }).Value!.Programmer!.Baud!.Value);
    }

    [Theory]
    [InlineData("{ type: usbasp, sck: 32 kHz, supply: 3.3 V }", "usbtiny", "ISP8027: usbtiny takes the place of usbasp, and 'sck', 'supply' of that one with it")]
    [InlineData("{ type: usbasp, sck: 32 kHz }", "usbasp", null)]
    [InlineData("{ type: usbasp }", "usbtiny", null)]
    [InlineData("usbasp", "usbtiny", null)]
    public void Settings_that_are_left_behind_are_told(string written, string given, string? says)
    {
        Checked<Recipe> read = Read(Small.Replace("avrisp", written), new() { Programmer = given });

        Assert.Equal(says is null ? [] : [says], read.Diagnostics.Select(note => $"{note.Code}: {note.Message}"));
        Assert.Equal(ExitCode.Done, read.Exit);
    }

    [Fact]
    public void An_unknown_programmer_from_the_command_line_is_told_as_such()
    {
        Diagnostic told = Assert.Single(Read(Small, new() { Programmer = "avrips" }).Diagnostics);

        Assert.StartsWith(
            "--programmer: error ISP2011: unknown programmer 'avrips'; did you mean 'avrisp'?",
            new DiagnosticRenderer(_ => null).Render(told));
    }

    [Fact]
    public void A_programmer_from_outside_satisfies_a_recipe_without_one()
    {
        string text = Small.Replace("programmer: avrisp\n", "");

        Assert.Equal(2021, Assert.Single(Read(text).Diagnostics).Number);
        Assert.Equal("arduino", Read(text, new() { Programmer = "arduino" }).Value!.Programmer!.Type.Value);
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static Checked<Recipe> Read(string text, RecipeInputs? inputs = null) =>
        RecipeReader.Read("x.yaml", text, inputs ?? new RecipeInputs());

    [Fact]
    public void The_keys_of_an_STM32_are_read()
    {
        Recipe recipe = RecipeReader.Read(
            "x.yaml",
            "version: 1\nname: t\nmcu: stm32f103c8\nprogrammer: { type: stlink, swd: 950 kHz, under-reset: true }\n"
            + "options: { RDP: level-1, DATA0: 0x2A }\nunlock: if-needed\naccept: [ clone ]\nflash-size: 128K",
            new RecipeInputs()).Value!;

        Assert.Equal((950e3, true), (recipe.Programmer!.Swd!.Value, recipe.Programmer.UnderReset!.Value));
        Assert.Equal([("RDP", "level-1", null), ("DATA0", null, 0x2AL)], recipe.Options.Select(option => (option.Name.Value, option.Word, option.Value)));
        Assert.Equal(UnlockPolicy.IfNeeded, recipe.Unlock!.Value);
        Assert.Equal([ChipMaker.Clone], recipe.Accept.Select(maker => maker.Value));
        Assert.Equal(0x20000u, recipe.FlashSize!.Value);
    }

    [Theory]
    [InlineData("stlink")]
    [InlineData("stlink-v2")]
    public void A_programmer_given_by_its_alias_keeps_its_settings(string given)
    {
        Recipe recipe = RecipeReader.Read(
            "x.yaml",
            "version: 1\nname: t\nmcu: stm32f103c8\nprogrammer: { type: stlink-v2, swd: 1 MHz }\nerase: chip",
            new RecipeInputs { Programmer = given }).Value!;

        Assert.Equal(1e6, recipe.Programmer!.Swd?.Value);
    }
}
