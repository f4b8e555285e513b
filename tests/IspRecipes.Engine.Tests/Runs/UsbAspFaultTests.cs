using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What faults of a USBasp, its transfers and its wires end in.</summary>
public sealed class UsbAspFaultTests : CrystalWorlds
{
    private const byte WriteFlash = 6, ReadFlash = 4;

    /// <summary>An echo by chance, at 1.5 MHz or just above the chip's limit: 187.5 kHz is the first at which it answers.</summary>
    [Theory]
    [InlineData(1.5e6)]
    [InlineData(375e3)]
    public void An_echo_by_chance_is_no_answer(double fluke)
    {
        const byte enableProgramming = 5;
        World world = Add(World.With("usbasp", "atmega328p").Recipe(""));
        world.Chip.Preset(FuseId.Low, 0x62);
        world.UsbCable = inner => new StruckUsbLink(inner, (_, _) => null)
        {
            Garble = (setup, value) => setup.Request == enableProgramming && world.Chip.SckHertz == fluke ? (byte)0 : value,
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(93.75e3, world.Chip.SckHertz);
    }

    [Theory]
    [InlineData(FaultCode.UsbStall, ReadFlash, "ISP4020")]
    [InlineData(FaultCode.UsbTimeout, WriteFlash, "ISP4019")]
    [InlineData(FaultCode.UsbTimeout, ReadFlash, "ISP4019")]
    [InlineData(FaultCode.UsbShort, ReadFlash, "ISP4021")]
    [InlineData(FaultCode.UsbShort, WriteFlash, "ISP4021")]
    [InlineData(FaultCode.UsbUnplugged, WriteFlash, "ISP4018")]
    public void A_transfer_that_fails_in_the_middle_ends_the_run_and_the_device_is_released(
        FaultCode fault, byte request, string code)
    {
        int seen = 0;
        StruckUsbLink? link = null;
        World world = Full();
        world.UsbCable = inner => link = new StruckUsbLink(inner, (_, asked) => asked == request && ++seen == 3 ? fault : null);

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.NotNull(report.Failure?.Hint);
        Assert.True(link!.Disposed);
        Assert.False(Programmer(world).IsOpen);
        Assert.Equal(fault != FaultCode.UsbUnplugged, !world.Chip.IsHeldInReset);
    }

    /// <summary>The chip has got it and is busy; letting go of RESET would tear it.</summary>
    [Fact]
    public void A_chip_erase_whose_answer_is_lost_is_waited_out_before_the_chip_is_let_go()
    {
        const byte transmit = 3;
        World world = Full();
        world.Chip.Flash.AsSpan().Fill(0x5A);
        world.UsbCable = inner => new StruckUsbLink(inner, (_, _) => null)
        {
            Garble = (setup, value) => setup is { Request: transmit, Value: 0x80AC }
                ? throw new LinkException(FaultCode.UsbFailed, inner.Device.Name, $"{setup}", "an error on the bus")
                : value,
        };

        RunReport report = world.Run();

        Assert.Equal("ISP4024", report.Failure?.Code);
        Assert.Empty(world.Chip.Violations);
        Assert.Equal(-1, world.Chip.Flash.AsSpan().IndexOfAnyExcept((byte)0xFF));
        Assert.False(world.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_signature_that_is_wrong_at_a_fast_clock_and_right_at_a_slow_one_is_the_right_one()
    {
        const byte readSignature = 0x30;
        World world = Full();
        world.UsbCable = inner => new StruckUsbLink(inner, (_, _) => null)
        {
            Garble = (setup, value) => setup.Request == 3 && (byte)setup.Value == readSignature && world.Chip.SckHertz > 400e3
                ? (byte)(value & 0xFE)
                : value,
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(187.5e3, world.Chip.SckHertz); // 375 kHz is the first that answers rightly
        Assert.Equal("1E 95 87", report.Signature);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bit_errors_above_a_quarter_of_the_core_clock_never_make_a_wrong_fuse(int crystal)
    {
        foreach (string sck in (string[])["1.5 MHz", "750 kHz", "375 kHz", "187.5 kHz"])
        {
            WritesNoWrongFuse("usbasp", sck, crystal * 1e6);
        }
    }

    private static VirtualUsbAsp Programmer(World world) => (VirtualUsbAsp)world.Bench.UsbDevices[0];

    private World Full(string? sck = null) => Add(World.With("usbasp", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));
}
