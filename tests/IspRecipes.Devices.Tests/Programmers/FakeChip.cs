using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>
/// A small, strict AVR behind SPI: bits only fall, and any instruction but the poll while it is busy fails the test.
/// </summary>
internal sealed class FakeChip
{
    private readonly AvrPart _part;
    private readonly IClock _clock;
    private readonly byte[] _flashPage;
    private readonly byte?[] _eepromPage;
    private TimeSpan _ready;
    private uint _segment = 0xFF; // undefined until it is loaded

    public FakeChip(AvrPart part, IClock clock)
    {
        _part = part;
        _clock = clock;
        Flash = new byte[part.Flash.Size];
        Eeprom = new byte[part.Eeprom.Size];
        Array.Fill(Flash, (byte)0xFF);
        Array.Fill(Eeprom, (byte)0xFF);
        _flashPage = new byte[part.Flash.PageSize];
        Array.Fill(_flashPage, (byte)0xFF);
        _eepromPage = new byte?[part.Eeprom.PageSize];
        foreach (FuseByte fuse in (FuseByte[])[.. part.Fuses, part.Lock])
        {
            Fuses[fuse.Id] = fuse.Factory ?? 0xFF;
        }
    }

    public byte[] Flash { get; }

    public byte[] Eeprom { get; }

    public Dictionary<FuseId, byte> Fuses { get; } = [];

    /// <summary>What becomes of a fuse write; the byte as sent unless a test says otherwise.</summary>
    public Func<FuseId, byte, byte> Latch { get; set; } = (_, value) => value;

    /// <summary>How much longer than the datasheet says the chip stays busy.</summary>
    public TimeSpan Late { get; set; }

    public int Pages { get; private set; }

    /// <summary>False under a faulty line, where nonsense reaches the chip: it ignores what it does not know.</summary>
    public bool Strict { get; init; } = true;

    public byte Transfer(byte first, byte second, byte third, byte fourth)
    {
        if (first == 0xF0)
        {
            return (byte)(0xAA | (_clock.Now < _ready ? 1 : 0));
        }

        if (_clock.Now < _ready && Strict)
        {
            throw new InvalidOperationException($"instruction {first:X2} {second:X2} while the chip is busy");
        }

        int wordAddress = (second << 8) | third;
        return (first, second) switch
        {
            (0xAC, 0x53) => 0,
            (0xAC, 0x80) => Erase(),
            (0xAC, 0xA0) => WriteFuse(FuseId.Low, fourth),
            (0xAC, 0xA8) => WriteFuse(FuseId.High, fourth),
            (0xAC, 0xA4) => WriteFuse(FuseId.Extended, fourth),
            (0xAC, 0xE0) => WriteFuse(FuseId.Lock, fourth),
            (0x50, 0x00) => Read(FuseId.Low),
            (0x58, 0x08) => Read(FuseId.High),
            (0x50, 0x08) => Read(FuseId.Extended),
            (0x58, 0x00) => Read(FuseId.Lock),
            (0x38, _) => (byte)(0x50 + third),
            (0x30, _) => third switch { 0 => _part.Signature.Vendor, 1 => _part.Signature.Family, _ => _part.Signature.Device },
            (0x4D, 0) => (byte)(_segment = third),
            (0x20, _) => Flash[FlashAddress(wordAddress)],
            (0x28, _) => Flash[FlashAddress(wordAddress) + 1],
            (0x40, _) => _flashPage[wordAddress * 2 % _flashPage.Length] = fourth,
            (0x48, _) => _flashPage[(wordAddress * 2 % _flashPage.Length) + 1] = fourth,
            (0x4C, _) => CommitFlash(FlashAddress(wordAddress)),
            (0xA0, _) => Eeprom[wordAddress % Eeprom.Length],
            (0xC0, _) => WriteEeprom(wordAddress, fourth),
            (0xC1, 0) when _part.EepromPages => LoadEeprom(third, fourth),
            (0xC2, _) when _part.EepromPages => CommitEeprom(wordAddress),
            _ when !Strict => 0xFF,
            _ => throw new InvalidOperationException($"no such instruction: {first:X2} {second:X2} {third:X2} {fourth:X2}"),
        };
    }

    private int FlashAddress(int wordAddress) =>
        (int)(((_part.HasExtendedAddress ? _segment << 17 : 0) + (uint)(wordAddress * 2)) % _part.Flash.Size);

    private byte Busy(TimeSpan time)
    {
        _ready = _clock.Now + time + Late;
        return 0;
    }

    private byte Erase()
    {
        Array.Fill(Flash, (byte)0xFF);
        Array.Fill(Eeprom, (byte)0xFF);
        Fuses[FuseId.Lock] = 0xFF;
        return Busy(_part.ChipEraseTime);
    }

    private byte WriteFuse(FuseId fuse, byte value)
    {
        Fuses[fuse] = Latch(fuse, value);
        return Busy(_part.FuseWriteTime);
    }

    /// <summary>Unimplemented bits read as 0 here, which no driver may mind.</summary>
    private byte Read(FuseId fuse) => (byte)(Fuses[fuse] & _part.Fuse(fuse)!.Mask);

    private byte CommitFlash(int address)
    {
        address -= address % _flashPage.Length;
        for (int index = 0; index < _flashPage.Length; index++)
        {
            Flash[address + index] &= _flashPage[index];
            _flashPage[index] = 0xFF;
        }

        Pages++;
        return Busy(_part.FlashWriteTime);
    }

    private byte WriteEeprom(int address, byte value)
    {
        address %= Eeprom.Length;
        Eeprom[address] = value;
        return Busy(_part.EepromWriteTime);
    }

    private byte LoadEeprom(int place, byte value)
    {
        _eepromPage[place % _eepromPage.Length] = value;
        return 0;
    }

    private byte CommitEeprom(int address)
    {
        address %= Eeprom.Length;
        address -= address % _eepromPage.Length;
        for (int index = 0; index < _eepromPage.Length; index++)
        {
            Eeprom[address + index] = _eepromPage[index] ?? Eeprom[address + index];
            _eepromPage[index] = null;
        }

        return Busy(_part.EepromWriteTime);
    }
}
