using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;
using static IspRecipes.Engine.Tests.Runs.Stm32RunTests;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Read and write protection of an STM32, and its option bytes, through whole runs.</summary>
public class Stm32ProtectionTests
{
    private const string Unlocking = "unlock: if-needed\nallow: [mass-erase]";
    private static readonly byte[] App = Stm32World.Program(3000);
    private static readonly byte[] Old = Stm32World.Program(600, seed: 5);

    [Fact]
    public void A_protected_chip_is_refused_and_the_two_lines_that_unlock_it_are_named()
    {
        using Stm32World world = Stm32World.With().Writing(App);
        byte[] before = Protect(world);

        RunReport report = world.Run();

        Assert.Equal(("ISP3090", ExitCode.Refused), (report.Failure!.Code, report.Exit));
        Assert.Contains("all 64 KiB", report.Failure.Message);
        Assert.Contains(Unlocking, report.Failure.Hint);
        Assert.False(report.ChangedChip);
        Assert.Equal(before, world.Chip.Flash);
    }

    [Theory]
    [InlineData("stm32f103c8")]
    [InlineData("stm32f051r8")]
    [InlineData("stm32f303cc")]
    public void Protection_is_lifted_where_the_recipe_says_so(string mcu)
    {
        using Stm32World world = Stm32World.With(mcu).Writing(App, Unlocking);
        Protect(world, options => options.With(OptionByteId.User, 0xFD).With(OptionByteId.Data0, 0x42));

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(StepOutcome.Done, Outcome(report, "lift-read-protection"));
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.DoesNotContain(world.Chip.Flash[App.Length..], held => held != 0xFF);
        Assert.Equal(world.Part.Family.ReadProtectionOff, world.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.Equal((0xFD, 0x42), (world.Chip.LoadedOptions[OptionByteId.User], world.Chip.LoadedOptions[OptionByteId.Data0]));
        AssertSound(world);
    }

    [Fact]
    public void What_is_not_needed_is_not_unlocked()
    {
        using Stm32World world = Stm32World.With().Writing(App, Unlocking).Holding(0xF000, [1, 2, 3]);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(StepOutcome.Skipped, Outcome(report, "lift-read-protection"));
        Assert.Equal([1, 2, 3], world.Chip.Flash[0xF000..0xF003]);
    }

    [Fact]
    public void Write_protection_is_put_back_after_an_unlock()
    {
        using Stm32World world = Stm32World.With().Writing(App, Unlocking);
        Protect(world, options => options.With(OptionByteId.Wrp0, 0xFE));

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(0xFE, world.Chip.LoadedOptions[OptionByteId.Wrp0]);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Fact]
    public void A_chip_that_wants_a_power_cycle_is_finished_after_one()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { NeedsPowerCycle = true }).Writing(App, Unlocking);
        Protect(world);

        RunReport first = world.Run();
        world.Chip.CyclePower();
        RunReport second = world.Run();

        Assert.Equal(("ISP6039", ExitCode.Refused), (first.Failure!.Code, first.Exit));
        Assert.Contains("power the target off and on", first.Failure.Hint);
        AssertDone(second);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Fact]
    public void A_protected_chip_cannot_be_backed_up_and_is_not_erased_then()
    {
        using Stm32World world = Stm32World.With().Writing(App, $"read: {{ flash: backup.bin }}\n{Unlocking}");
        byte[] before = Protect(world);

        RunReport report = world.Run();

        Assert.Equal(("ISP3091", ExitCode.Refused), (report.Failure!.Code, report.Exit));
        Assert.False(report.ChangedChip);
        Assert.Equal(before, world.Chip.Flash);
        Assert.False(File.Exists(world.Path("backup.bin")));
    }

    [Fact]
    public void Write_protected_pages_are_named_before_anything_is_changed()
    {
        using Stm32World world = Stm32World.With().Writing(App).Holding(0, Old);
        world.Chip.Preset(Factory(world).With(OptionByteId.Wrp0, 0xFE));

        RunReport report = world.Run();

        Assert.Equal(("ISP3092", ExitCode.Refused), (report.Failure!.Code, report.Exit));
        Assert.EndsWith(": 0-2", report.Failure.Message);
        Assert.Contains("options: { WRP0: 0xFF }", report.Failure.Hint);
        Assert.False(report.ChangedChip);
        AssertSound(world);
    }

    [Fact]
    public void Write_protection_that_the_recipe_lifts_is_lifted_first()
    {
        using Stm32World world = Stm32World.With().Writing(App, "options: { WRP0: 0xFF }");
        world.Chip.Preset(Factory(world).With(OptionByteId.Wrp0, 0xFE).With(OptionByteId.Data1, 0x11));

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(StepOutcome.Done, Outcome(report, "lift-write-protection"));
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.Equal((0xFF, 0x11), (world.Chip.LoadedOptions[OptionByteId.Wrp0], world.Chip.LoadedOptions[OptionByteId.Data1]));
        AssertSound(world);
    }

    [Fact]
    public void Pages_that_are_protected_and_right_are_no_hindrance()
    {
        byte[] image = Stm32World.Program(9000);
        using Stm32World world = Stm32World.With().Writing(image, "options: { WRP0: 0xFE }\nallow: [write-protect]");
        AssertDone(world.Run());

        RunReport second = world.Run();
        image[8000] ^= 1;
        RunReport third = world.Writing(image).Run();

        AssertDone(second);
        Assert.False(second.ChangedChip);
        AssertDone(third);
        Assert.Equal(1, third.Stm32!.PagesChanged);
        Assert.Equal(image, world.Chip.Flash[..image.Length]);
    }

    [Fact]
    public void A_write_protected_page_forbids_erasing_the_chip()
    {
        using Stm32World world = Stm32World.With().Writing(App, "erase: chip");
        world.Chip.Preset(Factory(world).With(OptionByteId.Wrp1, 0x7F));

        RunReport report = world.Run();

        Assert.Equal("ISP3092", report.Failure!.Code);
        Assert.EndsWith(": 60-63", report.Failure.Message);
    }

    [Fact]
    public void Option_bytes_are_written_by_name_and_the_rest_is_kept()
    {
        using Stm32World world = Stm32World.With().Recipe("options: { WDG_SW: hardware, DATA1: 0x5A }").Holding(0, Old);
        world.Chip.Preset(Factory(world).With(OptionByteId.Data0, 0x33));

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(0xFE, world.Chip.LoadedOptions[OptionByteId.User]);
        Assert.Equal((0x33, 0x5A), (world.Chip.LoadedOptions[OptionByteId.Data0], world.Chip.LoadedOptions[OptionByteId.Data1]));
        Assert.Equal(world.Part.Family.ReadProtectionOff, world.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.Equal(["WDG_SW software -> hardware", "DATA1 0xFF -> 0x5A"], report.Stm32!.Changes.Select(change => change.ToString()));
        AssertSound(world);
    }

    [Fact]
    public void Read_protection_is_switched_on_last_and_the_power_cycle_it_wants_is_told()
    {
        using Stm32World world = Stm32World.With().Writing(App, "options: { RDP: level-1 }\nallow: [write-protect]");

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.NotEqual(world.Part.Family.ReadProtectionOff, world.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.Contains(report.Diagnostics, told => told is { Code: "ISP3093", Severity: Severity.Note });
        world.Chip.CyclePower();
        Assert.True(world.Chip.IsRunning);
    }

    [Fact]
    public void A_person_is_asked_once_before_the_flash_is_lost_and_a_no_ends_the_run()
    {
        using Stm32World world = Stm32World.With().Writing(App, $"{Unlocking}\noptions: {{ DATA0: 0x42 }}");
        byte[] before = Protect(world);
        List<Question> asked = [];
        world.RunOptions = new RunOptions
        {
            Confirm = question =>
            {
                asked.Add(question);
                return false;
            },
        };

        RunReport report = world.Run();

        Assert.Equal(("ISP8005", ExitCode.Refused), (report.Failure!.Code, report.Exit));
        Assert.Equal(["lift read protection, which erases all 64 KiB of its flash", "DATA0 0xFF -> 0x42"], Assert.Single(asked).Details);
        Assert.Equal(before, world.Chip.Flash);
    }

    private static OptionBytes Factory(Stm32World world) => world.Chip.StoredOptions;

    /// <summary>A chip with a program in it and read protection on; what its flash holds.</summary>
    private static byte[] Protect(Stm32World world, Func<OptionBytes, OptionBytes>? also = null)
    {
        world.Holding(0, Firmware.Program(5000, seed: 9));
        world.Chip.Preset((also ?? (options => options))(Factory(world).With(OptionByteId.Rdp, 0x00)));
        world.Chip.CyclePower();
        return [.. world.Chip.Flash];
    }
}
