using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A bootloader, and a chip whose own fuses do not fit it: what the recipe leaves alone is judged by what is there.</summary>
public sealed class BootFuseTests
{
    private const byte FactoryExtended = 0xF3;

    [Theory]
    [InlineData("kind: caterina", "", 0x99, "ISP3022", "the chip's high fuse 0x99 leaves BOOTRST unprogrammed")]
    [InlineData("kind: caterina", "BOOTSZ: 0", 0x99, "ISP3022", "the chip's high fuse 0x99 leaves BOOTRST unprogrammed")]
    [InlineData("kind: caterina", "extended: 0xFB", 0x99, "ISP3022", "the chip's high fuse 0x99 leaves BOOTRST unprogrammed")]
    [InlineData("kind: caterina", "", 0xDE, "ISP3021", "the chip's high fuse 0xDE lets the boot section begin at 0x7E00")]
    [InlineData("kind: caterina", "BOOTRST: on", 0xDF, "ISP3021", "the chip's high fuse 0xDF lets the boot section begin at 0x7E00")]
    [InlineData("format: hex", "", 0xDE, "ISP3021", "the chip's high fuse 0xDE lets the boot section begin at 0x7E00")]
    [InlineData("format: hex", "BOOTRST: on", 0xDF, "ISP3021", "the chip's high fuse 0xDF lets the boot section begin at 0x7E00")]
    [InlineData("format: hex", "BOOTSZ: 3", 0xD8, "ISP3021", "BOOTSZ: 3 lets the boot section begin at 0x7E00")]
    [InlineData("kind: application", "", 0xDA, "ISP3046", "the chip's high fuse 0xDA lets a reset start at 0x7800")]
    public void Fuses_of_another_bootloader_are_refused_before_anything_is_touched(
        string file, string fuses, byte high, string code, string says)
    {
        using World world = Written(file, fuses, high);

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.Equal(ExitCode.Recipe, report.Exit);
        Assert.Contains(says, report.Failure!.Message);
        Assert.NotNull(report.Failure.Where);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void Section_and_reset_that_are_both_wrong_are_both_told()
    {
        using World world = Written("kind: caterina", "", 0xDF);

        RunReport report = world.Run();

        string[] errors = [.. report.Diagnostics.Where(told => told.Severity == Severity.Error).Select(told => told.Code)];
        Assert.Equal(["ISP3021", "ISP3022"], errors.Order());
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [InlineData("", 0x99, "the chip's extended fuse 0xFB leaves no reset that starts atmel-dfu")]
    [InlineData("HWBE: off", 0x99, "HWBE: off leaves no reset that starts atmel-dfu")]
    [InlineData("high: 0xD9", 0xD8, "the chip's extended fuse 0xFB leaves no reset that starts atmel-dfu")]
    [InlineData("high: 0xD9, extended: 0xFB", 0xD8, "extended: 0xFB leaves no reset that starts atmel-dfu")]
    public void A_bootloader_that_only_the_application_can_start_is_warned_of_once(string fuses, byte high, string says)
    {
        using World world = Written("kind: atmel-dfu", fuses, high, 0xFB);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Diagnostic warning = Assert.Single(report.Diagnostics, told => told.Severity == Severity.Warning);
        Assert.Equal("ISP3043", warning.Code);
        Assert.StartsWith(says, warning.Message);
    }

    [Theory]
    [InlineData("kind: caterina", "", 0xD8, FactoryExtended)]
    [InlineData("kind: caterina", "BOOTRST: on", 0x99, FactoryExtended)]
    [InlineData("kind: caterina", "high: 0xD8", 0xDF, FactoryExtended)]
    [InlineData("kind: atmel-dfu", "", 0x99, FactoryExtended)]
    [InlineData("kind: atmel-dfu", "", 0xD8, 0xFB)]
    [InlineData("kind: atmel-dfu", "HWBE: on", 0x99, 0xFB)]
    [InlineData("format: hex", "", 0xDF, FactoryExtended)]
    [InlineData("format: hex", "", 0xD8, FactoryExtended)]
    [InlineData("kind: application", "", 0xD9, FactoryExtended)]
    public void Fuses_that_fit_get_no_word(string file, string fuses, byte high, byte extended)
    {
        using World world = Written(file, fuses, high, extended);
        Checked<Plan> plan = world.Plan();

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(plan.Diagnostics, report.Diagnostics);
    }

    /// <summary>Without an erase the flash may hold the bootloader's beginning already.</summary>
    [Fact]
    public void A_file_of_unknown_kind_is_not_judged_where_nothing_is_erased()
    {
        using World world = Written("format: hex", "", 0xDE, more: "erase: none");

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
    }

    [Theory]
    [InlineData("high: 0xD8, extended: 0xFB", false)]
    [InlineData("BOOTSZ: 0, BOOTRST: on", true)]
    [InlineData("low: 0xFF", true)]
    public void A_plan_looks_at_the_chip_where_its_recipe_does_not_decide(string fuses, bool looks)
    {
        using World world = Written("kind: caterina", fuses, 0xD8);

        Assert.Equal(looks, world.Plan().Value!.Steps.Any(step => step.Kind == "check-boot-fuses"));
    }

    private static World Written(
        string file, string fuses, byte high, byte extended = FactoryExtended, string more = "eeprom: erase")
    {
        bool isApplication = file.EndsWith("application", StringComparison.Ordinal);
        World world = World.With("avrisp", "atmega32u4")
            .Hex("x.hex", isApplication ? 0 : 0x7000u, Firmware.Program(isApplication ? 0x7900 : 0x800))
            .Recipe(
                $"files: {{ x: {{ path: x.hex, {file} }} }}\nwrite: {{ flash: x }}\nallow: [clock-source]\n{more}"
                + (fuses.Length == 0 ? "" : $"\nfuses: {{ {fuses} }}"));
        world.Chip.Preset(FuseId.High, high);
        world.Chip.Preset(FuseId.Extended, extended);
        return world;
    }
}
