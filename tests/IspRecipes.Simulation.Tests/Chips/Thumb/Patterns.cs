namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>
/// The 32-bit instructions of ARMv7-M as the manual draws them. Letters n, m, d, t, u and a are registers, x is a bit of
/// anything.
/// </summary>
internal static class Patterns
{
    public static readonly string[] Armv7M =
    [
        .. Operations("AND BIC ORR ORN EOR ADD ADC SBC SUB RSB", "0000 0001 0010 0011 0100 1000 1010 1011 1101 1110", "nnnn", "x", "dddd"),
        .. Operations("MOV MVN", "0010 0011", "1111", "x", "dddd"),
        .. Operations("TST TEQ CMN CMP", "0000 0100 1000 1101", "nnnn", "1", "1111"),
        "ADDW 11110x100000nnnn 0xxxddddxxxxxxxx",
        "SUBW 11110x101010nnnn 0xxxddddxxxxxxxx",
        "ADR+ 11110x1000001111 0xxxddddxxxxxxxx",
        "ADR- 11110x1010101111 0xxxddddxxxxxxxx",
        "MOVW 11110x100100xxxx 0xxxddddxxxxxxxx",
        "MOVT 11110x101100xxxx 0xxxddddxxxxxxxx",
        "SSAT 111100110000nnnn 0xxxddddxx0xxxxx",
        "SSAT, ASR 111100110010nnnn 0xxxdddd1x0xxxxx",
        "USAT 111100111000nnnn 0xxxddddxx0xxxxx",
        "USAT, ASR 111100111010nnnn 0xxxdddd1x0xxxxx",
        "SBFX 111100110100nnnn 00xxddddxx00xxxx",
        "UBFX 111100111100nnnn 00xxddddxx00xxxx",
        "BFI 111100110110nnnn 00xxddddxx01xxxx",
        "BFC 1111001101101111 00xxddddxx01xxxx",
        "LSL to ROR 11111010 0xxxnnnn 1111dddd0000mmmm",
        "SXTH, UXTH 11111010000x1111 1111dddd10xxmmmm",
        "SXTB, UXTB 11111010010x1111 1111dddd10xxmmmm",
        "REV to REVSH 111110101001mmmm 1111dddd10xxmmmm",
        "CLZ 111110101011mmmm 1111dddd1000mmmm",
        "MUL 111110110000nnnn 1111dddd0000mmmm",
        "MLA, MLS 111110110000nnnn aaaadddd000xmmmm",
        "SMULL to UMLAL 111110111xx0nnnn uuuudddd0000mmmm",
        "SDIV 111110111001nnnn 1111dddd1111mmmm",
        "UDIV 111110111011nnnn 1111dddd1111mmmm",
        "STR 11111000 1000nnnn ttttxxxxxxxxxxxx",
        "STRH 11111000 1010nnnn ttttxxxxxxxxxxxx",
        "STR.W 11111000 1100nnnn ttttxxxxxxxxxxxx",
        "LDRB 1111100x1001nnnn ttttxxxxxxxxxxxx",
        "LDRH 1111100x1011nnnn ttttxxxxxxxxxxxx",
        "LDR.W 111110001101nnnn ttttxxxxxxxxxxxx",
        "LDR, literal 11111000x1011111 tttt0xxxxxxxxxxx",
        "LDRB, literal 1111100xx0011111 tttt0xxxxxxxxxxx",
        "STR, indexed 111110000xx0nnnn tttt1xx1xxxxxxxx",
        "STR, below 111110000xx0nnnn tttt1100xxxxxxxx",
        "LDR, indexed 111110000xx1nnnn tttt1xx1xxxxxxxx",
        "LDRSB, LDRSH, indexed 1111100100x1nnnn tttt1xx1xxxxxxxx",
        "STR, register 111110000xx0nnnn tttt000000xxmmmm",
        "LDR, register 111110000xx1nnnn tttt000000xxmmmm",
        "LDRSB, LDRSH, register 1111100100x1nnnn tttt000000xxmmmm",
        "PLD 111110001001nnnn 1111xxxxxxxxxxxx",
        "STM 1110100010x0nnnn 0x0xxxxxxxxxxxxx",
        "STMDB 1110100100x0nnnn 0x0xxxxxxxxxxxxx",
        "LDM 1110100010x1nnnn xx0xxxxxxxxxxxxx",
        "LDMDB 1110100100x1nnnn xx0xxxxxxxxxxxxx",
        "STRD, LDRD, indexed 1110100xx11xnnnn ttttuuuuxxxxxxxx",
        "STRD, LDRD 11101001x10xnnnn ttttuuuuxxxxxxxx",
        "TBB 111010001101nnnn 111100000000mmmm",
        "TBH 111010001101nnnn 111100000001mmmm",
        "B, conditional, on 1111000xxxxxxxxx 10000xxxxxxxxxxx",
        "B, conditional, back 11110110xx111111 10101xxxxxxxxxxx",
        "B, on 1111000000xxxxxx 10111xxxxxxxxxxx",
        "B, back 1111011111111111 10111xxxxxxxxxxx",
        "BL, on 1111000000xxxxxx 11111xxxxxxxxxxx",
        "BL, back 1111011111111111 11111xxxxxxxxxxx",
        "NOP 1111001110101111 1000000000000000",
        "DSB, DMB 1111001110111111 10001111010xxxxx",
        "MSR APSR 111100111000nnnn 1000100000000000",
        "MRS APSR 1111001111101111 1000dddd00000000",
    ];

    /// <summary>A pattern with random bits.</summary>
    /// <param name="anyRegister">Any register anywhere, else different ones that are neither SP nor PC.</param>
    public static ushort[] Draw(string pattern, Random random, bool anyRegister)
    {
        string bits = pattern[(pattern.IndexOfAny(['0', '1']))..].Replace(" ", "");
        uint[] registers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14];
        random.Shuffle(registers);
        uint word = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            char letter = bits[bit];
            int register = "nmdtua".IndexOf(letter);
            uint value = letter is '0' or '1' ? letter - (uint)'0'
                : register < 0 || anyRegister ? (uint)random.Next(2)
                : registers[register] >> (3 - (bit % 4));
            word = (word << 1) | (value & 1);
        }

        return [(ushort)(word >> 16), (ushort)word];
    }

    /// <summary>Data processing with a modified immediate and with a shifted register.</summary>
    private static IEnumerable<string> Operations(string names, string codes, string n, string s, string d) =>
        names.Split(' ').Zip(codes.Split(' ')).SelectMany(operation => (string[])
        [
            $"{operation.First}, immediate 11110x0{operation.Second}{s}{n} 0xxx{d}xxxxxxxx",
            $"{operation.First}, register 1110101{operation.Second}{s}{n} 0xxx{d}xxxxmmmm",
        ]);
}
