using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// Flash and EEPROM with their page buffers. Programming makes bits fall; only erasing makes them rise. Addresses beyond
/// a memory wrap, as address bits that a part lacks are not looked at.
/// </summary>
internal sealed class AvrMemories
{
    private readonly byte[] _flashPage;
    private readonly byte?[] _eepromPage;
    private (int Offset, byte Value)? _lowByte;

    public AvrMemories(AvrPart part)
    {
        Flash = new byte[part.Flash.Size];
        Eeprom = new byte[part.Eeprom.Size];
        _flashPage = new byte[part.Flash.PageSize];
        _eepromPage = new byte?[part.Eeprom.PageSize];
        EraseFlash();
        EraseEeprom();
        ClearBuffers();
    }

    public byte[] Flash { get; }

    public byte[] Eeprom { get; }

    /// <summary>Word address bits 16 to 23, loaded by instruction 0x4D.</summary>
    public byte ExtendedAddress { get; set; }

    public int FlashPageSize => _flashPage.Length;

    public int EepromPageSize => _eepromPage.Length;

    public void EraseFlash() => Array.Fill(Flash, (byte)0xFF);

    public void EraseEeprom() => Array.Fill(Eeprom, (byte)0xFF);

    public void ErasePage(uint address) => Array.Fill(Flash, (byte)0xFF, PageStart(address), _flashPage.Length);

    public void ClearBuffers()
    {
        ClearFlashPage();
        Array.Clear(_eepromPage);
    }

    /// <summary>Holds the low byte until its high byte follows; only then does the word enter the page buffer.</summary>
    public void LoadLow(uint wordAddress, byte value) => _lowByte = (BufferOffset(wordAddress), value);

    /// <returns>False when no low byte of the same word came before.</returns>
    public bool LoadHigh(uint wordAddress, byte value)
    {
        int offset = BufferOffset(wordAddress);
        if (_lowByte is not { } low || low.Offset != offset)
        {
            return false;
        }

        _flashPage[offset] &= low.Value;
        _flashPage[offset + 1] &= value;
        _lowByte = null;
        return true;
    }

    /// <summary>Programs the page that holds <paramref name="address"/> from the buffer, and empties the buffer.</summary>
    public void WriteFlashPage(uint address)
    {
        int start = PageStart(address);
        for (int i = 0; i < _flashPage.Length; i++)
        {
            Flash[start + i] &= _flashPage[i];
        }

        ClearFlashPage();
    }

    public void LoadEeprom(int offset, byte value) => _eepromPage[offset % _eepromPage.Length] = value;

    /// <summary>Erases and programs those bytes of a page that were loaded, and leaves the others.</summary>
    public void WriteEepromPage(uint address)
    {
        int start = EepromOffset(address) / _eepromPage.Length * _eepromPage.Length;
        for (int i = 0; i < _eepromPage.Length; i++)
        {
            Eeprom[start + i] = _eepromPage[i] ?? Eeprom[start + i];
        }

        Array.Clear(_eepromPage);
    }

    public uint WordAddress(byte high, byte low) => (uint)(ExtendedAddress << 16 | high << 8 | low);

    public int FlashOffset(uint address) => (int)(address % (uint)Flash.Length);

    public int EepromOffset(uint address) => (int)(address % (uint)Eeprom.Length);

    public int PageStart(uint address) => FlashOffset(address) / _flashPage.Length * _flashPage.Length;

    private void ClearFlashPage()
    {
        Array.Fill(_flashPage, (byte)0xFF);
        _lowByte = null;
    }

    private int BufferOffset(uint wordAddress) => (int)(wordAddress * 2 % (uint)_flashPage.Length);
}
