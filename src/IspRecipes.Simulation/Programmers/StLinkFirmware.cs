using IspRecipes.Devices.Links;

namespace IspRecipes.Simulation.Programmers;

/// <summary>What ST-Links and their clones differ in: how they show themselves on USB, and what their firmware can do.</summary>
public sealed record StLinkFirmware
{
    /// <summary>2 or 3.</summary>
    public required int Hardware { get; init; }

    /// <summary>The firmware's J number, by which its abilities go.</summary>
    public required int Jtag { get; init; }

    /// <summary>S number, of SWIM; 0 where there is none.</summary>
    public int Swim { get; init; }

    /// <summary>M number, of mass storage; 0 where there is none.</summary>
    public int Storage { get; init; }

    public required UsbId Id { get; init; }

    public required string Product { get; init; }

    /// <summary>24 hex digits; 12 characters, the raw bytes, where the firmware forgets to print them in hex.</summary>
    public string SerialNumber { get; init; } = "303030303030303030303031";

    /// <summary>The mode it is in when plugged in.</summary>
    public StLinkMode StartsIn { get; init; } = StLinkMode.MassStorage;

    /// <summary>False for a dongle that does not measure the target's supply; its voltage factor is 0.</summary>
    public bool MeasuresVoltage { get; init; } = true;

    /// <summary>False where a faulted access has to be cleared by the host (DP ABORT) before the next one works.</summary>
    public bool ClearsStickyErrors { get; init; } = true;

    /// <summary>The endpoint that takes commands: V2 alone has it beside the trace endpoint's number.</summary>
    public byte OutEndpoint => Id.Product == 0x3748 ? (byte)0x02 : (byte)0x01;

    /// <summary>V2 and V2-1 run at full speed, V3 at high speed.</summary>
    public bool IsHighSpeed => Hardware >= 3;

    /// <summary>Bytes of a packet on its bulk endpoints.</summary>
    public int PacketSize => IsHighSpeed ? 512 : 64;

    /// <summary>An ST-Link/V2 with the last firmware for it that most have.</summary>
    public static StLinkFirmware V2J37S7 { get; } = new()
    {
        Hardware = 2,
        Jtag = 37,
        Swim = 7,
        Id = new UsbId(0x0483, 0x3748),
        Product = "STM32 STLink",
        StartsIn = StLinkMode.Dfu,
    };

    /// <summary>Too old for a frequency, for DAP registers and for the long status.</summary>
    public static StLinkFirmware V2J14 { get; } = V2J37S7 with { Jtag = 14, Swim = 3 };

    /// <summary>A clone dongle as sold: old firmware, no wire to the target's supply.</summary>
    public static StLinkFirmware V2J17 { get; } = V2J37S7 with { Jtag = 17, Swim = 4, MeasuresVoltage = false };

    /// <summary>The first that writes half-words.</summary>
    public static StLinkFirmware V2J26 { get; } = V2J37S7 with { Jtag = 26, Swim = 6 };

    /// <summary>The half of a Nucleo board that is an ST-Link/V2-1.</summary>
    public static StLinkFirmware V21J29 { get; } = new()
    {
        Hardware = 2,
        Jtag = 29,
        Storage = 18,
        Id = new UsbId(0x0483, 0x374B),
        Product = "STM32 STLink",
        SerialNumber = "066BFF303435554157104821",
    };

    public static StLinkFirmware V3J7 { get; } = new()
    {
        Hardware = 3,
        Jtag = 7,
        Storage = 2,
        Id = new UsbId(0x0483, 0x374F),
        Product = "STLINK-V3",
        SerialNumber = "004500303137511133333639",
    };

    /// <summary>What a raw serial number looks like: 12 bytes that nobody has printed.</summary>
    public static string RawSerial { get; } = "\x53\xFF\x6E\x06\x50\x77\x48\x50\x49\x48\x06\x87";

    /// <summary>As ST writes it: <c>V2J37S7</c>.</summary>
    public override string ToString() =>
        $"V{Hardware}J{Jtag}{(Swim > 0 ? $"S{Swim}" : "")}{(Storage > 0 ? $"M{Storage}" : "")}";

    /// <summary>
    /// F1. Big-endian: hardware 4 bits, J 6 bits, S or M 6 bits; then vendor and product. A V3 tells its numbers with FB.
    /// </summary>
    internal byte[] Version
    {
        get
        {
            int word = Hardware >= 3 ? Hardware << 12 : Hardware << 12 | Jtag << 6 | Swim | Storage;
            return [(byte)(word >> 8), (byte)word, .. Ids];
        }
    }

    /// <summary>FB: a byte each for hardware, S, J and M, four that say nothing, vendor and product.</summary>
    internal byte[] ExtendedVersion => [(byte)Hardware, (byte)Swim, (byte)Jtag, (byte)Storage, 0, 0, 0, 0, .. Ids];

    private byte[] Ids => [(byte)Id.Vendor, (byte)(Id.Vendor >> 8), (byte)Id.Product, (byte)(Id.Product >> 8)];

    /// <summary>Whether it has what came with V2's J number and, on a V3, with that one's.</summary>
    internal bool Since(int v2, int v3 = 0) => Jtag >= (Hardware >= 3 ? v3 : v2);

    /// <summary>Whether it knows a command behind F2; docs/protocols/st-link.md has the table.</summary>
    internal bool Knows(byte command) => command switch
    {
        0x07 or 0x08 or 0x0C or 0x0D or 0x21 or (>= 0x30 and <= 0x36) or (>= 0x3A and <= 0x3C) => true,
        >= 0x40 and <= 0x42 => Since(13),
        0x3E => Since(15),
        0x43 => Hardware == 2 && Since(22),
        0x44 => Hardware == 2 && Since(24),
        0x45 or 0x46 => Since(24),
        0x47 or 0x48 or 0x50 => Since(26),
        0x49 or 0x4B or 0x4C => Since(28),
        0x51 or 0x52 or 0x54 => Since(32, 2),
        0x56 => Since(36, 6),
        >= 0x61 and <= 0x63 => Hardware >= 3,
        _ => false,
    };
}

/// <summary>What an ST-Link does at the moment, as GET_CURRENT_MODE numbers it.</summary>
public enum StLinkMode : byte
{
    Dfu = 0,
    MassStorage = 1,
    Debug = 2,
    Swim = 3,
    Bootloader = 4,
}
