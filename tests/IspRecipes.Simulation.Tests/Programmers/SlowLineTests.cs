using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>A turn of nine queued reads is long on the way where the line is slow.</summary>
public sealed class SlowLineTests
{
    [Theory]
    [InlineData(4800)]
    [InlineData(9600)]
    [InlineData(19200)]
    [InlineData(115200)]
    public void A_garbled_first_answer_of_a_long_turn_is_mended_at_every_speed(int baud)
    {
        GarblingLink? line = null;
        SimulatedBench bench = new("avrisp", HandMade.Atmega32U4) { Cable = link => line = new GarblingLink(link) };
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(bench.Open(baud), bench.Clock);
        programmer.Open();
        programmer.EnterProgramming(HandMade.Atmega32U4);
        byte[] read = new byte[programmer.BytesPerRead(AvrMemory.Flash)];
        line!.GarblesNext = true;

        programmer.Read(AvrMemory.Flash, 0, read);

        Assert.Equal(1, programmer.Repeats);
        Assert.Equal(Enumerable.Repeat((byte)0xFF, read.Length), read);
    }

    /// <summary>A cable that garbles one byte, when told to.</summary>
    private sealed class GarblingLink(ISerialLink inner) : ISerialLink
    {
        public bool GarblesNext { get; set; }

        public string Port => inner.Port;

        public bool OpeningResets => inner.OpeningResets;

        public void Write(ReadOnlySpan<byte> bytes) => inner.Write(bytes);

        public void Read(Span<byte> into, TimeSpan timeout)
        {
            inner.Read(into, timeout);
            into[0] ^= (byte)(GarblesNext ? 0x40 : 0);
            GarblesNext = false;
        }

        public void DiscardInput() => inner.DiscardInput();

        public void SetLines(bool dtr, bool rts) => inner.SetLines(dtr, rts);

        public void Dispose() => inner.Dispose();
    }
}
