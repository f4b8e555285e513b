namespace IspRecipes.Devices.Images;

/// <summary>
/// The CRC-32 of zlib, PNG and Ethernet over the data bytes of an image in ascending order of address, gaps left out:
/// polynomial 0x04C11DB7 (reflected 0xEDB88320), register preset to and result inverted with 0xFFFFFFFF (RFC 1952,
/// section 8). The bytes "123456789" give 0xCBF43926.
/// </summary>
public static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => Shift((uint)index))];

    public static uint Of(MemoryImage image)
    {
        uint register = uint.MaxValue;
        foreach (ImageSegment segment in image.Segments)
        {
            foreach (byte value in segment.Bytes.Span)
            {
                register = Table[(byte)(register ^ value)] ^ (register >> 8);
            }
        }

        return ~register;
    }

    private static uint Shift(uint register)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            register = (register >> 1) ^ ((register & 1) * 0xEDB88320);
        }

        return register;
    }
}
