using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The virtual ST-Link against the bytes that openocd, pyOCD and st-flash send and expect.</summary>
public sealed class StLinkTests
{
    private static readonly byte[] Sram = [0x00, 0x00, 0x00, 0x20], Nowhere = [0x00, 0x00, 0x00, 0x60];

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
    public void Memory_is_written_and_read_in_blocks_without_a_status()
    {
        StLinkBench bench = StLinkBench.Debugging();
        byte[] data = [.. Enumerable.Range(1, 12).Select(value => (byte)value)];

        bench.Tell([0xF2, 0x08, .. Sram, 12, 0]);
        bench.Send(data[..8]);
        bench.Send(data[8..]);

        Assert.Equal(0x80, bench.BlockStatus());
        Assert.Equal(data, bench.Ask(12, [0xF2, 0x07, .. Sram, 12, 0]));
        Assert.Equal(data[..6], bench.Ask(6, [0xF2, 0x47, .. Sram, 6, 0]));
        Assert.Equal(data[..5], bench.Ask(5, [0xF2, 0x0C, .. Sram, 5, 0]));
        Assert.Equal([4, 4, 4, 2, 2, 2, 1, 1, 1, 1, 1], bench.Chip.Accesses[3..].Select(access => access.Width));
    }

    [Fact]
    public void A_single_byte_is_answered_with_two()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Chip.Memory[0] = 0x5A;
        Assert.Equal([0x5A, 0x00], bench.Ask(2, [0xF2, 0x0C, .. Sram, 1, 0]));
        Assert.Single(bench.Chip.Accesses);
    }

    [Fact]
    public void A_block_may_stay_at_one_address()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell([0xF2, 0x50, .. Sram, 8, 0]);
        bench.Send(1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal(0x80, bench.BlockStatus());
        Assert.Equal([5, 6, 7, 8, 0, 0, 0, 0], bench.Chip.Memory[..8]);
        Assert.Equal([5, 6, 7, 8, 5, 6, 7, 8], bench.Ask(8, [0xF2, 0x54, .. Sram, 8, 0]));
    }

    [Theory]
    [InlineData(0x07, 2, 4)]
    [InlineData(0x07, 0, 6)]
    [InlineData(0x47, 1, 2)]
    [InlineData(0x47, 0, 3)]
    public void What_is_not_aligned_is_zeros_and_a_status(byte command, byte address, byte length)
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Chip.Memory.AsSpan().Fill(0xAA);
        Assert.Equal(new byte[length], bench.Ask(length, 0xF2, command, address, 0, 0, 0x20, length, 0));
        Assert.Equal(0x0A, bench.BlockStatus());
        Assert.Empty(bench.Chip.Accesses);
    }

    public static TheoryData<StLinkFirmware, byte, int, bool> Limits => new()
    {
        { StLinkFirmware.V2J37S7, 0x0C, 64, true },
        { StLinkFirmware.V2J37S7, 0x0C, 65, false },
        { StLinkFirmware.V2J37S7, 0x07, 6144, true },
        { StLinkFirmware.V2J37S7, 0x07, 6148, false },
        { StLinkFirmware.V3J7, 0x0C, 512, true },
        { StLinkFirmware.V3J7, 0x0C, 513, false },
        { StLinkFirmware.V3J7 with { Jtag = 5 }, 0x0C, 65, false },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_block_has_a_longest_length(StLinkFirmware firmware, byte command, int length, bool taken)
    {
        StLinkBench bench = StLinkBench.Debugging(firmware);
        bench.Ask(length, [0xF2, command, .. Sram, (byte)length, (byte)(length >> 8)]);
        Assert.Equal(taken ? 0x80 : 0x01, bench.BlockStatus());
    }

    [Fact]
    public void A_read_that_faults_gives_zeros_and_the_status_alone_tells_where()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Chip.Memory[^1] = 0x77;

        Assert.Equal([0, 0, 0, 0x77, 0, 0, 0, 0], bench.Ask(8, 0xF2, 0x07, 0xFC, 0x4F, 0x00, 0x20, 8, 0));

        Assert.Equal("11000000" + "00500020" + "00000000", Convert.ToHexString(bench.Ask(12, 0xF2, 0x3E)));
        Assert.Equal([0x11, 0], bench.Ask(2, 0xF2, 0x3B));
        Assert.Equal(0x11, bench.Ask(8, [0xF2, 0x36, .. Nowhere])[0]);
        Assert.Equal(0u, bench.Word([0xF2, 0x36, .. Sram])); // and it goes on
    }

    [Fact]
    public void Firmware_that_leaves_a_sticky_error_wants_it_cleared()
    {
        StLinkBench bench = StLinkBench.Debugging(StLinkFirmware.V2J37S7 with { ClearsStickyErrors = false });
        Assert.Equal([0x11, 0], bench.Ask(2, [0xF2, 0x35, .. Nowhere, 1, 2, 3, 4]));
        Assert.Equal(0x19, bench.Ask(8, [0xF2, 0x36, .. Sram])[0]);

        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x46, 0xFF, 0xFF, 0, 0, 0x1E, 0, 0, 0));

        Assert.Equal(0u, bench.Word([0xF2, 0x36, .. Sram]));
    }

    [Fact]
    public void A_chip_that_asks_for_time_gets_some_and_then_a_status_tells()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Chip.BusyUntil = bench.Chip.Clock.Now + TimeSpan.FromMilliseconds(1);
        Assert.Equal(0u, bench.Word([0xF2, 0x36, .. Sram]));

        bench.Chip.BusyUntil = bench.Chip.Clock.Now + TimeSpan.FromMilliseconds(40);
        Assert.Equal(0x10, bench.Ask(8, [0xF2, 0x36, .. Sram])[0]);
    }

    [Fact]
    public void WAIT_can_be_had_any_number_of_times()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Probe.WaitsToCome = 2;
        Assert.Equal(0x10, bench.Ask(8, [0xF2, 0x36, .. Sram])[0]);
        bench.Ask(4, [0xF2, 0x07, .. Sram, 4, 0]);
        Assert.Equal(0x10, bench.BlockStatus());
        bench.Ask(4, [0xF2, 0x07, .. Sram, 4, 0]);
        Assert.Equal(0x80, bench.BlockStatus());
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
    public void A_batch_writes_and_reads_words_in_one_turn()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x4B, 0));

        bench.Tell(0xF2, 0x51, 5, 0, 0, 0);
        bench.Send(
        [
            5, 1, 2, 3, 3, 0, 0, 0,
            0, 0, 0, 0, .. Sram, 0xEF, 0xBE, 0xAD, 0xDE, .. Sram, .. Nowhere,
        ]);

        Assert.Equal(
            "00000000" + "00000000" + "00000000" + "EFBEADDE" + "00000000" + "80000000" + "80000000" + "80000000" + "80000000" + "11000000",
            Convert.ToHexString(bench.Ask(40, 0xF2, 0x52)));
        Assert.Equal([0xEF, 0xBE, 0xAD, 0xDE], bench.Chip.Memory[..4]);
    }

    [Fact]
    public void Behind_a_fault_a_batch_is_refused()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell(0xF2, 0x51, 2, 0, 0, 0);
        bench.Send([3, 3, 0, 0, .. Nowhere, .. Sram]);
        Assert.Equal([0x11, 0, 0, 0, 0x19, 0, 0, 0], bench.Ask(16, 0xF2, 0x52)[8..]);
    }

    [Fact]
    public void A_batch_on_a_port_that_was_not_opened_is_refused()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell(0xF2, 0x51, 1, 0, 0, 0);
        bench.Send(5, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal([0, 0, 0, 0, 0x1D, 0, 0, 0], bench.Ask(8, 0xF2, 0x52));
    }

    [Fact]
    public void Data_that_is_due_swallows_commands_until_the_device_is_reset()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell([0xF2, 0x08, .. Sram, 64, 0]);
        bench.Tell(0xF5);
        Assert.Equal(FaultCode.UsbTimeout, bench.Fails(() => bench.Take(2)));

        bench.Probe.Reset();

        Assert.Equal([2, 0], bench.Ask(2, 0xF5));
        Assert.All(bench.Chip.Memory, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_batch_has_a_largest_size()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal([0x42, 0], bench.Ask(2, 0xF2, 0x51, 65, 0, 0, 0));
        StLinkBench.Debugging(StLinkFirmware.V3J7).Tell(0xF2, 0x51, 65, 0, 0, 0); // waits for its data
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

    [Fact]
    public void A_reply_that_nobody_read_comes_before_the_next()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell(0xF5);
        bench.Tell(0xF1);
        Assert.Equal([2, 0], bench.Take(64));
        Assert.Equal(6, bench.Take(64).Length);
        Assert.Equal(FaultCode.UsbTimeout, bench.Fails(() => bench.Take(64)));
    }

    [Fact]
    public void A_reply_of_whole_packets_has_no_end_but_its_length()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell([0xF2, 0x07, .. Sram, 64, 0]);
        Assert.Equal(FaultCode.UsbTimeout, bench.Fails(() => bench.Take(128)));
        Assert.Equal(64, bench.Ask(64, [0xF2, 0x07, .. Sram, 64, 0]).Length);
    }

    [Fact]
    public void A_reply_longer_than_its_room_fails()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Tell(0xF1);
        Assert.Equal(FaultCode.UsbFailed, bench.Fails(() => bench.Take(4)));
    }

    [Fact]
    public void Registers_of_the_ports_need_their_port_opened_from_J28_on()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal(0x1BA01477u, bench.Word(0xF2, 0x45, 0xFF, 0xFF, 0, 0));
        Assert.Equal(0x14770011u, bench.Word(0xF2, 0x45, 0, 0, 0xFC, 0));
        Assert.Equal([0x1D, 0], bench.Ask(2, [0xF2, 0x46, 0, 0, 4, 0, .. Sram]));
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x4B, 0));
        Assert.Equal([0x1D, 0], bench.Ask(2, 0xF2, 0x4B, 1));

        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x46, 0, 0, 0, 0, 0x12, 0, 0, 0x23)); // CSW: words, counting on
        Assert.Equal([0x80, 0], bench.Ask(2, [0xF2, 0x46, 0, 0, 4, 0, .. Sram]));
        Assert.Equal([0x80, 0], bench.Ask(2, 0xF2, 0x46, 0, 0, 0x0C, 0, 1, 2, 3, 4));
        Assert.Equal(0x20000004u, bench.Word(0xF2, 0x45, 0, 0, 4, 0));
        Assert.Equal([1, 2, 3, 4], bench.Chip.Memory[..4]);
    }

    [Fact]
    public void A_fault_seen_through_the_ports_stays_until_it_is_cleared()
    {
        StLinkBench bench = StLinkBench.Debugging(StLinkFirmware.V2J26);
        bench.Ask(2, [0xF2, 0x46, 0, 0, 4, 0, .. Nowhere]);
        Assert.Equal(0x11, bench.Ask(8, 0xF2, 0x45, 0, 0, 0x0C, 0)[0]);
        Assert.Equal(0x20u, bench.Word(0xF2, 0x45, 0xFF, 0xFF, 4, 0) & 0x20); // STICKYERR
        Assert.Equal(0x19, bench.Ask(8, 0xF2, 0x45, 0, 0, 4, 0)[0]);
        bench.Ask(2, 0xF2, 0x46, 0xFF, 0xFF, 0, 0, 0x1E, 0, 0, 0);
        Assert.Equal(0x60000000u, bench.Word(0xF2, 0x45, 0, 0, 4, 0));
    }

    [Fact]
    public void Faults_come_as_a_test_wants_them()
    {
        StLinkBench bench = StLinkBench.Debugging();
        bench.Probe.Garble = (command, reply) => command[0] == 0xF1 ? reply[..3] : command[0] == 0xF5 ? null : reply;
        bench.Probe.Refuse = command => command[0] == 0xF7;

        bench.Tell(0xF1);
        Assert.Equal(3, bench.Take(6).Length);
        bench.Tell(0xF5);
        Assert.Equal(FaultCode.UsbTimeout, bench.Fails(() => bench.Take(2)));
        bench.Tell(0xF7);
        Assert.Equal(FaultCode.UsbStall, bench.Fails(() => bench.Take(8)));
    }

    [Fact]
    public void Whatever_is_sent_it_is_taken_or_stalled() =>
        Prop.ForAll<byte[], byte[]>((command, data) =>
        {
            StLinkBench bench = StLinkBench.Debugging();
            try
            {
                bench.Tell([0xF2, .. command.Take(15)]);
                bench.Send(data);
                bench.Take(6144);
            }
            catch (LinkException)
            {
                // as a device may
            }

            return bench.Chip.Clock.Now < TimeSpan.FromSeconds(10);
        }).QuickCheckThrowOnFailure();
}
