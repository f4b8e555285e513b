using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// One command of an ST-Link: 16 bytes, filled up with zeros; numbers in it are little-endian. Then data to the probe, or an
/// answer from it, or neither. Layouts, firmwares and traps: docs/protocols/st-link.md.
/// </summary>
/// <param name="Name">What ST calls it, for people.</param>
/// <param name="Frame">All 16 bytes.</param>
/// <param name="AnswerLength">Bytes that come back; of data for a memory read.</param>
internal readonly record struct StLinkV2Command(string Name, byte[] Frame, int AnswerLength)
{
    public const int FrameLength = 16;

    /// <summary>Bytes of a memory command on 16 and 32 bits: the probe's buffer.</summary>
    public const int LongestData = 6144;

    private const byte Debug = 0xF2;

    /// <summary>What the command does on the chip's bus; null where it does nothing there.</summary>
    public BusAccess? Access { get; private init; }

    /// <summary><c>F1</c> answers hardware, JTAG and SWIM version (4, 6, 6 bits, big-endian), VID, PID.</summary>
    public static StLinkV2Command GetVersion { get; } = Make("GET_VERSION", 6, [0xF1]);

    /// <summary><c>FB</c> answers hardware, SWIM, JTAG, mass storage, bridge, power, 2 reserved, VID, PID. V3 only.</summary>
    public static StLinkV2Command GetVersionExtended { get; } = Make("GET_VERSION_EXT", 12, [0xFB]);

    /// <summary><c>F5</c> answers mode 1, 1 unused.</summary>
    public static StLinkV2Command GetCurrentMode { get; } = Make("GET_CURRENT_MODE", 2, [0xF5]);

    /// <summary><c>F7</c> answers factor 4, reading 4.</summary>
    public static StLinkV2Command GetTargetVoltage { get; } = Make("GET_TARGET_VOLTAGE", 8, [0xF7]);

    /// <summary><c>F3 07</c>, without an answer, as the two below.</summary>
    public static StLinkV2Command LeaveDfu { get; } = Make("DFU_EXIT", 0, [0xF3, 0x07]);

    /// <summary><c>F4 01</c></summary>
    public static StLinkV2Command LeaveSwim { get; } = Make("SWIM_EXIT", 0, [0xF4, 0x01]);

    /// <summary><c>F2 21</c></summary>
    public static StLinkV2Command Exit { get; } = Make("EXIT", 0, [Debug, 0x21]);

    /// <summary><c>F2 30 A3</c> answers status 2: SWD from here on, the core left as it is.</summary>
    public static StLinkV2Command EnterSwd { get; } = Make("ENTER", 2, [Debug, 0x30, 0xA3]);

    /// <summary><c>F2 31</c> answers status 4, DPIDR 4, 4 unused.</summary>
    public static StLinkV2Command ReadIdCodes { get; } = Make("READ_IDCODES", 12, [Debug, 0x31]);

    /// <summary><c>F2 3B</c> answers status 2, of the last memory command.</summary>
    public static StLinkV2Command GetStatus { get; } = Make("GETLASTRWSTATUS", 2, [Debug, 0x3B]);

    /// <summary><c>F2 3E</c> answers status 2, 2 unused, address of the fault 4, 4 unused.</summary>
    public static StLinkV2Command GetStatusAndAddress { get; } = Make("GETLASTRWSTATUS2", 12, [Debug, 0x3E]);

    /// <summary><c>F2 46 FFFF(2) 0000(2) 1E(4)</c> answers status 2: ABORT clears all sticky errors (IHI 0031, B2.2.1).</summary>
    public static StLinkV2Command ClearStickyErrors { get; } =
        Make("WRITE_DAP_REG", 2, [Debug, 0x46, 0xFF, 0xFF, 0, 0, 0x1E, 0, 0, 0]);

    /// <summary><c>F2 4B 00</c> answers status 2: access port 0, before the first batch.</summary>
    public static StLinkV2Command OpenAccessPort { get; } = Make("INIT_AP", 2, [Debug, 0x4B]);

    /// <summary><c>F2 62 00</c> answers status 4, kHz now 4, how many 4, kHz 4 each of ten. V3 only.</summary>
    public static StLinkV2Command GetFrequencies { get; } = Make("GET_COM_FREQ", 52, [Debug, 0x62, 0]);

    /// <summary><c>F2 61 00 00 kHz(4)</c> answers status 4, kHz 4. V3 only.</summary>
    public static StLinkV2Command SetFrequency(uint kilohertz) => Make("SET_COM_FREQ", 8, [Debug, 0x61, 0, 0, .. Bytes(kilohertz)]);

    /// <summary><c>F2 43 divisor(2)</c> answers status 2. V2 only.</summary>
    public static StLinkV2Command SetDivisor(ushort divisor) =>
        Make("SWD_SET_FREQ", 2, [Debug, 0x43, (byte)divisor, (byte)(divisor >> 8)]);

    /// <summary><c>F2 3C 00</c> pulls NRST low, <c>F2 3C 01</c> lets go of it; answers status 2.</summary>
    public static StLinkV2Command DriveReset(bool low) => Make("DRIVE_NRST", 2, [Debug, 0x3C, (byte)(low ? 0 : 1)]);

    /// <summary><c>F2 33 register</c> answers status 4, value 4.</summary>
    public static StLinkV2Command ReadRegister(CoreRegister register) =>
        Make("READREG", 8, [Debug, 0x33, (byte)register]) with { Access = BusAccess.ReadingRegister };

    /// <summary><c>F2 34 register value(4)</c> answers status 2.</summary>
    public static StLinkV2Command WriteRegister(CoreRegister register, uint value) =>
        Make("WRITEREG", 2, [Debug, 0x34, (byte)register, .. Bytes(value)]) with { Access = BusAccess.WritingRegister };

    /// <summary><c>F2 36 address(4)</c> answers status 4, value 4: any word, not only debug registers.</summary>
    public static StLinkV2Command ReadWord(uint address) =>
        Make("READDEBUGREG", 8, [Debug, 0x36, .. Bytes(address)]) with { Access = BusAccess.Reading(address) };

    /// <summary><c>F2 35 address(4) value(4)</c> answers status 2.</summary>
    public static StLinkV2Command WriteWord(uint address, uint value) =>
        Make("WRITEDEBUGREG", 2, [Debug, 0x35, .. Bytes(address), .. Bytes(value)]) with { Access = BusAccess.Writing(address) };

    /// <summary><c>F2 07 address(4) length(2)</c>, by words, <c>0C</c> by bytes, answers the data; a single byte as two.</summary>
    public static StLinkV2Command ReadMemory(uint address, int length, bool words) =>
        Make("READMEM", Math.Max(length, 2), [Debug, (byte)(words ? 0x07 : 0x0C), .. Bytes(address), (byte)length, (byte)(length >> 8)])
            with { Access = BusAccess.Reading(address) };

    /// <summary><c>F2 08 address(4) length(2)</c>, by words, <c>48</c> by half-words, <c>0D</c> by bytes; data follows.</summary>
    public static StLinkV2Command WriteMemory(uint address, int length, int width) =>
        Make("WRITEMEM", 0, [Debug, WriteOpcode(width), .. Bytes(address), (byte)length, (byte)(length >> 8)])
            with { Access = BusAccess.Writing(address) };

    /// <summary><c>F2 51 items(4)</c>; the items follow.</summary>
    public static StLinkV2Command SendBatch(int items) => Make("RW_MISC_OUT", 0, [Debug, 0x51, .. Bytes((uint)items)]);

    /// <summary><c>F2 52</c> answers value 4 of each item, then status 4 of each.</summary>
    public static StLinkV2Command FetchBatch(int items) => Make("RW_MISC_IN", 8 * items, [Debug, 0x52]);

    private static byte WriteOpcode(int width) => width switch
    {
        4 => 0x08,
        2 => 0x48,
        _ => 0x0D,
    };

    private static StLinkV2Command Make(string name, int answerLength, ReadOnlySpan<byte> bytes)
    {
        byte[] frame = new byte[FrameLength];
        bytes.CopyTo(frame);
        return new StLinkV2Command(name, frame, answerLength);
    }

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}

/// <summary>An access of the chip's bus, as its fault names it.</summary>
internal readonly record struct BusAccess(string Verb, uint Address)
{
    /// <summary>Core registers pass through DCRDR (ARMv7-M ARM, C1.6.4).</summary>
    private const uint Dcrdr = 0xE000EDF8;

    public static BusAccess ReadingRegister { get; } = Reading(Dcrdr);

    public static BusAccess WritingRegister { get; } = Writing(Dcrdr);

    public static BusAccess Reading(uint address) => new("read", address);

    public static BusAccess Writing(uint address) => new("write", address);
}
