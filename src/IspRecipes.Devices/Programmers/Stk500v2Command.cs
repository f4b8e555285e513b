using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// One command of STK500 protocol version 2 (AVR068) without the framing. The answer: the command's own number, a status
/// (0 is OK), data.
/// </summary>
/// <param name="Body">All of it; never a multiple of 64 bytes, which on USB would ask for an empty packet behind it.</param>
/// <param name="AnswerLength">Bytes of the whole answer where the status is OK; null where the answer itself tells.</param>
/// <param name="Takes">What the programmer needs before it answers, beyond the moment every command takes.</param>
internal readonly record struct Stk500v2Command(byte[] Body, int? AnswerLength, TimeSpan Takes = default)
{
    /// <summary>Statuses (AVR068, command.h).</summary>
    public const byte Ok = 0x00, CommandTimeout = 0x80, ReadyTimeout = 0x81, Failed = 0xC0, ChecksumError = 0xC1;

    /// <summary>Parameters (AVR068, section 5.7).</summary>
    public const byte HardwareVersion = 0x90, SoftwareMajor = 0x91, SoftwareMinor = 0x92, TargetVoltage = 0x94,
        SckDuration = 0x98, ResetPolarity = 0x9E, ConnectionStatus = 0xA1;

    /// <summary>Bits of the mode byte of a write: page mode, waiting for RDY/BSY or a fixed time in either mode, page complete.</summary>
    private const byte Paged = 0x01, ByteTimed = 0x02, BytePolled = 0x08, PageTimed = 0x10, PagePolled = 0x40, Commit = 0x80;

    /// <summary>Longest block in bytes: a message's body has 275 at most (AVR068, section 3).</summary>
    public const int BlockSize = 256;

    /// <summary>The flag of an address beyond 64 KWords: the extended address byte is to be loaded.</summary>
    private const uint Extended = 0x8000_0000;

    public byte Id => Body[0];

    /// <summary><c>01</c> answers <c>01 00 length name</c>.</summary>
    public static Stk500v2Command SignOn { get; } = new([0x01], null);

    /// <summary><c>02 parameter value</c> answers <c>02 00</c>.</summary>
    public static Stk500v2Command SetParameter(byte parameter, byte value) => new([0x02, parameter, value], 2);

    /// <summary><c>03 parameter</c> answers <c>03 00 value</c>.</summary>
    public static Stk500v2Command GetParameter(byte parameter) => new([0x03, parameter], 3);

    /// <summary><c>06 address(4)</c>, big endian: flash counts words, EEPROM bytes. Blocks count it on.</summary>
    public static Stk500v2Command LoadAddress(uint address, bool extended)
    {
        byte[] body = [0x06, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(1), extended ? address | Extended : address);
        return new Stk500v2Command(body, 2);
    }

    /// <summary><c>10 timeout stabDelay cmdexeDelay synchLoops byteDelay pollValue pollIndex AC 53 00 00</c>.</summary>
    /// <remarks>
    /// Times in ms. The pin is given 30 of them to settle, where AVR Studio gives 100: datasheets ask for 20, and the
    /// search for SCK meets a chip that is silent a dozen times. Each loop pulses RESET.
    /// </remarks>
    public static Stk500v2Command EnterProgramming { get; } =
        new([0x10, 200, 30, 25, 4, 0, 0x53, 3, 0xAC, 0x53, 0x00, 0x00], 2, TimeSpan.FromSeconds(2));

    /// <summary><c>11 preDelay postDelay</c>, in ms.</summary>
    public static Stk500v2Command LeaveProgramming { get; } = new([0x11, 1, 1], 2);

    /// <summary><c>12 eraseDelay pollMethod AC 80 00 00</c>: waits the delay in ms.</summary>
    public static Stk500v2Command EraseChip(TimeSpan time) => new([0x12, Milliseconds(time), 0, 0xAC, 0x80, 0x00, 0x00], 2);

    /// <summary><c>13 length(2) mode delay 40 4C 20 pollValue1 pollValue2 data</c>: bytes of one page.</summary>
    /// <param name="data">An even number of bytes.</param>
    /// <param name="last">True where the page is complete with these and is written.</param>
    /// <param name="time">What the chip needs for a page.</param>
    /// <param name="polls">True where the chip tells RDY/BSY.</param>
    public static Stk500v2Command WriteFlash(ReadOnlySpan<byte> data, bool last, TimeSpan time, bool polls)
    {
        int mode = Paged | (polls ? PagePolled : PageTimed) | (last ? Commit : 0);
        return Write(0x13, (byte)mode, time, [0x40, 0x4C, 0x20], data);
    }

    /// <summary><c>15 length(2) mode delay C1 C2 A0 pollValue1 pollValue2 data</c>: one EEPROM page.</summary>
    /// <inheritdoc cref="WriteFlash"/>
    public static Stk500v2Command WriteEepromPage(ReadOnlySpan<byte> data, TimeSpan time, bool polls) =>
        Write(0x15, (byte)(Paged | Commit | (polls ? PagePolled : PageTimed)), time, [0xC1, 0xC2, 0xA0], data);

    /// <summary><c>15 length(2) mode delay C0 00 A0 pollValue1 pollValue2 data</c>: bytes, each written by itself.</summary>
    /// <inheritdoc cref="WriteFlash"/>
    public static Stk500v2Command WriteEepromBytes(ReadOnlySpan<byte> data, TimeSpan time, bool polls) =>
        Write(0x15, polls ? BytePolled : ByteTimed, time, [0xC0, 0x00, 0xA0], data);

    /// <summary><c>14 length(2) 20</c> or <c>16 length(2) A0</c> answers <c>14 00 data 00</c>.</summary>
    public static Stk500v2Command Read(AvrMemory memory, int length)
    {
        (byte id, byte instruction) = memory == AvrMemory.Flash ? ((byte)0x14, (byte)0x20) : ((byte)0x16, (byte)0xA0);
        return new Stk500v2Command([id, (byte)(length >> 8), (byte)length, instruction], length + 3, BlockTime);
    }

    /// <summary><c>1D numTx numRx rxStart data</c> answers <c>1D 00, the four bytes shifted in, 00</c>.</summary>
    public static Stk500v2Command Spi(uint instruction)
    {
        byte[] body = [0x1D, 4, 4, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), instruction);
        return new Stk500v2Command(body, 7, BlockTime);
    }

    /// <summary>AVR068 gives reads and writes of memory 5 s.</summary>
    private static TimeSpan BlockTime => TimeSpan.FromSeconds(4);

    /// <summary>The poll values are what flash and EEPROM read as while they are written; only value polling needs them.</summary>
    private static Stk500v2Command Write(byte id, byte mode, TimeSpan time, byte[] instructions, ReadOnlySpan<byte> data) => new(
        [id, (byte)(data.Length >> 8), (byte)data.Length, mode, Milliseconds(time), .. instructions, 0xFF, 0xFF, .. data],
        2,
        BlockTime);

    /// <summary>Rounded up, and one more: the firmware's own millisecond may be short.</summary>
    private static byte Milliseconds(TimeSpan time) => (byte)Math.Min(255, Math.Ceiling(time.TotalMilliseconds) + 1);
}
