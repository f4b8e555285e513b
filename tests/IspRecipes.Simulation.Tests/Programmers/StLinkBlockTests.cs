using FsCheck.Fluent;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>Blocks of memory through an ST-Link: lengths, alignment, and how a fault in one is told.</summary>
public sealed class StLinkBlockTests
{
    private static readonly byte[] Sram = [0x00, 0x00, 0x00, 0x20], Nowhere = [0x00, 0x00, 0x00, 0x60];

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
}
