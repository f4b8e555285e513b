using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What every fault of an STK500v2 programmer, its line and its chip ends in: never a hang, never a false success.</summary>
public sealed class Stk500v2FaultTests : CrystalWorlds
{
    private const byte WriteFlash = 0x13, ReadFlash = 0x14, SpiMulti = 0x1D;

    private static readonly byte[] App = Firmware.Program(3000);

    public static TheoryData<string> Both => ["stk500v2", "avrispmkii"];

    [Theory]
    [InlineData(FaultCode.UsbStall, WriteFlash, false, "ISP4020")]
    [InlineData(FaultCode.UsbStall, ReadFlash, true, "ISP4020")]
    [InlineData(FaultCode.UsbTimeout, WriteFlash, true, "ISP4019")]
    [InlineData(FaultCode.UsbTimeout, ReadFlash, true, "ISP4019")]
    [InlineData(FaultCode.UsbShort, WriteFlash, false, "ISP4021")]
    [InlineData(FaultCode.UsbShort, WriteFlash, true, "ISP4021")]
    [InlineData(FaultCode.UsbShort, ReadFlash, true, "ISP4021")]
    [InlineData(FaultCode.UsbUnplugged, WriteFlash, true, "ISP4018")]
    public void A_transfer_that_fails_in_the_middle_ends_the_run_and_the_device_is_released(
        FaultCode fault, byte command, bool answer, string code)
    {
        int seen = 0;
        StruckBulkLink? link = null;
        World world = Small("avrispmkii");
        world.UsbCable = inner => link = new StruckBulkLink(
            inner, (_, asked, reply) => asked == command && reply == answer && ++seen == 3 ? fault : null);

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.NotNull(report.Failure?.Hint);
        Assert.True(link!.Disposed);
        Assert.Equal(fault != FaultCode.UsbUnplugged, !world.Chip.IsHeldInReset);
    }

    [Fact]
    public void Wherever_it_is_unplugged_the_run_fails_and_says_so()
    {
        for (int after = 0; after < 100; after++)
        {
            World world = Small("avrispmkii");
            int limit = after;
            world.UsbCable = inner => new StruckBulkLink(inner, (count, _, _) => count > limit ? FaultCode.UsbUnplugged : null);

            Assert.Equal("ISP4018", world.Run().Failure?.Code);
        }
    }

    [Theory]
    [InlineData(0x03, 0x94)]
    [InlineData(0x01)] // of a program that was ended in its first exchange
    public void An_answer_that_another_program_left_behind_is_passed_over(params int[] command)
    {
        World world = Small("avrispmkii");
        world.Bench.UsbDevices[0].BulkOut(0x02, [.. command.Select(value => (byte)value)], TimeSpan.FromSeconds(1));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_chip_that_answers_at_no_clock_is_told_with_what_to_check(string programmer)
    {
        World world = Small(programmer);
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6009", report.Failure?.Code);
        Assert.Contains("RESET", report.Failure!.Hint);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 10);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Another_chip_is_named_after_two_speeds_agree_on_it(string programmer)
    {
        World world = Add(World.With(programmer, "atmega32u4", chip: "atmega328p").Recipe("erase: chip"));

        RunReport report = world.Run();

        Assert.Equal("ISP6002", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_signature_that_is_wrong_at_a_fast_clock_and_right_at_a_slow_one_is_the_right_one(string programmer)
    {
        double limit = programmer == "stk500v2" ? 400e3 : 600e3; // one step is above: two that agree are believed
        bool garbled = false;
        World world = Small(programmer);
        world.UsbCable = inner => new StruckBulkLink(inner, (_, command, answer) =>
        {
            Garble(!answer && command == SpiMulti);
            return null;
        });
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent =>
            {
                Garble(sent.Length > 5 && sent[5] == SpiMulti);
                return sent;
            },
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.True(garbled);
        Assert.InRange(world.Chip.SckHertz, limit / 8, limit); // one step slower than the first right answer
        Assert.Equal("1E 95 87", report.Signature);

        void Garble(bool asked)
        {
            world.Chip.MisoStuckAt = asked && world.Chip.SckHertz > limit ? 0x1C : null;
            garbled |= world.Chip.MisoStuckAt is not null;
        }
    }

    [Theory]
    [InlineData("stk500v2", "1.8 MHz")]
    [InlineData("stk500v2", "460.8 kHz")]
    [InlineData("stk500v2", null)]
    [InlineData("avrispmkii", "4 MHz")]
    [InlineData("avrispmkii", "1 MHz")]
    [InlineData("avrispmkii", "500 kHz")]
    [InlineData("avrispmkii", null)]
    public void Bit_errors_above_a_quarter_of_the_core_clock_never_make_a_wrong_fuse(string programmer, string? sck)
    {
        foreach (int crystal in (int[])[1, 2, 3])
        {
            WritesNoWrongFuse(programmer, sck, crystal * 1e6);
        }
    }

    [Theory]
    [InlineData(0, "0.0 V")]
    [InlineData(12, "1.2 V")]
    public void A_target_without_power_is_warned_of(byte tenths, string volts)
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { Voltage = tenths });

        RunReport report = world.Run();

        Diagnostic warning = Assert.Single(report.Diagnostics, told => told.Code == "ISP5031");
        Assert.Contains(volts, warning.Message);
        Assert.Equal(ExitCode.Done, report.Exit);
    }

    [Fact]
    public void What_the_programmer_finds_wrong_with_the_cable_is_named()
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { CableFaults = 0x12 });
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP5032", report.Failure?.Code);
        Assert.Contains("RESET shorted, no target detected", report.Failure!.Message);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_clone_that_kept_the_level_of_another_chip_s_reset_gets_an_AVR_s()
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { Polarity = 0 });

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    private static void Plug(World world, Stk500v2Firmware firmware) =>
        world.Bench.UsbDevices = [new VirtualAvrispMkII(world.Chip, world.Bench.Clock, firmware)];

    private World Small(string programmer) => Add(World.With(programmer, "atmega32u4")
        .Hex("app.hex", 0, App)
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }"));
}
