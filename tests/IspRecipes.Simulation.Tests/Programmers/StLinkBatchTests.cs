using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>An ST-Link's access ports: words in one go, and registers one by one.</summary>
public sealed class StLinkBatchTests
{
    private static readonly byte[] Sram = [0x00, 0x00, 0x00, 0x20], Nowhere = [0x00, 0x00, 0x00, 0x60];

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
    public void A_batch_has_a_largest_size()
    {
        StLinkBench bench = StLinkBench.Debugging();
        Assert.Equal([0x42, 0], bench.Ask(2, 0xF2, 0x51, 65, 0, 0, 0));
        StLinkBench.Debugging(StLinkFirmware.V3J7).Tell(0xF2, 0x51, 65, 0, 0, 0); // waits for its data
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
}
