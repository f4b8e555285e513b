using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>
/// Erase, write and verify of 32 KiB as avrdude asks for it: 18 + 4N requests, 37,482 bytes out and 34,860 back. Real
/// ArduinoISP in a simulated ATmega328P took 55.3 s at 19200 baud and 29.9 s at 115200, without an adapter's latency.
/// </summary>
public sealed class FullFlashTests
{
    private const int PageSize = 128;
    private static readonly byte[] Image = [.. Enumerable.Range(0, 32768).Select(i => (byte)((i * 7) ^ (i >> 8)))];

    [Theory]
    [InlineData(19200, 55.3)]
    [InlineData(115200, 29.9)]
    public void It_takes_as_long_as_with_real_firmware(int baud, double seconds)
    {
        SimulatedBench bench = Bench.With(
            "avrisp", HandMade.Atmega32U4, new BoardOptions { Latency = TimeSpan.Zero });
        var session = new Session(bench, baud);

        session.EraseWriteAndVerify();

        Assert.Equal((1042, 37482, 34860), (session.Requests, session.BytesOut, session.BytesIn));
        Assert.Equal(Image, bench.Chip.Flash);
        Assert.Empty(bench.Chip.Violations);
        Assert.Equal(0, bench.Programmer.LostBytes);
        Assert.InRange(bench.Clock.Now.TotalSeconds, seconds * 0.99, seconds * 1.01);
    }

    [Fact]
    public void Each_round_trip_adds_the_adapters_latency()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        SimulatedBench without = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { Latency = TimeSpan.Zero });

        new Session(bench, 19200).EraseWriteAndVerify();
        new Session(without, 19200).EraseWriteAndVerify();

        Assert.Equal(1.042, (bench.Clock.Now - without.Clock.Now).TotalSeconds, 3);
    }

    /// <summary>One request at a time, as avrdude sends them.</summary>
    private sealed class Session(SimulatedBench bench, int baud)
    {
        public int Requests { get; private set; }

        public int BytesOut { get; private set; }

        public int BytesIn { get; private set; }

        public void EraseWriteAndVerify()
        {
            using ISerialLink link = bench.Open(baud);
            Prepare(link);
            for (int address = 0; address < Image.Length; address += PageSize)
            {
                LoadAddress(link, address);
                Ask(link, [0x64, 0x00, PageSize, (byte)'F', .. Image.AsSpan(address, PageSize), 0x20], 2);
            }

            for (int address = 0; address < Image.Length; address += PageSize)
            {
                LoadAddress(link, address);
                byte[] page = Ask(link, [0x74, 0x00, PageSize, (byte)'F', 0x20], PageSize + 2);
                Assert.Equal(Image.AsSpan(address, PageSize), page.AsSpan(1, PageSize));
            }

            Ask(link, [0x51, 0x20], 2);
        }

        /// <summary>Three times sync with pauses of 250 ms, versions, device, programming mode, signature, erase.</summary>
        private void Prepare(ISerialLink link)
        {
            for (int i = 0; i < 3; i++)
            {
                bench.Clock.Wait(TimeSpan.FromMilliseconds(250));
                Ask(link, [0x30, 0x20], 2);
            }

            foreach (byte parameter in (byte[])[0x80, 0x81, 0x82, 0x98])
            {
                Ask(link, [0x41, parameter, 0x20], 3);
            }

            Enter(link);
            bench.Clock.Wait(TimeSpan.FromMilliseconds(10));
            for (byte i = 0; i < 3; i++)
            {
                Ask(link, [0x56, 0x30, 0x00, i, 0x00, 0x20], 3);
            }

            Ask(link, [0x56, 0xAC, 0x80, 0x00, 0x00, 0x20], 3);
            bench.Clock.Wait(TimeSpan.FromMilliseconds(9));
            Enter(link);
        }

        private void Enter(ISerialLink link)
        {
            Ask(
                link,
                [
                    0x42, 0x86, 0x00, 0x00, 0x01, 0x01, 0x01, 0x01, 0x03, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, PageSize,
                    0x04, 0x00, 0x00, 0x00, 0x80, 0x00, 0x20,
                ],
                2);
            Ask(link, [0x45, 0x05, 0x04, 0xD7, 0xA0, 0x01, 0x20], 2);
            Ask(link, [0x50, 0x20], 2);
        }

        private void LoadAddress(ISerialLink link, int address) =>
            Ask(link, [0x55, (byte)(address >> 1), (byte)(address >> 9), 0x20], 2);

        private byte[] Ask(ISerialLink link, byte[] request, int answer)
        {
            byte[] bytes = new byte[answer];
            link.Write(request);
            link.Read(bytes, TimeSpan.FromSeconds(5));
            Requests++;
            BytesOut += request.Length;
            BytesIn += answer;
            return bytes;
        }
    }
}
