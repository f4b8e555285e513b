using IspRecipes.Devices.Parts;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>
/// STK500v1 frames in a random order, the same for the same seed: sound ones, ones without CRC_EOP, and ones no
/// firmware knows. Left out is what real firmware answers by hanging, or by overwriting itself.
/// </summary>
internal sealed class FrameScripts(AvrPart part, int seed)
{
    private const byte EndOfPacket = 0x20;

    private readonly Random _random = new(seed);

    /// <summary>For the ArduinoISP sketch, in programming mode throughout.</summary>
    public IEnumerable<byte[]> ForArduinoIsp(int count)
    {
        yield return SetDevice();
        yield return [0x50, EndOfPacket];
        for (int i = 0; i < count; i++)
        {
            yield return _random.Next(18) switch
            {
                0 => [0x30, EndOfPacket],
                1 => [0x31, EndOfPacket],
                2 => [0x41, Any(0x80, 0x81, 0x82, 0x93, 0x98), EndOfPacket],
                3 => [0x45, .. Data(5), EndOfPacket],
                4 => [0x75, EndOfPacket],
                5 or 6 => LoadAddress(_random.Next((int)part.Flash.Size / 2)),
                7 or 8 => Program('F', Data(_random.Next(257))),
                9 => Program('E', Data(_random.Next(40))),
                10 or 11 => Read(_random.Next(300), 'F'),
                12 => Read(_random.Next(100), 'E'),
                13 => [0x56, .. ReadInstruction(), EndOfPacket],
                14 => OneOf([0x30, 0], [0x31, 0], [0x41, 0x80, 0], [0x75, 0], [0x55, 1, 2, 0], [0x74, 0, 8, 0x46, 0]),
                15 => OneOf([0x56, 0x30, 0, 1, 0, 0], [0x64, 0, 2, 0x46, 1, 2, 0], [0x64, 0, 2, 0x45, 1, 2, 0]),
                16 => OneOf([EndOfPacket], [0x7A, EndOfPacket], [0x7A, 0], [0x60, 1, 2, EndOfPacket], [0x61, 1, 0x20]),
                _ => OneOf([0x64, 0, 4, 0x58], [0x74, 0, 4, 0x58, EndOfPacket], [0x64, 127, 255, 0x45, EndOfPacket]),
            };
        }

        yield return [0x51, EndOfPacket];
    }

    /// <summary>For ATmegaBOOT, below its own section; four mistakes, for the fifth starts the application.</summary>
    public IEnumerable<byte[]> ForAtmegaBoot(int count)
    {
        yield return [0x30, EndOfPacket]; // two bytes: while the light flashes after a reset, it keeps three
        for (int i = 0; i < count; i++)
        {
            foreach (byte[] frame in ExchangeWithAtmegaBoot())
            {
                yield return frame;
            }

            if (i % ((count / 4) + 1) == 1)
            {
                yield return OneOf([0x30, 0], [0x41, 0x80, 0], [0x75, 0], [0x56, 0x30, 0, 0, 0, 0], [0x7A]);
            }
        }
    }

    /// <summary>Each read is a frame of its own: what comes while ATmegaBOOT answers is lost.</summary>
    private byte[][] ExchangeWithAtmegaBoot() => _random.Next(14) switch
    {
        0 => [[0x30, EndOfPacket]],
        1 => [[0x31, EndOfPacket]],
        2 => [[0x41, Any(0x80, 0x81, 0x82, 0x93, 0x98), EndOfPacket]],
        3 => [[0x40, 0x84, EndOfPacket], [0x40, 0x86, 1, EndOfPacket], [0x45, 5, 4, 3, 2, 1, EndOfPacket]],
        4 => [[Any(0x50, 0x51, 0x52), EndOfPacket]],
        5 => [[0x75, EndOfPacket], [0x76, EndOfPacket], SetDevice()],
        6 => [[0x56, .. ReadInstruction(), EndOfPacket]],
        7 or 8 or 9 => [PageAddress(), Program('F', Data(_random.Next(1, 257)))],
        10 => [LoadAddress(_random.Next(200)), Program('E', Data(_random.Next(40)))],
        11 or 12 => [PageAddress(), Read(_random.Next(300), 'F'), Read(_random.Next(300), 'F')],
        _ => [LoadAddress(_random.Next(200)), Read(_random.Next(100), 'E')],
    };

    private byte[] SetDevice() =>
    [
        0x42, .. new byte[12],
        .. BigEndian(part.Flash.PageSize), .. BigEndian((int)part.Eeprom.Size), 0, 0, 0, 0, EndOfPacket,
    ];

    private static byte[] LoadAddress(int wordAddress) =>
        [0x55, (byte)wordAddress, (byte)(wordAddress >> 8), EndOfPacket];

    /// <summary>The first word of a page in the lower half of the flash.</summary>
    private byte[] PageAddress() => LoadAddress(_random.Next(100) * part.Flash.PageSize / 2);

    private static byte[] Program(char memory, byte[] data) =>
        [0x64, .. BigEndian(data.Length), (byte)memory, .. data, EndOfPacket];

    private static byte[] Read(int length, char memory) => [0x74, .. BigEndian(length), (byte)memory, EndOfPacket];

    /// <summary>Flash, EEPROM, signature, the fuses, the lock byte, and two that load the page buffer.</summary>
    private byte[] ReadInstruction() => OneOf(
        [0x20, 0x01, Data(1)[0], 0], [0x28, 0x01, Data(1)[0], 0], [0xA0, 0, Data(1)[0], 0], [0x30, 0, Any(0, 1, 2), 0],
        [0x50, 0, 0, 0], [0x58, 8, 0, 0], [0x50, 8, 0, 0], [0x58, 0, 0, 0], [0x40, 0, 3, 0x12], [0x48, 0, 3, 0x34]);

    private byte Any(params byte[] choices) => choices[_random.Next(choices.Length)];

    private byte[] OneOf(params byte[][] choices) => choices[_random.Next(choices.Length)];

    private byte[] Data(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];
}
