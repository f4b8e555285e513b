using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

public class RunTests : WholeJobs
{
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
}
