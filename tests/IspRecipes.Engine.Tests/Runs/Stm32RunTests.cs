using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs on a virtual STM32 behind a virtual ST-Link.</summary>
public class Stm32RunTests
{
    private static readonly byte[] App = Stm32World.Program(3000);
    private static readonly byte[] Old = Stm32World.Program(600, seed: 5);

    [Theory]
    [InlineData("stm32f103c8")]
    [InlineData("stm32f103c6")]
    [InlineData("stm32f103ze")]
    [InlineData("stm32f107vc")]
    [InlineData("stm32f100c8")]
    [InlineData("stm32f051r8")]
    [InlineData("stm32f303cc")]
    public void An_image_is_written_verified_and_started(string mcu)
    {
        using Stm32World world = Stm32World.With(mcu).Writing(App);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.True(report.ChangedChip);
        Assert.Equal(StepOutcome.Done, Outcome(report, "verify-flash"));
        Assert.Equal((App.Length + world.Part.Family.PageSize - 1) / world.Part.Family.PageSize, report.Stm32!.PagesChanged);
        AssertSound(world);
    }

    [Fact]
    public void A_second_run_changes_nothing_and_says_so()
    {
        using Stm32World world = Stm32World.With().Writing(App, "options: { WDG_SW: hardware, DATA0: 0x42 }");
        AssertDone(world.Run());
        int[] erases = [.. world.Chip.PageErases];
        int programmed = world.Chip.HalfWordsProgrammed;

        RunReport second = world.Run();

        AssertDone(second);
        Assert.False(second.ChangedChip);
        Assert.Equal(0, second.Stm32!.PagesChanged);
        Assert.Empty(second.Stm32.Changes);
        Assert.Equal(StepOutcome.Unchanged, Outcome(second, "write-flash"));
        Assert.Equal(StepOutcome.Unchanged, Outcome(second, "write-options"));
        Assert.Equal(erases, world.Chip.PageErases);
        Assert.Equal(programmed, world.Chip.HalfWordsProgrammed);
        AssertSound(world);
    }

    [Fact]
    public void A_second_run_of_a_recipe_that_erases_the_chip_changes_nothing_either()
    {
        using Stm32World world = Stm32World.With().Writing(App, "erase: chip");
        RunReport first = world.Run();
        int programmed = world.Chip.HalfWordsProgrammed;

        RunReport second = world.Run();

        Assert.Equal(StepOutcome.Done, Outcome(first, "erase-chip"));
        AssertDone(second);
        Assert.False(second.ChangedChip);
        Assert.Equal(StepOutcome.Unchanged, Outcome(second, "erase-chip"));
        Assert.Equal(StepOutcome.Unchanged, Outcome(second, "write-flash"));
        Assert.Equal(StepOutcome.Done, Outcome(second, "verify-flash"));
        Assert.Equal(programmed, world.Chip.HalfWordsProgrammed);
    }

    [Fact]
    public void Erasing_the_chip_takes_what_the_image_does_not_cover()
    {
        using Stm32World world = Stm32World.With().Writing(App, "erase: chip").Holding(0xF000, [1, 2, 3]);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.DoesNotContain(world.Chip.Flash[App.Length..], held => held != 0xFF);
        Assert.True(report.Stm32!.FlashErased);
    }

    [Fact]
    public void A_chip_is_erased_where_the_recipe_writes_nothing()
    {
        using Stm32World world = Stm32World.With().Recipe("erase: chip").Holding(0, App);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.DoesNotContain(world.Chip.Flash, held => held != 0xFF);
        Assert.Equal(StepOutcome.Done, Outcome(report, "check-erased"));
    }

    [Fact]
    public void Bytes_beside_the_image_and_in_its_gaps_keep_what_they_are()
    {
        using Stm32World world = Stm32World.With().Holding(0, Firmware.Program(8192, seed: 7));
        File.WriteAllBytes(world.Path("first.bin"), App[..0x300]);
        File.WriteAllBytes(world.Path("second.bin"), [9, 8, 7]);
        byte[] expected = [.. world.Chip.Flash[..8192]];
        App[..0x300].CopyTo(expected, 0);
        new byte[] { 9, 8, 7 }.CopyTo(expected, 0x381);

        RunReport report = world.Recipe("""
            files:
              first: { path: first.bin, format: bin, address: 0x08000000 }
              second: { path: second.bin, format: bin, address: 0x08000381 }
            merge: { all: [ first, second ] }
            write: { flash: all }
            """).Run();

        AssertDone(report);
        Assert.Equal(expected, world.Chip.Flash[..8192]);
        Assert.Equal(1, world.Chip.PageErases[0]);
        Assert.Equal(1, report.Stm32!.PagesChanged);
    }

    [Theory]
    [InlineData("full", StepOutcome.Done, StepOutcome.Done)]
    [InlineData("written-pages", StepOutcome.Done, StepOutcome.Skipped)]
    [InlineData("none", null, null)]
    public void Verifying_follows_its_policy(string policy, StepOutcome? first, StepOutcome? second)
    {
        using Stm32World world = Stm32World.With().Writing(App, $"verify: {policy}");

        Assert.Equal(first, Verified(world.Run()));
        Assert.Equal(second, Verified(world.Run()));

        static StepOutcome? Verified(RunReport report) => report.Steps.FirstOrDefault(step => step.Kind == "verify-flash")?.Outcome;
    }

    [Fact]
    public void A_cell_that_is_worn_ends_the_run_with_its_place()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { WornCell = 0x08000400 }).Writing(App);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Verify, report.Exit);
        Assert.True(report.ChangedChip);
        Assert.True(world.Chip.IsRunning);
    }

    [Fact]
    public void Flash_is_saved_before_it_is_changed()
    {
        using Stm32World world = Stm32World.With().Writing(App, "read: { flash: before.bin }").Holding(0, Firmware.Program(5000, seed: 3));
        byte[] before = [.. world.Chip.Flash];

        AssertDone(world.Run());

        Assert.Equal(before, File.ReadAllBytes(world.Path("before.bin")));
    }

    [Fact]
    public void A_reset_line_that_is_not_wired_does_no_harm()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { NrstWired = false }).Writing(App);

        AssertDone(world.Run());
        AssertSound(world);
    }

    [Fact]
    public void A_program_that_takes_the_pins_is_reached_under_reset()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { TakesSwdPins = true })
            .Writing(App).Holding(0, Old);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP6043");
    }

    [Fact]
    public void The_report_tells_what_was_found_and_changed()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Cks32).Writing(App, "options: { nRST_STOP: reset }");

        RunReport report = world.Run();

        AssertDone(report);
        string json = ReportJson.Write(report);
        Assert.Contains("\"deviceId\": \"0x410\"", json);
        Assert.Contains("\"clone\": \"DPIDR 0x2BA01477\"", json);
        Assert.Contains("\"field\": \"nRST_STOP\"", json);
        Assert.Contains("\"pagesChanged\": 3", json);
    }

    [Fact]
    public void A_report_tells_no_RDP_of_a_chip_that_says_only_that_it_is_protected()
    {
        using Stm32World world = Stm32World.With().Writing(App, "unlock: if-needed\nallow: [ mass-erase ]");
        world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0x42));

        RunReport report = world.Run();

        AssertDone(report);
        using JsonDocument json = JsonDocument.Parse(ReportJson.Write(report));
        JsonElement chip = json.RootElement.GetProperty("chip").GetProperty("stm32");
        Assert.Equal(JsonValueKind.Null, chip.GetProperty("optionsBefore").GetProperty("RDP").ValueKind);
        Assert.Equal("0xA5", chip.GetProperty("optionsAfter").GetProperty("RDP").GetString());
    }

    internal static void AssertDone(RunReport report) => Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");

    internal static StepOutcome Outcome(RunReport report, string kind) => report.Steps.Single(step => step.Kind == kind).Outcome;

    /// <summary>The chip's program runs without a debugger, and nothing was done that its manual forbids.</summary>
    internal static void AssertSound(Stm32World world)
    {
        Assert.True(world.Chip.IsRunning, $"{world.Chip.CoreState}");
        Assert.Empty(world.Chip.Violations);
    }
}
