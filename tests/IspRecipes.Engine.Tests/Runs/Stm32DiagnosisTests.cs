using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>
/// What may be wrong with a board, each in a whole run: what is told of it and what to do, what becomes of the flash, and that
/// the program runs on wherever there is power.
/// </summary>
public sealed class Stm32DiagnosisTests
{
    private static readonly byte[] App = Stm32World.Program(7172);
    private static readonly byte[] Old = Stm32World.Program(20000, seed: 6);
    private static readonly Stm32Silicon Sound = Stm32Silicon.Genuine;

    public enum Flash
    {
        Kept,
        Written,
        Begun,
    }

    public static TheoryData<string, Stm32Silicon, string, ExitCode, string, Flash> Boards => new()
    {
        { "chip id 0", Sound with { Sleeps = true }, "ISP6021", ExitCode.WrongTarget, "SWDIO and SWCLK", Flash.Kept },
        { "no power", Sound with { Volts = 0 }, "ISP6019", ExitCode.WrongTarget, "check power and GND", Flash.Kept },
        { "low voltage", Sound with { Volts = 1.2 }, "ISP5031", ExitCode.WrongTarget, "power the board", Flash.Kept },
        { "no SWD, no NRST", Sound with { TakesSwdPins = true, NrstWired = false }, "ISP6019", ExitCode.WrongTarget, "wire NRST", Flash.Kept },
        { "flash size 0", Sound with { SizeRegister = 0 }, "ISP6026", ExitCode.Done, "flash-size:", Flash.Written },
        { "flash size 0xFFFF", Sound with { SizeRegister = 0xFFFF }, "ISP6026", ExitCode.Done, "flash-size:", Flash.Written },
        { "clone", Stm32Silicon.Cks32, "ISP6028", ExitCode.Done, "accept: [genuine]", Flash.Written },
        { "stub never returns", Sound with { CoreHangs = true }, "ISP6033", ExitCode.Communication, "check the power", Flash.Kept },
        { "PGERR", Sound with { StuckCell = 0x08000404 }, "ISP6037", ExitCode.Verify, "the flash is worn", Flash.Begun },
        { "worn cell", Sound with { WornCell = 0x08000404 }, "ISP6006", ExitCode.Verify, "the chip is worn", Flash.Begun },
    };

    public static TheoryData<StLinkFirmware, string, ExitCode, Flash> Firmwares => new()
    {
        { StLinkFirmware.V2J37S7 with { Jtag = 10 }, "ISP5033", ExitCode.Communication, Flash.Kept },
        { StLinkFirmware.V2J37S7 with { Jtag = 0 }, "ISP5034", ExitCode.Communication, Flash.Kept },
        { StLinkFirmware.V2J17, "ISP5035", ExitCode.Done, Flash.Written },
    };

    [Theory]
    [MemberData(nameof(Boards))]
    public void What_is_wrong_with_a_board_is_told(
        string name, Stm32Silicon silicon, string code, ExitCode exit, string remedy, Flash flash)
    {
        using Stm32World world = Stm32World.With(silicon: silicon).Writing(App).Holding(0, Old);

        RunReport report = world.Run();

        AssertTold(world, report, code, exit, remedy, flash);
        Assert.True(world.Chip.IsRunning || silicon.Volts < 2, $"{name}: {world.Chip.CoreState}");
    }

    [Theory]
    [MemberData(nameof(Firmwares))]
    public void Firmware_that_is_too_old_is_told_with_the_way_to_update_it(
        StLinkFirmware firmware, string code, ExitCode exit, Flash flash)
    {
        using Stm32World world = Stm32World.With(firmware: firmware).Writing(App).Holding(0, Old);

        RunReport report = world.Run();

        AssertTold(world, report, code, exit, "STM32CubeProgrammer", flash);
        Assert.True(world.Chip.IsRunning, $"{world.Chip.CoreState}");
    }

    [Fact]
    public void Firmware_that_cannot_do_it_is_told_where_the_recipe_names_the_programmer()
    {
        using Stm32World world = Stm32World.With(firmware: StLinkFirmware.V2J37S7 with { Jtag = 10 }).Writing(App);

        Diagnostic told = world.Run().Failure!;

        Assert.Equal(("ISP5033", 4, 13), (told.Code, told.Where!.Line, told.Where.Column));
    }

    [Fact]
    public void A_locked_up_core_is_cured_by_the_program_it_lacked()
    {
        using Stm32World world = Stm32World.With().Writing(App);
        world.Chip.Clock.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CoreState.LockedUp, world.Chip.CoreState);

        RunReport report = world.Run();

        AssertTold(world, report, "ISP6030", ExitCode.Done, "an empty chip does so too", Flash.Written);
        Assert.True(world.Chip.IsRunning, $"{world.Chip.CoreState}");
    }

    /// <summary>The storm passes while the run is given up: the chip is let go of all the same.</summary>
    [Theory]
    [InlineData(9, true)]
    [InlineData(25, false)]
    public void A_chip_that_asks_for_time_in_mid_run_is_given_a_second(int waits, bool done)
    {
        using Stm32World world = Stm32World.With().Writing(App).Holding(0, Old);

        RunReport report = world.Run(told => world.Probe.WaitsToCome = told is RunEvent.StepProgressed ? waits : world.Probe.WaitsToCome);

        Assert.Equal(done ? null : "ISP5037", report.Failure?.Code);
        Assert.Equal(done ? ExitCode.Done : ExitCode.Communication, report.Exit);
        Assert.True(world.Chip.IsRunning, $"{world.Chip.CoreState}");
    }

    [Fact]
    public void Two_probes_of_one_serial_number_are_told_apart_by_their_places_and_neither_is_opened()
    {
        using Stm32World world = Stm32World.With().Writing(App).Holding(0, Old);
        VirtualStLink first = world.Probe, second = new(world.Chip, world.Bench.Clock, path: "1-2");
        world.Bench.UsbDevices = [first, second];

        RunReport report = world.Run();

        AssertTold(world, report, "ISP4023", ExitCode.Port, "1-2", Flash.Kept);
        Assert.Equal((0, 0), (first.Commands, second.Commands));
    }

    private static void AssertTold(Stm32World world, RunReport report, string code, ExitCode exit, string remedy, Flash flash)
    {
        Assert.True(report.Exit == exit, $"{report.Exit}: {report.Failure}");
        Diagnostic told = report.Diagnostics.Append(report.Failure).First(one => one?.Code == code)!;
        Assert.Contains(remedy, told.Hint);
        byte[] found = world.Chip.Flash;
        Assert.Equal(flash == Flash.Written, found.AsSpan(0, App.Length).SequenceEqual(App));
        Assert.True(flash != Flash.Kept || found.AsSpan(0, Old.Length).SequenceEqual(Old));
        Assert.True(exit == ExitCode.Done || !report.Steps.Any(step => step is { Kind: "verify-flash", Outcome: StepOutcome.Done }));
    }
}
