using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A run that ends anywhere: a person stops it at any event, or the line dies at any byte.</summary>
public class EndingTests
{
    private static readonly byte[] App = Firmware.Program(300, 1);
    private static readonly byte[] Held = Firmware.Program(1024, 9);

    [Fact]
    public void Stopped_at_any_event_a_run_lets_go_and_its_report_is_whole()
    {
        using World whole = Job();
        int events = 0;
        Assert.Equal(ExitCode.Done, whole.Run(_ => events++).Exit);

        for (int nth = 1; nth <= events; nth++)
        {
            using World world = Job();
            using var cancel = new CancellationTokenSource();
            int seen = 0;

            RunReport report = world.Run(
                _ =>
                {
                    if (++seen == nth)
                    {
                        cancel.Cancel();
                    }
                },
                cancel.Token);

            string told = $"stopped at event {nth} of {events}: {report.Failure}";
            Assert.True(report.Exit is ExitCode.Interrupted or ExitCode.Done, told);
            Assert.True(report.Exit == ExitCode.Interrupted == report.Failure is not null, told);
            Assert.False(world.Chip.InProgrammingMode || world.Chip.IsHeldInReset || world.Chip.IsBusy, told);
            Assert.False(world.Bench.Programmer.IsOpen, told);
            Assert.True(world.Chip.CanBeProgrammed, told);
            Assert.Empty(world.Chip.Violations);
            AssertEventsAndReportAgree(world, report, told);
            AssertEepromIsSomewhere(world, report, told);
            AssertFusesAreAllOrNone(world, report, told);
        }
    }

    [Fact]
    public void Dead_at_any_byte_a_line_costs_no_EEPROM_and_no_fuse()
    {
        using World whole = Job();
        RunReport good = whole.Run();
        long bytes = good.Cost.BytesOut + good.Cost.BytesIn;

        for (long at = 0; at < bytes; at += at < bytes - 400 ? 211 : 7)
        {
            using World world = Job();
            world.Cable = (link, clock) => new FaultyLink(link, clock, new FaultRates { HangsUpAt = at }, seed: 1);

            RunReport report = world.Run();

            string told = $"dead at byte {at} of {bytes}: {report.Failure}";
            Assert.True(report.Failure!.Code == "ISP4010", told);
            Assert.Equal(ExitCode.Communication, report.Exit);
            Assert.False(world.Bench.Programmer.IsOpen, told);
            AssertEventsAndReportAgree(world, report, told);
            AssertEepromIsSomewhere(world, report, told);
        }
    }

    [Fact]
    public void A_computer_that_dies_after_the_erase_leaves_the_EEPROM_on_disk()
    {
        using World world = Job();
        byte[]? onDisk = null;

        world.Run(what =>
        {
            if (what is RunEvent.StepFinished { Step.Kind: "erase-chip" })
            {
                onDisk = Saved(world);
            }
        });

        Assert.Equal(Held, onDisk);
        Assert.False(File.Exists(world.Path("recipe.eeprom.hex")));
    }

    [Fact]
    public void An_EEPROM_that_cannot_be_saved_is_not_erased()
    {
        using World world = Job();
        Directory.CreateDirectory(world.Path("recipe.eeprom.hex"));

        RunReport report = world.Run();

        Assert.Equal("ISP6010", report.Failure!.Code);
        Assert.Equal(ExitCode.File, report.Exit);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_file_of_an_earlier_failure_is_neither_overwritten_nor_deleted()
    {
        using World world = Job();
        byte[] earlier = Firmware.Program(1024, 77);
        world.Hex("recipe.eeprom.hex", 0, earlier);

        Assert.Equal(ExitCode.Done, world.Run().Exit);

        Assert.Equal(earlier, Saved(world));
        Assert.False(File.Exists(world.Path("recipe.eeprom-2.hex")));
    }

    private static World Job()
    {
        World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, App).Recipe("""
            board: { clock: 16 MHz crystal }
            files: { app: app.hex }
            write: { flash: app }
            eeprom: keep
            fuses: { low: 0x5F, high: 0xD9, extended: 0xFB }
            lock: 0xEF
            allow: [ remove-bootloader ]
            """);
        Held.CopyTo(world.Chip.Eeprom, 0);
        return world;
    }

    [Theory]
    [InlineData("avrisp")]
    [InlineData("usbasp")]
    public void A_trace_that_can_take_no_more_ends_no_run(string programmer)
    {
        byte[] app = Firmware.Program(2000);
        using World world = World.With(programmer, "atmega328p").Hex("app.hex", 0, app).Recipe("files: { app: app.hex }\nwrite: { flash: app }");
        FillingDisk disk = new(lines: 40);
        world.RunOptions = world.RunOptions with { Trace = disk };

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(app, world.Chip.Flash[..app.Length]);
        Assert.Equal(1, disk.Refusals);
        using LossyWriter trace = Assert.IsType<LossyWriter>(world.RunOptions.Trace);
        Assert.Contains("No space", trace.Loss!.Message);
    }

    [Fact]
    public void A_file_that_can_take_no_more_is_closed_all_the_same()
    {
        FillingDisk disk = new(lines: 0);
        LossyWriter writer = new(disk);

        writer.WriteLine("lost");
        writer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => disk.Write('x'));
    }

    private sealed class FillingDisk(int lines) : StringWriter
    {
        private int _left = lines;

        public int Refusals { get; private set; }

        public override void WriteLine(string? value)
        {
            if (_left-- == 0)
            {
                Refusals++;
                throw new IOException("No space left on device");
            }
        }
    }

    private static void AssertEventsAndReportAgree(World world, RunReport report, string told)
    {
        Assert.True(world.Events[0] is RunEvent.RunStarted, told);
        Assert.True(world.Events[^1] is RunEvent.RunFinished, told);
        StepRecord[] finished = [.. world.Events.OfType<RunEvent.StepFinished>().Select(what => what.Step)];
        Assert.Equal(report.Steps, finished);
        Assert.Equal(finished.Length, world.Events.OfType<RunEvent.StepStarted>().Count());
        Assert.True(report.Failure is null == report.Steps.All(step => step.Outcome != StepOutcome.Failed), told);
        Assert.All(report.Diagnostics, diagnostic => Assert.DoesNotContain("?", diagnostic.Message));
    }

    /// <summary>In the chip, or in a file that the report names.</summary>
    private static void AssertEepromIsSomewhere(World world, RunReport report, string told)
    {
        bool inFile = report.Diagnostics.Any(warning =>
            warning.Code == "ISP3028" && warning.Message.Contains(world.Path("recipe.eeprom.hex")));
        Assert.True(inFile ? Saved(world).SequenceEqual(Held) : world.Chip.Eeprom.SequenceEqual(Held), told);
        Assert.Equal(inFile, File.Exists(world.Path("recipe.eeprom.hex")));
    }

    private static void AssertFusesAreAllOrNone(World world, RunReport report, string told)
    {
        byte[] fuses = [world.Chip.Fuse(FuseId.Low), world.Chip.Fuse(FuseId.High), world.Chip.Fuse(FuseId.Extended)];
        byte[] expected = report.Exit == ExitCode.Done
            ? [0x5F, 0xD9, 0xFB]
            : [.. world.Part.Fuses.OrderBy(fuse => fuse.Id).Select(fuse => fuse.Factory!.Value)];
        Assert.True(fuses.SequenceEqual(expected), told);
    }

    private static byte[] Saved(World world) => IntelHex
        .Read(File.ReadAllBytes(world.Path("recipe.eeprom.hex")), "saved").Image!.Segments.Single().Bytes.ToArray();
}
