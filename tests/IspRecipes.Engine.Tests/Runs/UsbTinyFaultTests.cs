using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What every fault of a USBtiny, or between it and the chip, ends in.</summary>
public sealed class UsbTinyFaultTests : CrystalWorlds
{
    private const byte Spi = 7, ReadFlash = 9, WriteFlash = 10;

    [Theory]
    [InlineData(FaultCode.UsbStall, ReadFlash, "ISP4020")]
    [InlineData(FaultCode.UsbTimeout, WriteFlash, "ISP4019")]
    [InlineData(FaultCode.UsbTimeout, ReadFlash, "ISP4019")]
    [InlineData(FaultCode.UsbShort, ReadFlash, "ISP4021")]
    [InlineData(FaultCode.UsbShort, WriteFlash, "ISP4021")]
    [InlineData(FaultCode.UsbShort, Spi, "ISP4021")]
    [InlineData(FaultCode.UsbUnplugged, WriteFlash, "ISP4018")]
    public void A_request_that_fails_from_some_time_on_ends_the_run_and_the_device_is_released(
        FaultCode fault, byte request, string code)
    {
        int seen = 0;
        StruckUsbLink? link = null;
        World world = Full();
        world.UsbCable = inner => link = new StruckUsbLink(inner, (_, asked) => asked == request && ++seen >= 3 ? fault : null);

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.NotNull(report.Failure?.Hint);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 30);
        Assert.True(link!.Disposed);
        Assert.False(((VirtualUsbTiny)world.Bench.UsbDevices[0]).IsOpen);
        Assert.Equal(fault != FaultCode.UsbUnplugged, !world.Chip.IsHeldInReset);
        Assert.Empty(world.Chip.Violations);
    }

    /// <summary>A question is asked once more; what may have changed the chip is not repeated.</summary>
    [Theory]
    [InlineData(FaultCode.UsbStall)]
    [InlineData(FaultCode.UsbTimeout)]
    [InlineData(FaultCode.UsbShort)]
    public void One_failed_transfer_anywhere_ends_in_success_with_the_right_bytes_or_in_a_diagnostic(FaultCode fault)
    {
        int done = 0;
        for (int struck = 1; struck <= 70; struck++)
        {
            int which = struck;
            World world = Full();
            world.UsbCable = inner => new StruckUsbLink(inner, (count, _) => count == which ? fault : null);

            RunReport report = world.Run();

            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            Assert.False(world.Chip.IsHeldInReset);
            Assert.Empty(world.Chip.Violations);
            if (report.Exit == ExitCode.Done)
            {
                done++;
                Assert.Equal(Firmware.Program(1000), world.Chip.Flash[..1000]);
            }
            else
            {
                Assert.Equal(ExitCode.Communication, report.Exit);
            }
        }

        Assert.InRange(done, 40, 60);
    }

    /// <summary>20 % too fast, a bit error in every other byte: enabled by luck, it answers as some other chip.</summary>
    [Fact]
    public void A_wrong_signature_at_a_fast_clock_and_the_right_one_at_a_slow_one_is_the_right_chip()
    {
        World world = Full();
        world.Chip.Preset(FuseId.Low, 0x7F); // 2 MHz: SCK up to 500 kHz
        world.UsbCable = inner => new LyingWhenFast(inner, world.Chip, 250e3);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(1000), world.Chip.Flash[..1000]);
        Assert.InRange(world.Chip.SckHertz, 0, 250e3);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.8)]
    [InlineData(1.2)]
    public void Bit_errors_above_a_quarter_of_the_core_clock_never_make_a_wrong_fuse(double megahertz)
    {
        for (int period = 1; period <= 12; period++)
        {
            WritesNoWrongFuse("usbtiny", $"{period} us", megahertz * 1e6);
        }
    }

    /// <summary>A busy machine hears late that the first page is being written: what it then measures must not be too short for the others.</summary>
    [Fact]
    public void A_computer_that_hears_late_of_a_commit_gives_every_page_its_time()
    {
        World world = Full("1 MHz");
        world.UsbCable = inner => new StruckUsbLink(inner, (_, _) => null)
        {
            Garble = (setup, value) =>
            {
                bool isCommit = setup is { Request: Spi, Value: var opcode } && (byte)opcode == 0x4C;
                world.Bench.Clock.Wait(isCommit && world.Chip.Writes.Count(write => write.Kind == ChipWriteKind.FlashPage) == 1
                    ? TimeSpan.FromMilliseconds(4)
                    : TimeSpan.Zero);
                return value;
            },
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Empty(world.Chip.Violations);
    }

    private World Full(string? sck = null) => Add(World.With("usbtiny", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(1000))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));

    /// <summary>A line on which the second byte of every signature reads wrong above a limit, always the same way.</summary>
    private sealed class LyingWhenFast(IUsbLink inner, VirtualAvr chip, double limit) : IUsbLink
    {
        public UsbDeviceInfo Device => inner.Device;

        public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
        {
            int came = inner.ControlIn(setup, into, timeout);
            if (setup is { Request: Spi, Value: 0x0030, Index: 1 } && chip.SckHertz > limit)
            {
                into[3] ^= 0x01;
            }

            return came;
        }

        public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) =>
            inner.ControlOut(setup, data, timeout);

        public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => inner.BulkIn(endpoint, into, timeout);

        public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => inner.BulkOut(endpoint, data, timeout);

        public void Dispose() => inner.Dispose();
    }
}
