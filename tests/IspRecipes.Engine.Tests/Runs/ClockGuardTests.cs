using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>The brick guard with a chip in sight: what it holds decides what a change is.</summary>
public class ClockGuardTests
{
    [Theory]
    [InlineData("atmega328p", 0x62, "low: 0xFF", "from a crystal or resonator instead of its internal", "stands still, dead to ISP")]
    [InlineData("atmega328p", 0xFF, "low: 0xE0", "from an external clock signal instead of a crystal", "a crystal drives nothing")]
    [InlineData("atmega328p", 0x62, "low: 0xE3", "from its internal 128 kHz oscillator instead of", "SCK below 32 kHz")]
    [InlineData("attiny85", 0x62, "CKSEL: 6", "from a 32 kHz watch crystal", "SCK below 8 kHz")]
    [InlineData("atmega32a", 0xE1, "low: 0xE8", "from an external RC network", "a resistor and a capacitor")]
    public void On_a_board_of_which_nothing_is_known_another_kind_of_clock_is_refused(
        string mcu, byte held, string wanted, string change, string consequence)
    {
        using World world = World.With("avrisp", mcu).Recipe($"fuses: {{ {wanted} }}");
        world.Chip.Preset(FuseId.Low, held);

        RunReport report = world.Run();

        Assert.Equal("ISP3009", report.Failure?.Code);
        Assert.Equal(ExitCode.Refused, report.Exit);
        Assert.Contains(change, report.Failure!.Message);
        Assert.Contains(consequence, report.Failure.Message);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [InlineData("atmega328p", 0xFF, "low: 0xF7")]
    [InlineData("atmega328p", 0x62, "CKDIV8: off")]
    [InlineData("attiny85", 0x62, "CKSEL: 1")]
    [InlineData("atmega32a", 0xE1, "low: 0xE4")]
    public void A_clock_of_the_same_kind_needs_no_word(string mcu, byte held, string wanted)
    {
        using World world = World.With("avrisp", mcu).Recipe($"fuses: {{ {wanted} }}");
        world.Chip.Preset(FuseId.Low, held);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.True(world.Chip.CanBeProgrammed);
    }

    [Theory]
    [InlineData(0xDE, "low: 0xDF", "", ExitCode.Refused)]
    [InlineData(0xDF, "low: 0xDF", "", ExitCode.Done)]
    [InlineData(0xDE, "low: 0xDF", "allow: [ clock-source ]", ExitCode.Done)]
    [InlineData(0xDE, "low: 0xDF", "board: { clock: 8 MHz internal }", ExitCode.Refused)]
    public void Where_no_clock_field_is_known_any_change_of_the_low_byte_may_be_one(
        byte held, string fuses, string body, ExitCode exit)
    {
        using World world = World.With("avrisp", "atmega16hvb").Recipe($"fuses: {{ {fuses} }}\n{body}");
        world.Chip.Preset(FuseId.Low, held);

        RunReport report = world.Run();

        Assert.Equal(exit, report.Exit);
        Assert.Equal(exit == ExitCode.Refused ? "ISP3068" : null, report.Failure?.Code);
        Assert.DoesNotContain(report.Diagnostics, note => note.Code == "ISP3018");
        Assert.Equal(exit == ExitCode.Refused ? held : 0xDF, world.Chip.Fuse(FuseId.Low));
    }

    [Fact]
    public void A_refusal_names_old_and_new()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe("fuses: { low: 0xFF }");

        Assert.Matches(
            @"^low: 0xFF clocks the chip from a crystal or resonator instead of its internal 8 MHz oscillator \(CKDIV8 .+ -> .+, SUT_CKSEL .+ -> .+\): ",
            world.Run().Failure!.Message);
    }

    [Theory]
    [InlineData("RSTDISBL: off", true)]
    [InlineData("EESAVE: off", false)]
    public void A_fuse_that_was_written_and_never_acted_is_told_while_it_can_be_put_back(string fuses, bool saved)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe($"fuses: {{ {fuses} }}");
        var left = new WiredProgrammer(world.Chip, null!);
        left.EnterProgramming(world.Part);
        left.WriteFuse(FuseId.High, 0x59);

        RunReport report = RecipeRunner.Run(
            WiredProgrammer.Plan(world, 125e3).Value!, world.Bench, world.RunOptions, _ => { }, default);

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP6018" && told.Message.Contains("RSTDISBL"));
        Assert.Equal(saved, world.Chip.CanBeProgrammed);
    }

    [Fact]
    public void Fields_that_the_recipe_leaves_alone_keep_RSTDISBL_and_DWEN_as_they_are()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe("fuses: { EESAVE: on }");

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(0xD1, world.Chip.Fuse(FuseId.High));
    }

    [Theory]
    [InlineData(0x7F, "", "ISP3061", "runs at 125 kHz by the fuses that it holds: it follows 31.25 kHz at most")]
    [InlineData(0xFF, "", null, "")]
    [InlineData(0xFF, "fuses: { CKDIV8: on }", "ISP3061", "runs at 125 kHz once the new fuses act")]
    public void A_bit_clock_that_the_chip_does_not_follow_is_warned_of_at_the_run(
        byte held, string fuses, string? code, string says)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe($"board: {{ clock: 1 MHz crystal }}\n{fuses}");
        world.Chip.Preset(FuseId.Low, held);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Diagnostic[] warnings = [.. report.Diagnostics.Where(told => told.Severity == Severity.Warning && told.Code != "ISP2022")];
        Assert.Equal(code is null ? [] : [code], warnings.Select(warning => warning.Code));
        Assert.All(warnings, warning => Assert.Contains(says, warning.Message));
    }
}
