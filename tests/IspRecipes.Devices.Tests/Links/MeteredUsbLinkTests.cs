using System.Buffers.Binary;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Links;

public sealed class MeteredUsbLinkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Transfers_and_their_data_are_counted_and_written_down()
    {
        var transcript = new StringWriter();
        using var link = new MeteredUsbLink(new Adder(), new ManualClock(), transcript);

        Assert.Equal(2, link.ControlIn(new UsbSetup(0xC0, 7, 0x53AC, 0x0102), new byte[4], Second));
        link.ControlOut(new UsbSetup(0x40, 6, 0, 0x80), [0xAA, 0xBB], Second);
        link.BulkOut(0x02, [1, 2, 3], Second);
        link.BulkIn(0x82, new byte[64], Second);

        Assert.Equal(new LinkCost(4, 5, 3), link.Cost);
        Assert.Equal(
            [
                "> ep0 C0 07 AC 53 02 01 04 00", "< ep0 53 AD", "> ep0 40 06 00 00 80 00 02 00 : AA BB",
                "> ep2 01 02 03", "< ep82 06",
            ],
            Lines(transcript));
    }

    [Theory]
    [InlineData(FaultCode.UsbStall, "stall")]
    [InlineData(FaultCode.UsbTimeout, "silence")]
    [InlineData(FaultCode.UsbUnplugged, "hangup")]
    [InlineData(FaultCode.UsbShort, "short")]
    [InlineData(FaultCode.UsbFailed, "error")]
    public void A_transfer_that_fails_is_counted_and_named(FaultCode code, string word)
    {
        var transcript = new StringWriter();
        using var link = new MeteredUsbLink(new Adder { Failure = code }, new ManualClock(), transcript);

        Assert.Throws<LinkException>(() => link.ControlIn(new UsbSetup(0xC0, 1, 0, 0), new byte[1], Second));
        Assert.Throws<LinkException>(() => link.BulkOut(0x02, [1], Second));
        Assert.Throws<LinkException>(() => link.ControlInQueued([new UsbSetup(0xC0, 1, 0, 0)], new byte[1], Second));

        Assert.Equal(3, link.Cost.RoundTrips);
        Assert.Equal(
            ["> ep0 C0 01 00 00 00 00 01 00", $"< ep0 {word}", "> ep2 01", $"< ep2 {word}", $"< ep0 {word}"],
            Lines(transcript));
    }

    [Fact]
    public void Queued_transfers_count_one_by_one_and_a_short_answer_ends_them()
    {
        using var link = new MeteredUsbLink(new Adder(), new ManualClock());
        UsbSetup[] setups = [new(0xC0, 1, 0x0010, 0), new(0xC0, 1, 0x0020, 0)];
        byte[] into = new byte[4];

        link.ControlInQueued(setups, into, Second);

        Assert.Equal([0, 0x11, 0, 0x21], into);
        Assert.Equal(new LinkCost(2, 0, 4), link.Cost);
        LinkException failure = Assert.Throws<LinkException>(() => link.ControlInQueued(setups, new byte[6], Second));
        Assert.Equal(FaultCode.UsbShort, failure.Fault.Code);
        Assert.Equal(["16C0:05DC at 1-1", "control C0 01 0010 0000", 2, 3], failure.Fault.Arguments);
    }

    [Fact]
    public void A_transcript_that_cannot_be_written_to_its_end_does_not_keep_the_device()
    {
        using var device = new Adder();
        var link = new MeteredUsbLink(device, new ManualClock(), new FullDisk());

        Assert.Throws<IOException>(link.Dispose);

        Assert.True(device.Disposed);
    }

    private static string[] Lines(StringWriter transcript) =>
        [.. transcript.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  #")[0])];

    /// <summary>Answers wValue + 1, high byte first, and on its bulk endpoint the sum of what it was sent.</summary>
    private sealed class Adder : IUsbLink
    {
        private byte _sum;

        public FaultCode? Failure { get; init; }

        public UsbDeviceInfo Device { get; } = new(new UsbId(0x16C0, 0x05DC), "1-1");

        public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
        {
            Fail();
            if (into.Length >= 2)
            {
                BinaryPrimitives.WriteUInt16BigEndian(into, (ushort)(setup.Value + 1));
            }

            return Math.Min(2, into.Length);
        }

        public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => Fail();

        public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
        {
            Fail();
            into[0] = _sum;
            return 1;
        }

        public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
        {
            Fail();
            _sum = (byte)data.ToArray().Sum(value => value);
        }

        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;

        private void Fail()
        {
            if (Failure is { } code)
            {
                throw new LinkException(code, Device.Name);
            }
        }
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Flush() => throw new IOException("no space left on device");
    }
}
