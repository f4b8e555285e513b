using System.Buffers.Binary;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// One command of STK500 protocol version 1 (AVR061). On the wire: command byte, parameters, CRC_EOP (0x20). The
/// answer: INSYNC (0x14), data, OK (0x10).
/// </summary>
/// <param name="Request">All of it, CRC_EOP included.</param>
/// <param name="DataLength">Bytes between INSYNC and OK in the answer.</param>
/// <param name="Takes">What the programmer needs before it answers, beyond the moment every command takes.</param>
internal readonly record struct Stk500v1Command(byte[] Request, int DataLength, TimeSpan Takes = default)
{
    public const byte Ok = 0x10;

    public const byte Failed = 0x11;

    public const byte NoDevice = 0x13;

    public const byte InSync = 0x14;

    public const byte EndOfPacket = 0x20;

    /// <summary>Parameter 0x80: hardware version. AVR061 section 3.5, as the next three.</summary>
    public const byte HardwareVersion = 0x80;

    public const byte SoftwareMajor = 0x81;

    public const byte SoftwareMinor = 0x82;

    /// <summary>Parameter 0x93: 'S' for serial, 'P' for parallel programming; a bootloader answers neither.</summary>
    public const byte ProgrammingMode = 0x93;

    /// <summary>Time for a page of any memory at a slow SPI clock, and for the page commits of ArduinoISP.</summary>
    private static readonly TimeSpan PageTime = TimeSpan.FromSeconds(1);

    /// <summary><c>30 20</c> answers <c>14 10</c>.</summary>
    public static Stk500v1Command GetSync { get; } = new([0x30, EndOfPacket], 0);

    /// <summary><c>50 20</c>: RESET falls, and the chip is told to listen.</summary>
    public static Stk500v1Command EnterProgramming { get; } = new([0x50, EndOfPacket], 0);

    /// <summary><c>51 20</c>: RESET rises.</summary>
    public static Stk500v1Command LeaveProgramming { get; } = new([0x51, EndOfPacket], 0);

    /// <summary><c>75 20</c> answers <c>14, three signature bytes, 10</c>.</summary>
    public static Stk500v1Command ReadSignature { get; } = new([0x75, EndOfPacket], 3);

    /// <summary><c>41 parameter 20</c> answers <c>14 value 10</c>.</summary>
    public static Stk500v1Command GetParameter(byte parameter) => new([0x41, parameter, EndOfPacket], 1);

    /// <summary>
    /// <c>42 devicecode revision progtype parmode polling selftimed lockbytes fusebytes flashpoll1 flashpoll2
    /// eeprompoll1 eeprompoll2 pagesize(2) eepromsize(2) flashsize(4) 20</c>, sizes big endian.
    /// </summary>
    /// <remarks>
    /// ArduinoISP uses three of them: the device code (RESET is active high from 0xE0 on, for the AT89S), the page
    /// size (where it commits) and the EEPROM size (longest write).
    /// </remarks>
    public static Stk500v1Command SetDevice(AvrPart part)
    {
        byte[] request =
        [
            0x42,
            0x00, // device code: any below 0xE0; AVR061's list ends before the parts of today
            0x00, // revision: not used
            0x00, // programs serially and in parallel
            0x01, // full parallel interface
            0x01, // polling may be used
            0x01, // programs self-timed
            0x01, // lock bytes
            (byte)part.Fuses.Count,
            0xFF, 0xFF, // flash poll values
            0xFF, 0xFF, // EEPROM poll values
            0, 0, 0, 0, 0, 0, 0, 0,
            EndOfPacket,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(13), (ushort)part.Flash.PageSize);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(15), (ushort)part.Eeprom.Size);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(17), part.Flash.Size);
        return new Stk500v1Command(request, 0);
    }

    /// <summary><c>45 commandsize eeprompagesize signalpagel signalbs2 resetdisable 20</c>.</summary>
    /// <remarks>PAGEL and BS2 are pins of the parallel interface; 0 says nothing about them.</remarks>
    public static Stk500v1Command SetDeviceExtended(AvrPart part)
    {
        bool resetCanBeDisabled = part.Fuses.Any(fuse => fuse.Field("RSTDISBL") is not null);
        return new([0x45, 5, (byte)part.Eeprom.PageSize, 0, 0, (byte)(resetCanBeDisabled ? 1 : 0), EndOfPacket], 0);
    }

    /// <summary><c>55 low high 20</c>.</summary>
    public static Stk500v1Command LoadAddress(uint wordAddress) =>
        new([0x55, (byte)wordAddress, (byte)(wordAddress >> 8), EndOfPacket], 0);

    /// <summary><c>56, four SPI bytes, 20</c> answers <c>14, the last byte shifted in, 10</c>.</summary>
    public static Stk500v1Command Universal(uint instruction)
    {
        byte[] request = [0x56, 0, 0, 0, 0, EndOfPacket];
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(1), instruction);
        return new Stk500v1Command(request, 1);
    }

    /// <summary><c>64 high low memory data 20</c>, the length in bytes, the memory 'F' or 'E'.</summary>
    /// <param name="writing">What the chip needs for these bytes, where the programmer waits for it.</param>
    public static Stk500v1Command ProgramPage(AvrMemory memory, ReadOnlySpan<byte> data, TimeSpan writing) => new(
        [0x64, (byte)(data.Length >> 8), (byte)data.Length, Letter(memory), .. data, EndOfPacket],
        0,
        PageTime + writing);

    /// <summary><c>74 high low memory 20</c> answers <c>14 data 10</c>.</summary>
    public static Stk500v1Command ReadPage(AvrMemory memory, int length) =>
        new([0x74, (byte)(length >> 8), (byte)length, Letter(memory), EndOfPacket], length, PageTime);

    private static byte Letter(AvrMemory memory) => (byte)(memory == AvrMemory.Flash ? 'F' : 'E');
}
