namespace IspRecipes.Devices.Programmers;

/// <summary>How the speakers of STK500v1 differ, as data. docs/protocols/stk500v1.md says where each figure is from.</summary>
internal sealed record Stk500v1Dialect
{
    /// <summary>Who speaks it, for people.</summary>
    public required string Name { get; init; }

    /// <summary>True where the target itself answers, from its boot section: RESET starts it, and it has no SPI.</summary>
    public required bool IsBootloader { get; init; }

    /// <summary>Bytes an EEPROM address counts in.</summary>
    public required int EepromAddressUnit { get; init; }

    /// <summary>The only software major version whose EEPROM commands touch the EEPROM; null for all.</summary>
    public int? EepromSoftwareMajor { get; init; }

    /// <summary>True where flash reads and writes move the address on.</summary>
    public required bool AutoIncrements { get; init; }

    /// <summary>True where one PROG_PAGE of flash may hold several pages.</summary>
    public required bool SplitsBlocksIntoPages { get; init; }

    /// <summary>Largest block in bytes.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Bytes of requests the programmer can hold while it is still answering.</summary>
    public required int QueueBytes { get; init; }

    /// <summary>Zero bytes that bring it back from any half-received command; 0 where zeros would do harm.</summary>
    public required int FlushBytes { get; init; }

    /// <summary>ArduinoISP 1.18 and its builds for Pro Micro and Teensy.</summary>
    public static Stk500v1Dialect ArduinoIsp { get; } = new()
    {
        Name = "ArduinoISP",
        IsBootloader = false,
        EepromAddressUnit = 2,
        AutoIncrements = true,
        SplitsBlocksIntoPages = true,
        BlockSize = 256, // buff[256]
        QueueBytes = 56, // the core's receive ring of 64 holds 63
        FlushBytes = 258, // a block and its CRC_EOP, and even: in step already, it eats them in pairs
    };

    /// <summary>ATmegaBOOT and optiboot.</summary>
    public static Stk500v1Dialect ArduinoBootloader { get; } = new()
    {
        Name = "STK500v1 bootloader",
        IsBootloader = true,
        EepromAddressUnit = 2, // both shift the address left before they look at the memory
        EepromSoftwareMajor = 1, // ATmegaBOOT is 1.16; optiboot writes EEPROM pages into flash
        AutoIncrements = false, // ATmegaBOOT leaves a byte address behind, optiboot counts on reads only
        SplitsBlocksIntoPages = false, // optiboot fills and writes one page, whatever the length
        BlockSize = 128, // optiboot's length is a byte
        QueueBytes = 10, // no ring: the UART holds two bytes
        FlushBytes = 0, // five of them start the application
    };

    /// <summary>What its block commands would take for another place: a memory's name for people; null where they reach it.</summary>
    public string? Missed(AvrMemory memory, uint address, int length, int softwareMajor) => memory switch
    {
        AvrMemory.Eeprom when EepromSoftwareMajor is int major && major != softwareMajor => "eeprom",
        AvrMemory.Flash when IsBootloader && IspInstructions.SegmentOf(address + (uint)length - 1) > 0 => "flash above 128 KiB",
        _ => null,
    };
}
