namespace IspRecipes.Simulation.Programmers;

/// <summary>The bytes of STK500v1 (Atmel AVR061, chapter 2) that firmware for Arduinos knows.</summary>
internal static class Stk500v1
{
    public const byte Ok = 0x10;
    public const byte Failed = 0x11;
    public const byte Unknown = 0x12;
    public const byte InSync = 0x14;
    public const byte NoSync = 0x15;

    /// <summary>Sync_CRC_EOP, which ends every request.</summary>
    public const byte EndOfPacket = 0x20;

    public const byte GetSync = 0x30;
    public const byte GetSignOn = 0x31;
    public const byte SetParameter = 0x40;
    public const byte GetParameter = 0x41;
    public const byte SetDevice = 0x42;
    public const byte SetDeviceExtended = 0x45;
    public const byte EnterProgramming = 0x50;
    public const byte LeaveProgramming = 0x51;
    public const byte ChipErase = 0x52;
    public const byte LoadAddress = 0x55;
    public const byte Universal = 0x56;
    public const byte ProgramFlash = 0x60;
    public const byte ProgramData = 0x61;
    public const byte ProgramPage = 0x64;
    public const byte ReadPage = 0x74;
    public const byte ReadSignature = 0x75;
    public const byte ReadOscillatorCalibration = 0x76;

    public const byte HardwareVersion = 0x80;
    public const byte SoftwareMajor = 0x81;
    public const byte SoftwareMinor = 0x82;
    public const byte ProgrammingMode = 0x93;

    public static ReadOnlySpan<byte> SignOn => "AVR ISP"u8;
}
