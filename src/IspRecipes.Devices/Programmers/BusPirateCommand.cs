namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Frames of the Bus Pirate's binary modes, in wire order; numbers go high byte first. Sources: the project's documents
/// "Bitbang" and "SPI (binary)", and spi.c and binary_io.c of its firmware; docs/protocols/buspirate.md tells them apart.
/// </summary>
internal static class BusPirateCommand
{
    /// <summary>What most commands answer when they were done; 0 is the refusal.</summary>
    public const byte Done = 0x01;

    /// <summary><c>00</c>: the twentieth in the terminal, or one in any binary mode, answers <c>BBIO1</c>.</summary>
    public const byte Reset = 0x00;

    /// <summary><c>01</c> in BBIO: raw SPI, answers <c>SPI1</c>. Pins are open drain, SCK is 125 kHz.</summary>
    public const byte EnterSpi = 0x01;

    /// <summary><c>0F</c> in BBIO: answers 01 and resets to the terminal.</summary>
    public const byte Terminal = 0x0F;

    /// <summary><c>06</c>: 01 where there are AVR extended commands, of which one has to follow.</summary>
    public const byte Extended = 0x06;

    /// <summary><c>00</c> after <see cref="Extended"/>: nothing, answers 01.</summary>
    public const byte ExtendedNothing = 0x00;

    /// <summary>Bytes that one <see cref="WriteThenRead"/> takes, and gives (firmware before v8: one buffer for both).</summary>
    public const int Buffer = 4096;

    /// <summary>Bytes that one <see cref="Exchange"/> takes.</summary>
    public const int ExchangeLimit = 16;

    /// <summary>Zeros that the terminal wants before it leaves for BBIO.</summary>
    public const int ZerosToBinary = 20;

    public static ReadOnlySpan<byte> BinaryMode => "BBIO1"u8;

    public static ReadOnlySpan<byte> SpiMode => "SPI1"u8;

    /// <summary><c>0110 0sss</c>: SCK, 0 is the slowest. It releases CS.</summary>
    public static byte Speed(int step) => (byte)(0x60 | step);

    /// <summary><c>1000 w010</c>: w is 1 for 3.3 V, 0 for open drain; SCK idles low, data changes on its falling edge.</summary>
    public static byte Pins(bool openDrain) => (byte)(openDrain ? 0x82 : 0x8A);

    /// <summary><c>0100 wx0z</c>: power, pull-ups, AUX low, CS.</summary>
    public static byte Peripherals(bool power, bool pullUps, bool cs) =>
        (byte)(0x40 | (power ? 8 : 0) | (pullUps ? 4 : 0) | (cs ? 1 : 0));

    /// <summary><c>0001 nnnn</c>, n + 1 bytes; the answer is 01 and as many.</summary>
    public static byte[] Exchange(ReadOnlySpan<byte> bytes) => [(byte)(0x10 | (bytes.Length - 1)), .. bytes];

    /// <summary><c>05 wwww rrrr</c>, w bytes; the answer is 01 and r bytes. CS stays as it is, which 04 would pulse.</summary>
    public static byte[] WriteThenRead(ReadOnlySpan<byte> bytes, int read) =>
        [0x05, (byte)(bytes.Length >> 8), (byte)bytes.Length, (byte)(read >> 8), (byte)read, .. bytes];

    /// <summary><c>06 02 aaaaaaaa nnnnnnnn</c>: flash from a word address on; the answer is 01 01 and n bytes.</summary>
    /// <remarks>Refused with 00 in the second byte where a + n is above 0xFFFF, though one counts words and one bytes.</remarks>
    public static byte[] ReadFlash(int wordAddress, int length) =>
    [
        Extended, 0x02,
        0, 0, (byte)(wordAddress >> 8), (byte)wordAddress,
        0, 0, (byte)(length >> 8), (byte)length,
    ];
}
