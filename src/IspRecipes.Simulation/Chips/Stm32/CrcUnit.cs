namespace IspRecipes.Simulation.Chips;

/// <summary>The CRC unit: CRC-32 as Ethernet's, word by word, most significant bit first, without final inversion (RM0008, 4).</summary>
internal sealed class CrcUnit
{
    public const uint Address = 0x4002_3000;
    public const uint Size = 0x400;

    private const uint Polynomial = 0x04C11DB7;
    private const uint Data = 0x00;
    private const uint Independent = 0x04;
    private const uint Control = 0x08;

    private uint _crc = 0xFFFF_FFFF;
    private uint _independent;

    public uint Read(uint offset) => offset switch
    {
        Data => _crc,
        Independent => _independent,
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case Data:
                Take(value);
                break;
            case Independent:
                _independent = value & 0xFF;
                break;
            case Control when (value & 1) != 0:
                _crc = 0xFFFF_FFFF;
                break;
        }
    }

    public void Reset() => (_crc, _independent) = (0xFFFF_FFFF, 0);

    private void Take(uint word)
    {
        _crc ^= word;
        for (int bit = 0; bit < 32; bit++)
        {
            _crc = (_crc << 1) ^ ((_crc >> 31) * Polynomial);
        }
    }
}
