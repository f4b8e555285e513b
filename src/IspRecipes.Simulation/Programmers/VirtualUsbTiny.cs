using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>A USBtiny, as main.c and usb.c of its firmware (1.6) have it.</summary>
public sealed class VirtualUsbTiny : VirtualUsbProgrammer
{
    private const byte Echo = 0, PowerUp = 5, PowerDown = 6, Spi = 7, PollBytes = 8;
    private const byte ReadFlash = 9, WriteFlash = 10, ReadEeprom = 11, WriteEeprom = 12, SpiByte = 14;

    /// <summary>usb.c counts what is left to send in 8 bits.</summary>
    private const int LongestIn = 255;

    private const double CoreHertz = 12e6;

    /// <summary>Of one SCK period: twelve for each µs of it, and the code around the two delays (main.c, spi).</summary>
    private const int CyclesPerMicrosecond = 12, CodeCycles = 16;

    private readonly byte[] _command = new byte[4];
    private bool _powered;
    private int _period;
    private (byte First, byte Second) _poll;
    private ushort _address;
    private ushort _timeout;
    private byte _first;

    /// <param name="chip">The target.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="path">Where it is plugged in.</param>
    public VirtualUsbTiny(VirtualAvr chip, VirtualClock clock, string path = "1-1")
        : base(chip.Clock, clock, DeviceAt(path, new UsbId(0x1781, 0x0C9F)) with { Release = 0x0106, Product = "USBtinyISP" }) =>
        Chip = chip;

    public VirtualAvr Chip { get; }

    protected override byte[] Answer(UsbSetup setup, int length)
    {
        switch (setup.Request)
        {
            case Echo:
                return
                [
                    setup.RequestType, setup.Request, (byte)setup.Value, (byte)(setup.Value >> 8),
                    (byte)setup.Index, (byte)(setup.Index >> 8), (byte)length, (byte)(length >> 8),
                ];
            case PowerUp:
                _powered = true;
                _period = (byte)setup.Value;
                Chip.SckHertz = CoreHertz / ((CyclesPerMicrosecond * (_period == 0 ? 256 : _period)) + CodeCycles);
                Chip.SetReset(low: (byte)setup.Index == 0);
                return [];
            case PowerDown:
                _powered = false;
                Chip.SetReset(low: false);
                return [];
            default:
                return _powered ? Program(setup, length) : [];
        }
    }

    protected override void Take(UsbSetup setup, ReadOnlySpan<byte> data)
    {
        if (!_powered || setup.Request is not (WriteFlash or WriteEeprom))
        {
            return; // data nobody asked for is taken and dropped
        }

        _first = setup.Request == WriteFlash ? (byte)0x40 : (byte)0xC0;
        (_address, _timeout) = (setup.Index, setup.Value);
        foreach (byte value in data)
        {
            Next(value);
            _command[0] ^= 0x60; // from write to read
            for (int waited = 0; waited < _timeout && !IsWritten(value); waited += 32 * _period)
            {
            }
        }
    }

    private byte[] Program(UsbSetup setup, int length)
    {
        switch (setup.Request)
        {
            case Spi:
                return Shift((byte)setup.Value, (byte)(setup.Value >> 8), (byte)setup.Index, (byte)(setup.Index >> 8));
            case SpiByte:
                return [Chip.Shift((byte)setup.Value)];
            case PollBytes:
                _poll = ((byte)setup.Value, (byte)(setup.Value >> 8));
                return [];
            case ReadFlash or ReadEeprom:
                _first = setup.Request == ReadFlash ? (byte)0x20 : (byte)0xA0;
                _address = setup.Index;
                return [.. Enumerable.Range(0, Math.Min(length, LongestIn)).Select(_ => Next(_command[3]))];
            default:
                return [];
        }
    }

    /// <summary>
    /// One instruction at the address, which counts on. The 16 bits of it count bytes, and what is sent counts words: of
    /// flash bit 15 is always 0. An EEPROM address counts bytes on the wire too, and loses its own bit 15.
    /// </summary>
    private byte Next(byte value)
    {
        ushort address = _address++;
        address = (_first & 0x80) != 0 ? (ushort)(address << 1) : address;
        _command[0] = (byte)(_first | ((address & 1) << 3));
        _command[1] = (byte)(address >> 9);
        _command[2] = (byte)(address >> 1);
        _command[3] = value;
        return Shift(_command[0], _command[1], _command[2], _command[3])[3];
    }

    private bool IsWritten(byte value)
    {
        byte found = Shift(_command[0], _command[1], _command[2], _command[3])[3];
        return found == value && found != _poll.First && found != _poll.Second;
    }

    private byte[] Shift(byte first, byte second, byte third, byte fourth) =>
        [Chip.Shift(first), Chip.Shift(second), Chip.Shift(third), Chip.Shift(fourth)];
}
