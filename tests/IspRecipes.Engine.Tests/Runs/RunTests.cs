using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

public class RunTests
{
    private const string WholeJob = """
        board: { clock: 16 MHz crystal }
        files: { app: app.hex, boot: boot.hex, settings: settings.hex }
        merge:
          production: [ app, boot ]
        write: { flash: production, eeprom: settings }
        fuses: { low: 0x5E, high: 0xD8, extended: 0xFB }
        lock: { BLB1: 2 }
        """;

    private static readonly byte[] App = Firmware.Program(5000, 1);
    private static readonly byte[] Boot = Firmware.Program(3000, 2);
    private static readonly byte[] Settings = Firmware.Program(100, 3);

    [Fact]
    public void After_a_run_the_chip_holds_what_the_recipe_says()
    {
        using World world = Whole();

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        byte[] flash = new byte[32768];
        flash.AsSpan().Fill(0xFF);
        App.CopyTo(flash, 0);
        Boot.CopyTo(flash, 0x7000);
        Assert.Equal(flash, world.Chip.Flash);
        Assert.Equal(Settings, world.Chip.Eeprom[0x10..0x74]);
        Assert.Equal(0x5E, world.Chip.Fuse(FuseId.Low));
        Assert.Equal(0xD8, world.Chip.Fuse(FuseId.High));
        Assert.Equal(0xFB, world.Chip.Fuse(FuseId.Extended));
        Assert.Equal(0xEF, world.Chip.Fuse(FuseId.Lock));
        AssertReleased(world);
        Assert.Empty(world.Chip.Violations);
        Assert.True(world.Chip.CanBeProgrammed);
    }

    [Fact]
    public void Memories_come_before_fuses_and_lock_bits_last()
    {
        using World world = Whole();
        world.Chip.Preset(FuseId.Low, 0x52);

        RunReport report = world.Run();

        Assert.Equal(
            [
                "identify", "read-fuses", "check-lock", "check-clock", "check-boot-section", "confirm", "erase-chip",
                "write-eeprom", "write-flash", "verify-flash", "verify-eeprom",
                "write-fuse", "write-fuse", "write-fuse", "write-lock", "check-again", "leave",
            ],
            report.Steps.Select(step => step.Kind));
        ChipWriteKind[] kinds = [.. world.Chip.Writes.Select(write => write.Kind)];
        Assert.Equal(ChipWriteKind.ChipErase, kinds[0]);
        Assert.Equal(
            [ChipWriteKind.ExtendedFuse, ChipWriteKind.HighFuse, ChipWriteKind.LowFuse, ChipWriteKind.Lock],
            kinds[^4..]);
    }

    [Fact]
    public void A_second_run_finds_fuses_as_they_shall_be_and_leaves_them()
    {
        using World world = Whole();
        world.Run();

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(
            [StepOutcome.Unchanged, StepOutcome.Unchanged, StepOutcome.Unchanged],
            report.Steps.Where(step => step.Kind == "write-fuse").Select(step => step.Outcome));
        Assert.Equal(0xEF, report.FusesBefore["lock"]);
    }

    [Fact]
    public void A_second_run_that_writes_nothing_has_changed_nothing()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe("fuses: { EESAVE: on }");

        Assert.True(world.Run().ChangedChip);
        Assert.False(world.Run().ChangedChip);
    }

    [Fact]
    public void The_report_holds_hashes_signature_fuses_steps_and_frames()
    {
        using World world = Whole();

        RunReport report = world.Run();

        Assert.Equal("1E 95 87", report.Signature);
        Assert.Equal("atmega32u4", report.Mcu);
        Assert.Equal(["app", "boot", "settings"], report.Files.Select(file => file.Name));
        Assert.All(report.Files, file => Assert.Equal(64, file.Sha256.Length));
        Assert.Equal(64, report.RecipeSha256?.Length);
        Assert.Equal(world.Part.Fuse(FuseId.Low)!.Factory, report.FusesBefore["low"]);
        Assert.Equal(0x5E, report.FusesAfter["low"]);
        Assert.Equal(report.Cost.RoundTrips, report.Steps.Sum(step => step.Cost.RoundTrips));
        Assert.Equal(report.Elapsed, report.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Elapsed));
        Assert.True(report.Elapsed > TimeSpan.FromSeconds(5), $"{report.Elapsed} at 19200 baud");
        Assert.Null(report.Failure);
    }

    [Fact]
    public void Pages_of_nothing_but_0xFF_are_verified_and_not_written()
    {
        byte[] gap = new byte[1024];
        gap.AsSpan().Fill(0xFF);
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, [.. Firmware.Program(256), .. gap, .. Firmware.Program(256, 2)])
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(4, world.Chip.Writes.Count(write => write.Kind == ChipWriteKind.FlashPage));
        StepRecord verify = report.Steps.Single(step => step.Kind == "verify-flash");
        Assert.True(verify.Cost.BytesIn > 1536, $"{verify.Cost}");
    }

    [Fact]
    public void A_wrong_chip_is_named_and_left_alone()
    {
        using World world = Whole("atmega328p");

        RunReport report = world.Run();

        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.Equal("ISP6002", report.Failure!.Code);
        Assert.Contains("ATmega328P", report.Failure.Message);
        Assert.Contains("1E 95 87", report.Failure.Message);
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.Equal("1E 95 0F", report.Signature);
        Assert.Equal(3, report.Failure.Where!.Line);
        Assert.False(world.Chip.Touched);
        AssertReleased(world);
    }

    [Fact]
    public void A_chip_that_does_not_answer_is_told_with_what_to_look_at()
    {
        using World world = Whole();
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6003", report.Failure!.Code);
        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.Contains("MISO", report.Failure.Hint);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_byte_that_reads_back_wrong_is_named_with_its_place_in_the_file()
    {
        using World world = Whole();

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Verify flash" })
            {
                world.Chip.Flash[0x7005] ^= 0x01;
            }
        });

        Assert.Equal(ExitCode.Verify, report.Exit);
        Assert.Equal("ISP6006", report.Failure!.Code);
        Assert.Contains("0x7005", report.Failure.Message);
        Assert.Contains($"0x{Boot[5]:X2}", report.Failure.Message);
        Assert.Contains($"0x{Boot[5] ^ 1:X2}", report.Failure.Message);
        Assert.Contains("boot.hex, line 1", report.Failure.Message);
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind >= ChipWriteKind.LowFuse);
        AssertReleased(world);
    }

    [Fact]
    public void A_programmer_that_falls_silent_in_mid_page_ends_the_run_with_its_step()
    {
        using World world = Whole("atmega32u4", new() { StopsInPage = 7 });

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Communication, report.Exit);
        Assert.Equal(StepOutcome.Failed, report.Steps[^1].Outcome);
        Assert.Equal("write-flash", report.Steps[^1].Kind);
        Assert.Equal(world.PlaceOf("production, eeprom").Line, report.Failure!.Where!.Line);
        Assert.False(world.Bench.Programmer.IsOpen);
    }

    [Fact]
    public void A_port_that_hangs_up_ends_the_run_at_once()
    {
        using World world = Whole("atmega32u4", new() { HangsUpAfter = 3000 });

        RunReport report = world.Run();

        Assert.Equal("ISP4010", report.Failure!.Code);
        Assert.Equal(ExitCode.Communication, report.Exit);
        Assert.True(report.Steps[^1].Elapsed < TimeSpan.FromSeconds(3), $"{report.Steps[^1].Elapsed}");
        Assert.False(world.Bench.Programmer.IsOpen);
    }

    [Fact]
    public void Cancelling_in_mid_write_leaves_programming_mode_and_the_port()
    {
        using World world = Whole();
        using var cancel = new CancellationTokenSource();

        RunReport report = world.Run(
            what =>
            {
                if (what is RunEvent.StepProgressed { Done: > 1000 })
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);

        Assert.Equal(ExitCode.Interrupted, report.Exit);
        Assert.Equal("write-flash", report.Steps[^1].Kind);
        Assert.Contains("during 'Write flash", report.Failure!.Message);
        Assert.False(world.Chip.IsBusy);
        AssertReleased(world);
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind >= ChipWriteKind.LowFuse);
    }

    [Fact]
    public void Fuses_once_begun_are_written_to_the_last_so_that_none_are_half_done()
    {
        using World world = Whole();
        using var cancel = new CancellationTokenSource();

        RunReport report = world.Run(
            what =>
            {
                if (what is RunEvent.StepFinished { Step.Kind: "write-fuse" })
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(0xEF, world.Chip.Fuse(FuseId.Lock));
        AssertReleased(world);
    }

    [Theory]
    [InlineData("at90usb1286", 131072)]
    [InlineData("atmega2560", 200000)]
    [InlineData("attiny85", 8192)]
    [InlineData("atmega32a", 32000)]
    [InlineData("atmega16u2", 16384)]
    public void Other_parts_are_flashed_to_the_last_byte(string mcu, int length)
    {
        byte[] program = Firmware.Program(length);
        using World world = World.With("avrisp", mcu).Hex("app.hex", 0, program).Hex("settings.hex", 3, 1, 2, 3)
            .Recipe("files: { app: app.hex, settings: settings.hex }\nwrite: { flash: app, eeprom: settings }\nlock: { LB: 2 }\nallow: [ write-protect ]");

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash[..length]);
        Assert.Equal([0xFF, 1, 2, 3, 0xFF], world.Chip.Eeprom[2..7]);
        Assert.Empty(world.Chip.Violations);
        AssertReleased(world);
    }

    [Fact]
    public void A_bug_of_ours_still_leaves_programming_mode()
    {
        using World world = Whole();

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepProgressed)
            {
                throw new InvalidOperationException("a face stumbled");
            }
        });

        Assert.Equal("ISP9001", report.Failure!.Code);
        Assert.Equal(ExitCode.OurBug, report.Exit);
        Assert.Contains("a face stumbled", report.Failure.Message);
        AssertReleased(world);
    }

    [Fact]
    public void A_port_in_use_is_told_before_anything_happens()
    {
        using World world = Whole();
        using var other = world.Bench.OpenSerial("sim", new(19200));

        RunReport report = world.Run();

        Assert.Equal("ISP4004", report.Failure!.Code);
        Assert.Equal(ExitCode.Port, report.Exit);
        Assert.Equal("identify", Assert.Single(report.Steps).Kind);
    }

    private static World Whole(string? chip = null, Simulation.Programmers.BoardOptions? options = null) =>
        World.With("avrisp", "atmega32u4", chip, options)
            .Hex("app.hex", 0, App).Hex("boot.hex", 0x7000, Boot).Hex("settings.hex", 0x10, Settings)
            .Recipe(WholeJob);

    private static void AssertReleased(World world)
    {
        Assert.False(world.Chip.InProgrammingMode);
        Assert.False(world.Chip.IsHeldInReset);
        Assert.False(world.Bench.Programmer.IsOpen);
    }
}
