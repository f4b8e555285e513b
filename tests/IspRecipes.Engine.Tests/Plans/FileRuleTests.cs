using System.Text.Json.Nodes;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>
/// What is known of a file by its hash. None of the published files is in this repository, so the rules are handed what
/// a look-up of the hash would find.
/// </summary>
public sealed class FileRuleTests
{
    private static readonly KnownFile ProMicro = Known("Pro Micro 5 V");
    private static readonly KnownFile Dfu = Known("ATmega32U4", "atmel-dfu");

    [Fact]
    public void A_known_file_that_the_recipe_describes_rightly_or_not_at_all_is_quiet()
    {
        Assert.Empty(Check(ProMicro, "{ path: x.hex, kind: caterina, clock: 16 MHz }"));
        Assert.Empty(Check(ProMicro, "x.hex"));
        Assert.Empty(Check(Dfu, "{ path: x.hex, kind: atmel-dfu, clock: 8 MHz }"));
    }

    [Fact]
    public void A_kind_that_contradicts_the_hash_is_an_error()
    {
        Diagnostic error = Assert.Single(Check(ProMicro, "{ path: x.hex, kind: atmel-dfu }"));

        Assert.Equal(("ISP7040", Severity.Error, ExitCode.File), (error.Code, error.Severity, error.Exit));
        Assert.Contains("Caterina for the SparkFun Pro Micro 5 V, 16 MHz: its kind is 'caterina', not 'atmel-dfu'", error.Message);
    }

    [Fact]
    public void In_a_file_given_from_outside_it_is_a_warning() => Assert.Equal(
        Severity.Warning, Assert.Single(Check(ProMicro, "{ path: x.hex, kind: atmel-dfu }", given: true)).Severity);

    [Fact]
    public void A_clock_that_contradicts_the_hash_is_a_warning()
    {
        Diagnostic warning = Assert.Single(Check(ProMicro, "{ path: x.hex, clock: 8 MHz }"));

        Assert.Equal(("ISP7041", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Contains("built for 16 MHz and not for 8 MHz", warning.Message);
    }

    [Theory]
    [InlineData("at90usb646", "AT90USB646")]
    [InlineData("atmega16u4", "ATmega16U4")]
    public void A_known_file_for_another_part_is_an_error(string mcu, string name)
    {
        Diagnostic error = Assert.Single(Check(Dfu, "{ path: x.hex, kind: caterina }", mcu));

        Assert.Equal(("ISP7042", Severity.Error, ExitCode.File), (error.Code, error.Severity, error.Exit));
        Assert.Contains($"runs on atmega32u4, and the recipe writes it to {name}", error.Message);
    }

    [Theory]
    [InlineData("AT90USB64x", "at90usb647", "bootloader_at90usb64_1.0.0.hex")]
    [InlineData("AT90USB128x", "at90usb1286", "bootloader_at90usb128_1.0.1.hex")]
    public void The_stale_bootloaders_of_the_AT90USB_are_warned_of_with_their_successors(string name, string mcu, string instead)
    {
        KnownFile stale = KnownFiles.All.Single(file => file.Fault is not null && file.Name.Contains(name));

        Diagnostic warning = Assert.Single(Check(stale, "x.hex", mcu));

        Assert.Equal(("ISP7043", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Contains("Windows 8", warning.Message);
        Assert.Contains(instead, warning.Hint);
    }

    [Theory]
    [InlineData("x.hex", "ISP7044")]
    [InlineData("{ path: x.hex, kind: isp-firmware }", null)]
    [InlineData("{ path: x.hex, kind: application }", "ISP7040")]
    public void A_programmers_own_firmware_is_written_only_where_the_recipe_says_so(string source, string? code)
    {
        foreach (KnownFile file in KnownFiles.All.Where(file => file.Kind == "isp-firmware"))
        {
            Assert.Equal(code, Check(file, source).SingleOrDefault()?.Code);
        }
    }

    [Theory]
    [InlineData("03eb:2ff4", null)]
    [InlineData("1B4F:9205", "ISP7045")]
    [InlineData(null, null)]
    public void Ids_that_a_bootloader_does_not_have_are_warned_of(string? expected, string? code)
    {
        var found = new DiagnosticBag();

        new FileRules(AvrCatalog.Find("atmega32u4")!, found).CheckExpectedUsb(File(Dfu, "x.hex", false), expected);

        Diagnostic? warning = found.Sorted().SingleOrDefault();
        Assert.Equal(code, warning?.Code);
        Assert.Contains(code is null ? "" : "shows up as 03EB:2FF4", warning?.Message ?? "");
    }

    [Fact]
    public void Kind_and_clock_come_from_the_hash_first()
    {
        WrittenFile file = File(ProMicro, "{ path: x.hex, kind: atmel-dfu, clock: 8 MHz }", false);

        Assert.Equal("caterina", file.Kind?.Id);
        Assert.Equal(16e6, file.Hertz);
        Assert.Equal("atmel-dfu", (file with { Known = null }).Kind?.Id);
        Assert.Equal(8e6, (file with { Known = null }).Hertz);
    }

    [Fact]
    public void A_file_is_looked_up_by_the_hash_it_has()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("x.hex", 0, 1, 2)
            .Recipe("files: { x: x.hex }\nwrite: { flash: x }\neeprom: erase");

        Plan plan = world.Plan().Value!;

        Assert.Null(KnownFiles.Find(plan.Files.Single().Sha256));
        Assert.Same(ProMicro, KnownFiles.Find(ProMicro.Sha256));
    }

    /// <summary>A sketch and a bootloader in one file, taken apart by the recipe.</summary>
    [Theory]
    [InlineData("write: { flash: boot }\nmerge: { other: { inputs: [ app ], save: other.hex } }", "ISP3022")]
    [InlineData("write: { flash: app }\nmerge: { other: { inputs: [ boot ], save: other.hex } }", "ISP3045")]
    [InlineData(
        "merge: { all: [ { file: app, clip: application-section }, { file: boot, clip: boot-section } ] }\nwrite: { flash: all }",
        "ISP3022")]
    [InlineData(
        "merge: { all: [ { file: boot, clip: boot-section }, { file: app, clip: application-section } ] }\nwrite: { flash: all }",
        "ISP3022")]
    public void One_file_under_two_names_is_of_the_kind_of_the_name_that_is_written(string body, string code)
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Binary("all.bin", [.. Firmware.Program(300), .. Enumerable.Repeat((byte)0xFF, 0x7000 - 300), .. Firmware.Program(0x800)])
            .Recipe(
                "files: { app: { path: all.bin, kind: application }, boot: { path: all.bin, kind: caterina } }\n"
                + $"{body}\neeprom: erase\nfuses: {{ high: 0xD9 }}");

        string[] told = [.. world.Plan().Diagnostics.Select(found => found.Code).Where(found => found is "ISP3022" or "ISP3045" or "ISP3046")];

        Assert.Equal([code], told);
    }

    [Fact]
    public void The_schema_and_the_known_files_speak_of_the_kinds_that_are_checked()
    {
        string[] kinds = [.. FileKind.All.Select(kind => kind.Id)];
        JsonNode schema = JsonNode.Parse(System.IO.File.ReadAllText(Repository.File("schema", "isprecipe.schema.json")))!;
        JsonNode kind = schema["definitions"]!["fileSource"]!["properties"]!["kind"]!;

        Assert.All(kind["examples"]!.AsArray(), example => Assert.Contains((string)example!, kinds));
        Assert.All(KnownFiles.All, file => Assert.Contains(file.Kind, kinds));
    }

    private static KnownFile Known(string name, string kind = "caterina") =>
        KnownFiles.All.Single(file => file.Kind == kind && file.Name.Contains(name));

    private static IReadOnlyList<Diagnostic> Check(KnownFile known, string source, string mcu = "atmega32u4", bool given = false)
    {
        var found = new DiagnosticBag();
        new FileRules(AvrCatalog.Find(mcu)!, found).Check(File(known, source, given));
        Sentences.AssertWhole(found.Sorted());
        return found.Sorted();
    }

    private static WrittenFile File(KnownFile known, string source, bool given)
    {
        Recipe recipe = RecipeReader.Read(
            "r.yaml", $"version: 1\nname: x\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: {{ x: {source} }}\nwrite: {{ flash: x }}\n",
            new RecipeInputs()).Value!;
        return new WrittenFile("x.hex", recipe.Files["x"] with { GivenOutside = given }, known, MemoryImage.Empty);
    }
}
