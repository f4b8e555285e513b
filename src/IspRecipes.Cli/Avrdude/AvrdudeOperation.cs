using System.Globalization;

namespace IspRecipes.Cli.Avrdude;

/// <summary>What one <c>-U</c> asks for: <c>flash:w:boot.hex:i</c>.</summary>
/// <param name="Memory">avrdude's name of it, in full: <c>flash</c>, <c>lfuse</c>.</param>
/// <param name="Verb">r, w or v.</param>
/// <param name="File">A path, <c>-</c>, or what stands in place of a file.</param>
/// <param name="Format">i, s, r, e, m, ...; a where none is given.</param>
internal sealed record AvrdudeOperation(string Memory, char Verb, string File, char Format)
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["fl"] = "flash", ["ee"] = "eeprom", ["low"] = "lfuse", ["high"] = "hfuse", ["ext"] = "efuse", ["extended"] = "efuse", ["fuse"] = "lfuse",
        ["fuse0"] = "lfuse", ["lockbits"] = "lock", ["lockbit"] = "lock", ["cal"] = "calibration", ["sig"] = "signature",
    };

    public bool IsSetting => Memory is "lfuse" or "hfuse" or "efuse" or "lock";

    /// <summary>The byte that is written; null where it is none.</summary>
    public byte? Byte => Format is 'm' or 'a' && Number(File) is >= 0 and <= 255 and var number ? (byte)number : null;

    /// <summary>Reads one; null where it is none. A file may begin with a drive letter; one alone is written to flash.</summary>
    public static AvrdudeOperation? Parse(string text)
    {
        string[] parts = text.Split(':', 3);
        if (parts is not [{ Length: > 0 } memory, [var verb], { Length: > 0 } file] || !"rwv".Contains(verb))
        {
            return parts.Length == 1 && text.Length > 0 ? new AvrdudeOperation("flash", 'w', text, 'a') : null;
        }

        bool isFormatted = file.Length > 2 && file[^2] == ':' && "aiIsremRbdoh".Contains(file[^1]);
        return new AvrdudeOperation(Names.GetValueOrDefault(memory, memory), verb, isFormatted ? file[..^2] : file, isFormatted ? file[^1] : 'a');
    }

    /// <summary>As strtoul reads it with base 0, and avrdude's own 0b.</summary>
    private static long? Number(string text)
    {
        string word = text.Trim().ToLowerInvariant();
        return word switch
        {
            ['0', 'x', ..] => long.TryParse(word[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long hex) ? hex : null,
            ['0', 'b', ..] => long.TryParse(word[2..], NumberStyles.BinaryNumber, CultureInfo.InvariantCulture, out long binary) ? binary : null,
            ['0', _, ..] => word.All(digit => digit is >= '0' and <= '7') ? Convert.ToInt64(word, 8) : null,
            _ => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null,
        };
    }
}
