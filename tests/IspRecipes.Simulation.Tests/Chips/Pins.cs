using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips;

/// <summary>A hand on a chip's programming pins.</summary>
internal sealed class Pins
{
    public Pins(AvrPart part)
    {
        Chip = new VirtualAvr(part, Clock);
    }

    public VirtualClock Clock { get; } = new();

    public VirtualAvr Chip { get; }

    /// <summary>A chip that has been brought into programming mode.</summary>
    public static Pins Programming(AvrPart part)
    {
        var pins = new Pins(part);
        Assert.Equal(0x53, pins.Enter());
        return pins;
    }

    /// <summary>Pulses RESET, waits and enables.</summary>
    /// <returns>The third byte, where 0x53 comes back from a chip that is in step.</returns>
    public byte Enter(double waitMilliseconds = 20)
    {
        Release();
        Chip.SetReset(low: true);
        Wait(waitMilliseconds);
        return Bytes(0xAC, 0x53, 0x00, 0x00)[2];
    }

    public void Release() => Chip.SetReset(low: false);

    public void Wait(double milliseconds) => Clock.Wait(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>All bytes that came back.</summary>
    public byte[] Bytes(params byte[] sent) => [.. sent.Select(Chip.Shift)];

    /// <summary>One instruction; the byte of the answer that counts, the fourth.</summary>
    public byte Send(byte first, byte second, byte third, byte fourth) => Bytes(first, second, third, fourth)[3];

    /// <summary>One instruction, and the time the slowest write takes.</summary>
    public void SendAndWait(byte first, byte second, byte third, byte fourth)
    {
        Send(first, second, third, fourth);
        Wait(Math.Max(Chip.Part.ChipEraseTime.TotalMilliseconds, Chip.Part.FuseWriteTime.TotalMilliseconds));
    }

    public byte ReadFlash(int address) =>
        Send((byte)(address % 2 == 0 ? 0x20 : 0x28), (byte)(address >> 9), (byte)(address >> 1), 0);

    public void LoadWord(int wordAddress, byte low, byte high)
    {
        Send(0x40, 0, (byte)wordAddress, low);
        Send(0x48, 0, (byte)wordAddress, high);
    }

    public void WritePage(int wordAddress) => SendAndWait(0x4C, (byte)(wordAddress >> 8), (byte)wordAddress, 0);

    public byte ReadEeprom(int address) => Send(0xA0, (byte)(address >> 8), (byte)address, 0);

    public void WriteEeprom(int address, byte value) => SendAndWait(0xC0, (byte)(address >> 8), (byte)address, value);

    public void EraseChip() => SendAndWait(0xAC, 0x80, 0, 0);

    public void WriteLow(byte value) => SendAndWait(0xAC, 0xA0, 0, value);

    public void WriteHigh(byte value) => SendAndWait(0xAC, 0xA8, 0, value);

    public void WriteExtended(byte value) => SendAndWait(0xAC, 0xA4, 0, value);

    public void WriteLock(byte value) => SendAndWait(0xAC, 0xE0, 0, value);

    public byte ReadLow() => Send(0x50, 0, 0, 0);

    public byte ReadHigh() => Send(0x58, 0x08, 0, 0);

    public byte ReadExtended() => Send(0x50, 0x08, 0, 0);

    public byte ReadLock() => Send(0x58, 0, 0, 0);
}
