using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Where a core must fault, and ours does, and Unicorn 2.0.1 runs on: it is not asked there.</summary>
internal static class Strictness
{
    public static string? Reason(ReadOnlySpan<ushort> code, ThumbCore core)
    {
        uint first = code[0];
        uint low = core.Registers[(first >> 3) & 7];
        uint offset = core.Registers[(first >> 6) & 7];
        uint wide = code.Length > 1 ? (first << 16) | code[1] : 0;
        return first switch
        {
            0x44FF => "ADD PC, PC is UNPREDICTABLE",
            >= 0x4500 and <= 0x45FF when (first & 0xC0) == 0 || (first & 0x87) == 0x87 || (first & 0x78) == 0x78 =>
                "CMP T2 of two low registers, or of PC, is UNPREDICTABLE",
            >= 0x4700 and <= 0x47FF when (first & 7) != 0 || (first & 0xF8) == 0xF8 => "bits 2:0 of BX and BLX should be 0",
            >= 0xB650 and <= 0xB65F => "SETEND is not in the M profile",
            0xB660 or 0xB670 => "CPS of nothing is UNPREDICTABLE (B5.2.1)",
            0xB661 or 0xB663 or 0xB671 or 0xB673 when core.IsArmv6M => "ARMv6-M has no FAULTMASK",
            >= 0xC000 and <= 0xCFFF when (core.Registers[(first >> 8) & 7] & 3) != 0 => "LDM and STM fault unaligned (A3.2.1)",
            >= 0xE8D0 and <= 0xE8DF => null,
            >= 0xE800 and <= 0xE9FF when (core.Registers[first & 0xF] & 3) != 0 => "LDM, STM, LDRD, STRD fault unaligned (A3.2.1)",
            >= 0xB100 and <= 0xBBFF when core.IsArmv6M && (first & 0xF500) == 0xB100 => "ARMv6-M has no CBZ",
            >= 0x5000 and <= 0x5FFF when core.IsArmv6M && ((low + offset) & Alignment(first)) != 0 => "ARMv6-M faults unaligned",
            >= 0x6000 and <= 0x6FFF when core.IsArmv6M && (low & 3) != 0 => "ARMv6-M faults unaligned",
            >= 0x8000 and <= 0x8FFF when core.IsArmv6M && (low & 1) != 0 => "ARMv6-M faults unaligned",
            >= 0xF000 and <= 0xF7FF when IsRepeatedZero(wide) => "a repeated zero byte is UNPREDICTABLE (A5.3.2)",
            _ => null,
        };
    }

    /// <summary>Of 0101 op3: STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH.</summary>
    private static uint Alignment(uint instruction) => ((uint[])[3, 1, 0, 0, 3, 1, 0, 1])[(instruction >> 9) & 7];

    private static bool IsRepeatedZero(uint wide) =>
        (wide & 0x0600_80FF) == 0 && (wide & 0x7000) is 0x1000 or 0x2000 or 0x3000;
}
