using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>Holds the part data against two tables that other people made.</summary>
public partial class PartPeerTests
{
    public static TheoryData<string> Ids { get; } = new(AvrCatalog.Ids);

    private const string NoBootSizes = "no device file, no datasheet read: boot sizes are not known";
    private const string NoEepromPage = "pages are for parallel programming; by SPI the EEPROM is written by the byte";
    private const string NoFuses = "this maker's chip has no fuses";
    private const string ShorterInDatasheet = "the datasheet's table of waiting times has 4.5 ms";
    private const string TwoCalibrations = "the device file has one calibration byte, avrdude 7.1 reads two";

    /// <summary>Where avrdude says otherwise, and why we do not.</summary>
    private static readonly Dictionary<(string Part, string Fact), string> AvrdudeDiffers = new()
    {
        [("atmega32a", "eeprom pages")] = "table 27-14 of DS40002072A has no page access to the EEPROM",
        [("atmega32", "eeprom pages")] = "as atmega32a: the device file has byte writing (IspProgramEeprom_mode 0x04)",
        [("atmega16", "eeprom pages")] = "as atmega32",
        [("atmega16a", "eeprom pages")] = "as atmega32",
        [("atmega8515", "eeprom page")] = NoEepromPage,
        [("atmega8535", "eeprom page")] = NoEepromPage,
        [("attiny26", "eeprom page")] = NoEepromPage,
        [("attiny12", "eeprom page")] = NoEepromPage,
        [("attiny15", "eeprom page")] = NoEepromPage,
        [("atmega165", "signature")] = "avrdude 7.1 gives it the ATmega165A's; 8.2 corrects that",
        [("atmega161", "boot sections")] = NoBootSizes,
        [("atmega163", "boot sections")] = NoBootSizes,
        [("lgt8f88p", "boot sections")] = NoFuses,
        [("lgt8f168p", "boot sections")] = NoFuses,
        [("lgt8f328p", "boot sections")] = NoFuses,
        [("lgt8f88p", "fuses")] = NoFuses,
        [("lgt8f168p", "fuses")] = NoFuses,
        [("lgt8f328p", "fuses")] = NoFuses,
        [("attiny24", "calibration")] = TwoCalibrations,
        [("attiny24a", "calibration")] = TwoCalibrations,
        [("attiny44", "calibration")] = TwoCalibrations,
        [("attiny44a", "calibration")] = TwoCalibrations,
        [("attiny84", "calibration")] = TwoCalibrations,
        [("attiny84a", "calibration")] = TwoCalibrations,
        [("attiny43u", "calibration")] = TwoCalibrations,
        [("attiny87", "calibration")] = TwoCalibrations,
        [("attiny167", "calibration")] = TwoCalibrations,
        [("attiny828", "calibration")] = "the device file has a second byte, for 32 kHz",
        [("attiny828r", "calibration")] = "as attiny828",
        [("attiny25", "fuse write")] = ShorterInDatasheet,
        [("attiny45", "fuse write")] = ShorterInDatasheet,
        [("attiny85", "fuse write")] = ShorterInDatasheet,
        [("attiny24a", "fuse write")] = ShorterInDatasheet,
        [("attiny44a", "fuse write")] = ShorterInDatasheet,
        [("attiny84a", "fuse write")] = ShorterInDatasheet,
        [("atmega128rfa1", "chip erase")] = "avrdude 7.1 waits 55 ms, 8.2 corrects that to 18.5 ms",
        [("atmega64rfr2", "chip erase")] = "as atmega128rfa1",
        [("atmega128rfr2", "chip erase")] = "as atmega128rfa1",
        [("atmega644rfr2", "chip erase")] = "as atmega128rfa1",
        [("atmega1284rfr2", "chip erase")] = "as atmega128rfa1",
    };

    /// <summary>The table of the installed avrdude: facts by name, by part in lower case.</summary>
    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> AvrdudeTable = new(ReadAvrdude);

    [PeerFact("avrdude")]
    public void Avrdude_and_we_list_the_same_parts()
    {
        IEnumerable<string> theirs = AvrdudeTable.Value
            .Where(part => part.Value["prog_modes"].Contains("PM_ISP", StringComparison.Ordinal) && part.Value.ContainsKey("flash.read_lo"))
            .Select(part => part.Key);

        // Fewer than ours where an older avrdude is installed: 8.2 has them all.
        Assert.Empty(theirs.Except(AvrCatalog.Ids));
        Assert.InRange(theirs.Count(), 160, AvrCatalog.Ids.Count);
    }

    [PeerTheory("avrdude")]
    [MemberData(nameof(Ids))]
    public void Avrdude_has_the_same_figures(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;
        if (!AvrdudeTable.Value.TryGetValue(id, out Dictionary<string, string>? table))
        {
            return;
        }

        Dictionary<string, string> ours = FactsOf(part);
        Dictionary<string, string> theirs = FactsOf(table);
        string[] differing = [.. ours.Keys.Where(fact => ours[fact] != theirs[fact])];
        if (part.ChipEraseTime.TotalMicroseconds < uint.Parse(table["chip_erase_delay"]))
        {
            differing = [.. differing, "chip erase"];
        }

        if (table.Any(row => row.Key.EndsWith("fuse.max_write_delay", StringComparison.Ordinal)
            && part.FuseWriteTime.TotalMicroseconds < uint.Parse(row.Value)))
        {
            differing = [.. differing, "fuse write"];
        }

        Assert.Equal(AvrdudeDiffers.Keys.Where(key => key.Part == id).Select(key => key.Fact).Order(), differing.Order());
    }

    [PeerTheory("avr-gcc")]
    [MemberData(nameof(Ids))]
    public void Avr_libc_has_the_same_memories_and_every_fuse_bit_at_the_same_place(string id)
    {
        string header = Run("avr-gcc", $"-mmcu={id}", "-E", "-dD", "-include", "avr/io.h", "-x", "c", "/dev/null");

        string[] differing = [.. DifferencesToAvrLibc(AvrCatalog.Find(id)!, header)];
        Assert.True(
            AvrLibcDifferences.Reasons.ContainsKey(id) == differing.Length > 0,
            $"differing, or listed and equal: {string.Join("; ", differing)}");
    }

    private static IEnumerable<string> DifferencesToAvrLibc(AvrPart part, string header)
    {
        (string Name, uint Ours)[] numbers =
        [
            ("FLASHEND", part.Flash.End - 1), ("SPM_PAGESIZE", (uint)part.Flash.PageSize),
            ("E2END", part.Eeprom.End - 1), ("E2PAGESIZE", (uint)part.Eeprom.PageSize),
            ("SIGNATURE_0", part.Signature.Vendor), ("SIGNATURE_1", part.Signature.Family), ("SIGNATURE_2", part.Signature.Device),
        ];
        foreach ((string name, uint ours) in numbers)
        {
            if (Number(header, name) is var theirs && theirs != ours)
            {
                yield return $"{name} {ours}, theirs {theirs}";
            }
        }

        string[] ourBits = [.. BitsOf(part)];
        string[] theirBits = [.. BitsOfAvrLibc(header)];
        foreach (string bit in ourBits.Except(theirBits).Concat(theirBits.Except(ourBits)))
        {
            yield return bit;
        }
    }

    private static Dictionary<string, string> FactsOf(AvrPart part) => new()
    {
        ["signature"] = $"{part.Signature}",
        ["flash size"] = $"{part.Flash.Size}",
        ["flash page"] = $"{part.Flash.PageSize}",
        ["eeprom size"] = $"{part.Eeprom.Size}",
        ["eeprom page"] = $"{part.Eeprom.PageSize}",
        ["eeprom pages"] = $"{part.EepromPages}",
        ["extended address"] = $"{part.HasExtendedAddress}",
        ["calibration"] = $"{part.CalibrationBytes}",
        ["boot sections"] = $"{part.BootSizesInWords.Count} from {part.BootSizesInWords.LastOrDefault() * 2}",
        ["fuses"] = $"{part.Fuses.Count}",
    };

    private static Dictionary<string, string> FactsOf(Dictionary<string, string> table)
    {
        return new()
        {
            ["signature"] = table["signature"].Replace("0x", "").ToUpperInvariant(),
            ["flash size"] = $"{Parse(table["flash.size"])}",
            ["flash page"] = $"{Parse(table["flash.page_size"])}",
            ["eeprom size"] = $"{Parse(table["eeprom.size"])}",
            ["eeprom page"] = $"{Parse(table["eeprom.page_size"])}",
            ["eeprom pages"] = $"{Has("eeprom.writepage")}",
            ["extended address"] = $"{Has("flash.load_ext_addr")}",
            ["calibration"] = $"{(Has("calibration.read") ? 1 << table["calibration.read"].Count(symbol => symbol == 'a') : 0)}",
            ["boot sections"] = $"{table["n_boot_sections"]} from {table["boot_section_size"]}",
            ["fuses"] = $"{new[] { "fuse", "lfuse", "hfuse", "efuse" }.Count(fuse => table.ContainsKey(fuse + ".size"))}",
        };

        bool Has(string name) => table.TryGetValue(name, out string? value) && value != "NULL";
    }

    /// <summary>Lines of <c>avrdude -p X/At</c>: tab-separated kind, part, and memory, name, value.</summary>
    private static Dictionary<string, Dictionary<string, string>> ReadAvrdude() => Run("avrdude", "-p", "*/At").Split('\n')
        .Select(line => line.Split('\t'))
        .Where(words => words.Length >= 4)
        .GroupBy(words => words[1].ToLowerInvariant())
        .ToDictionary(
            part => part.Key,
            part => part.ToDictionary(words => string.Join('.', words[2..^1]), words => words[^1].Trim()));

    /// <summary>Every bit of the fuse bytes: <c>High BOOTSZ1 2</c>.</summary>
    private static IEnumerable<string> BitsOf(AvrPart part) =>
        from fuse in part.Fuses
        from field in fuse.Fields
        from index in Enumerable.Range(0, BitOperations.PopCount(field.Mask))
        select $"{fuse.Id} {field.Name}{(field.Max > 1 ? index : "")} {System.Numerics.BitOperations.TrailingZeroCount(field.Mask) + index}";

    /// <summary>The headers define the bits of a byte and then its default, byte after byte.</summary>
    private static IEnumerable<string> BitsOfAvrLibc(string header)
    {
        FuseId id = FuseId.Low;
        foreach (Match define in FuseDefine().Matches(header))
        {
            if (define.Groups["default"].Success)
            {
                id++;
            }
            else
            {
                yield return $"{id} {Plain(define.Groups["name"].Value)} {define.Groups["bit"].Value}";
            }
        }

        // Some headers count SUT and CKSEL through as one field.
        static string Plain(string name) => name switch
        {
            "SUT_CKSEL4" => "SUT0",
            "SUT_CKSEL5" => "SUT1",
            "CKSEL_SUT4" => "SUT0",
            "CKSEL_SUT5" => "SUT1",
            _ => name.Replace("SUT_CKSEL", "CKSEL").Replace("CKSEL_SUT", "CKSEL"),
        };
    }

    /// <returns>Null where the header does not define it.</returns>
    private static uint? Number(string header, string name) =>
        Regex.Match(header, $@"^#define {name}\s+\(?(\w+?)U?\)?\s*$", RegexOptions.Multiline) is { Success: true } found
            ? Parse(found.Groups[1].Value)
            : null;

    private static uint Parse(string number) => number.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.Parse(number.AsSpan(2), NumberStyles.HexNumber)
        : uint.Parse(number);

    /// <returns>Nothing where the program fails: it does not know the part.</returns>
    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> messages = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        messages.Wait();
        return process.ExitCode == 0 ? output : "";
    }

    [GeneratedRegex(@"^#define (?:(?<default>[LHE]FUSE_DEFAULT)|FUSE_(?<name>\w+?)\s+\(?\(?unsigned char\)?\s*~_BV\((?<bit>\d)\))", RegexOptions.Multiline)]
    private static partial Regex FuseDefine();
}
