using IspRecipes.Devices;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The virtual ST-Link against the bytes that openocd, pyOCD and st-flash send and expect.</summary>
public sealed class StLinkTests
{
    private static readonly byte[] Sram = [0x00, 0x00, 0x00, 0x20];

    public static TheoryData<StLinkFirmware, string> Versions => new()
    {
        { StLinkFirmware.V2J37S7, "294783044837" },
        { StLinkFirmware.V2J14, "238383044837" },
        { StLinkFirmware.V21J29, "275283044B37" },
        { StLinkFirmware.V3J7, "300083044F37" },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Its_version_is_one_big_endian_word_and_its_ids(StLinkFirmware firmware, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(new StLinkBench(firmware).Ask(6, 0xF1)));

    [Fact]
    public void A_V3_tells_its_numbers_with_a_command_of_its_own()
    {
        Assert.Equal("030007020000000083044F37", Convert.ToHexString(new StLinkBench(StLinkFirmware.V3J7).Ask(12, 0xFB)));

        var old = new StLinkBench();
        old.Tell(0xFB);
        Assert.Equal(FaultCode.UsbStall, old.Fails(() => old.Take(12)));
    }

    [Fact]
    public void From_its_bootloader_it_is_led_to_SWD_and_back()
    {
        var bench = new StLinkBench();
        Assert.Equal([0, 0], bench.Ask(2, 0xF5));

        bench.Tell(0xF3, 0x07);
        Assert.Equal([1, 0], bench.Ask(2, 0xF5));
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x30, 0xA3));
        Assert.Equal([2, 0], bench.Ask(2, 0xF5));
        bench.Tell(0xF2, 0x21);
        Assert.Equal([1, 0], bench.Ask(2, 0xF5));
        bench.Tell(0xF4, 0x00);
        Assert.Equal([3, 0], bench.Ask(2, 0xF5));
        bench.Tell(0xF4, 0x01);
        Assert.Equal([1, 0], bench.Ask(2, 0xF5));
    }

    [Theory]
    [InlineData(0xF2, 0x30)]
    [InlineData(0xF7, 0x00)]
    public void In_its_bootloader_it_knows_nothing_of_targets(byte first, byte second)
    {
        var bench = new StLinkBench();
        bench.Tell(first, second);
        Assert.Equal(FaultCode.UsbStall, bench.Fails(() => bench.Take(2)));
        Assert.Equal([0, 0], bench.Ask(2, 0xF5)); // the stall is over
    }

    [Theory]
    [InlineData(14, 0x3E)]
    [InlineData(21, 0x43)]
    [InlineData(23, 0x45)]
    [InlineData(25, 0x47)]
    [InlineData(25, 0x48)]
    [InlineData(27, 0x4B)]
    [InlineData(31, 0x51)]
    [InlineData(35, 0x56)]
    [InlineData(37, 0x62)]
    public void A_command_newer_than_its_firmware_is_unknown_to_it(int jtag, byte command)
    {
        StLinkBench bench = StLinkBench.Debugging(StLinkFirmware.V2J37S7 with { Jtag = jtag });
        byte status = jtag < 32 ? (byte)0x01 : (byte)0x42;
        Assert.Equal([status, 0], bench.Ask(2, [0xF2, command, .. Sram, 4, 0]));
        if (command != 0x62)
        {
            StLinkBench newer = StLinkBench.Debugging(StLinkFirmware.V2J37S7 with { Jtag = jtag + 1 });
            newer.Tell([0xF2, command, .. Sram, 4, 0]);
            if (command is 0x48 or 0x51)
            {
                newer.Send(new byte[command == 0x48 ? 4 : 32]);
            }
            else
            {
                Assert.NotEqual([status, 0], newer.Take(128));
            }
        }
    }

    [Fact]
    public void Without_a_chip_SWD_is_not_entered_and_nothing_else_works()
    {
        var bench = new StLinkBench(StLinkFirmware.V21J29) { Chip = { Volts = 0 } };
        Assert.Equal([0x09, 0], bench.Ask(2, 0xF2, 0x30, 0xA3));
        Assert.Equal([1, 0], bench.Ask(2, 0xF5));
        Assert.Equal([0x05, 0, 0, 0, 0, 0, 0, 0], bench.Ask(8, [0xF2, 0x36, .. Sram]));
    }

    [Fact]
    public void A_chip_that_loses_its_supply_in_mid_session_is_silent_on_SWD()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal("80000000" + "7714A01B" + "00000000", Convert.ToHexString(bench.Ask(12, 0xF2, 0x31)));
        bench.Chip.Volts = 0;
        Assert.Equal(0x16, bench.Ask(8, [0xF2, 0x36, .. Sram])[0]);
        Assert.Equal(0x09, bench.Ask(12, 0xF2, 0x31)[0]);
    }

    [Fact]
    public void Core_registers_go_through_the_chips_own()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x34, 13, 0x00, 0x50, 0x00, 0x20));
        Assert.Equal(0x20005000u, bench.Word(0xF2, 0x33, 13));
        byte[] all = bench.Ask(88, 0xF2, 0x3A);
        Assert.Equal(0x80, all[0]);
        Assert.Equal([0x00, 0x50, 0x00, 0x20], all[56..60]);
        Assert.Equal(0x01, bench.Ask(8, 0xF2, 0x33, 22)[0]);
    }

    [Fact]
    public void A_divisor_sets_the_clock_and_words_take_their_time()
    {
        StLinkBench bench = StLinkBench.Debugging();
        TimeSpan fast = TimeOf1024Words();
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x43, 31, 0));
        Assert.Equal(125e3, bench.Probe.SwdHertz);
        TimeSpan slow = TimeOf1024Words();
        Assert.Equal([0x41, 0], bench.Ask(2, 0xF2, 0x43, 30, 0));

        // 1024 words of 46 bits, at 1.8 MHz and at 125 kHz; and 64 packets over USB.
        Assert.InRange(fast.TotalMilliseconds, 26.2 + 3.3, 26.2 + 5);
        Assert.InRange(slow.TotalMilliseconds, 376.8 + 3.3, 376.8 + 6);

        TimeSpan TimeOf1024Words()
        {
            TimeSpan begun = bench.Now;
            bench.Ask(4096, [0xF2, 0x07, .. Sram, 0x00, 0x10]);
            return bench.Now - begun;
        }
    }

    [Fact]
    public void A_V3_lists_its_clocks_and_takes_the_fastest_not_above_the_wish()
    {
        StLinkBench bench = StLinkBench.Debugging(StLinkFirmware.V3J7);
        byte[] list = bench.Ask(52, 0xF2, 0x62, 0);
        Assert.Equal([0x80, 0, 0, 0], list[..4]);
        Assert.Equal(7, list[8]);
        Assert.Equal(24000, BitConverter.ToInt32(list, 12));
        Assert.Equal(5, BitConverter.ToInt32(list, 36));
        Assert.Equal(3300u, bench.Word(0xF2, 0x61, 0, 0, 0xA0, 0x0F, 0, 0)); // 4000 kHz wished for
        Assert.Equal(3.3e6, bench.Probe.SwdHertz);
        Assert.Equal(0x41, bench.Ask(8, 0xF2, 0x61, 0, 0, 4, 0, 0, 0)[0]);
    }

    [Fact]
    public void NRST_is_driven_low_high_or_both()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Ask(2, 0xF2, 0x3C, 0);
        bench.Ask(2, 0xF2, 0x3C, 1);
        bench.Ask(2, 0xF2, 0x3C, 2);
        Assert.Equal([true, false, true, false], bench.Chip.ResetLine);
    }

    [Fact]
    public void Voltage_is_two_readings_and_a_clone_has_not_wired_it()
    {
        byte[] reply = StLinkBench.Debugging().Ask(8, 0xF7);
        double volts = 2.4 * BitConverter.ToInt32(reply, 4) / BitConverter.ToInt32(reply, 0);
        Assert.Equal(3.3, volts, 2);
        Assert.Equal(0, BitConverter.ToInt32(StLinkBench.Debugging(StLinkFirmware.V2J17).Ask(8, 0xF7), 0));
    }
}
