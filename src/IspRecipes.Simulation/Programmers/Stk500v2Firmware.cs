namespace IspRecipes.Simulation.Programmers;

/// <summary>What the speakers of STK500v2 differ in: name, parameters, and what PARAM_SCK_DURATION means to them.</summary>
public sealed record Stk500v2Firmware
{
    internal const byte VoltageOfTarget = 0x94, SckDuration = 0x98, ResetPolarity = 0x9E, Connection = 0xA1;

    /// <summary>What it signs on with.</summary>
    public required string Name { get; init; }

    public byte Hardware { get; init; } = 2;

    public byte Major { get; init; } = 2;

    public byte Minor { get; init; } = 0x0A;

    /// <summary>What it measures at the target, in tenths of a volt.</summary>
    public byte Voltage { get; init; } = 50;

    /// <summary>PARAM_STATUS_TGT_CONN: faults of the cable; null where it has no such parameter.</summary>
    public byte? CableFaults { get; init; }

    /// <summary>RESET's active level as an earlier program left it: 1 is low, as AVRs want it.</summary>
    public byte Polarity { get; init; } = 1;

    /// <summary>True for a bootloader, which takes parameters and keeps none, and refuses a chip erase.</summary>
    public bool IsBootloader { get; init; }

    /// <summary>SCK in hertz for a value of the parameter.</summary>
    public required Func<byte, double> SckHertz { get; init; }

    /// <summary>Atmel's starter kit, firmware 2.0A.</summary>
    public static Stk500v2Firmware Stk500 { get; } = new()
    {
        Name = "STK500_2",
        SckHertz = value => value switch
        {
            0 => 1.8432e6,
            1 => 460.8e3,
            2 => 115.2e3,
            3 => 57.6e3,
            _ => 7.3728e6 / (24 * (value + (10.0 / 12))),
        },
    };

    /// <summary>LUFA's AVRISP-MKII of 2021 on a board without a way to measure the target: it says 3.3 V.</summary>
    public static Stk500v2Firmware Lufa { get; } = new()
    {
        Name = "AVRISP_MK2",
        Hardware = 0,
        Major = 1,
        Minor = 0x18,
        Voltage = 33,
        CableFaults = 0,
        // 8 MHz by hardware, halved from value to value; from 7 on a timer's table, each about 5 % slower than the one before.
        SckHertz = value => value < 7 ? 8e6 / (1 << value) : 96386 * Math.Exp((value - 7) * Math.Log(51.1 / 96386) / 151),
    };

    /// <summary>The bootloader of an Arduino Mega 2560 (stk500boot.c): it signs on as Atmel's first AVRISP.</summary>
    public static Stk500v2Firmware Bootloader { get; } = Stk500 with
    {
        Name = "AVRISP_2",
        Hardware = 0x0F,
        Voltage = 0,
        IsBootloader = true,
    };

    internal IReadOnlyDictionary<byte, byte> Parameters => new Dictionary<byte, byte>(
        CableFaults is byte faults ? [KeyValuePair.Create(Connection, faults)] : [])
    {
        [0x90] = Hardware,
        [0x91] = Major,
        [0x92] = Minor,
        [VoltageOfTarget] = Voltage,
        [SckDuration] = IsBootloader ? (byte)0 : (byte)6,
        [ResetPolarity] = Polarity,
    };

    internal bool Keeps(byte parameter) => !IsBootloader && parameter is SckDuration or ResetPolarity;
}
