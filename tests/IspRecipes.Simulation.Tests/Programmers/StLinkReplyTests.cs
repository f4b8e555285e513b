using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>How replies of an ST-Link lie on its endpoint, whatever comes before, between and behind.</summary>
public sealed class StLinkReplyTests
{
    private static readonly byte[] Sram = [0x00, 0x00, 0x00, 0x20];

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
