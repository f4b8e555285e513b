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
    public static TheoryData<string> Ids { get; } = new(PartCatalog.Ids);

    /// <summary>Where avrdude says otherwise and the datasheet agrees with us.</summary>
    private static readonly Dictionary<(string Part, string Fact), string> AvrdudeDiffers = new()
    {
        [("atmega32a", "eeprom pages")] = "table 27-14 of DS40002072A has no page access to the EEPROM",
        [("atmega16u2", "efuse mask")] = "table 25-3 of 7799D implements bits 3 to 0; avrdude 7.1 allows all eight",
        [("atmega32u2", "efuse mask")] = "as atmega16u2",
        [("attiny85", "lock mask")] = "table 20-1 of 2586Q has LB2 and LB1 alone; avrdude 7.1 allows six bits",
        [("attiny85", "chip erase")] = "table 20-11 of 2586Q says 9.0 ms, an older revision 4.0 ms; avrdude 7.1 waits 4.5 ms",
    };

    [PeerTheory("avrdude")]
    [MemberData(nameof(Ids))]
    public void Avrdude_has_the_same_figures(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;
        Dictionary<string, string> theirs = FactsOfAvrdude(part.Aliases[0]);
        Dictionary<string, string> ours = FactsOf(part);

        Assert.Equal(ours.Keys.Order(), theirs.Keys.Order());
        string[] differing = [.. ours.Keys.Where(fact => ours[fact] != theirs[fact]).Order()];
        Assert.Equal(
            AvrdudeDiffers.Keys.Where(key => key.Part == id).Select(key => key.Fact).Order(),
            differing);
    }

    [PeerTheory("avr-gcc")]
    [MemberData(nameof(Ids))]
    public void Avr_libc_has_the_same_memories_and_every_fuse_bit_at_the_same_place(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;
        string header = Run("avr-gcc", $"-mmcu={id}", "-E", "-dD", "-include", "avr/io.h", "-x", "c", "/dev/null");

        Assert.Equal(part.Flash.End - 1, Number(header, "FLASHEND"));
        Assert.Equal((uint)part.Flash.PageSize, Number(header, "SPM_PAGESIZE"));
        Assert.Equal(part.Eeprom.End - 1, Number(header, "E2END"));
        Assert.Equal((uint)part.Eeprom.PageSize, Number(header, "E2PAGESIZE"));
        Assert.Equal(
            part.Signature,
            new Signature((byte)Number(header, "SIGNATURE_0"), (byte)Number(header, "SIGNATURE_1"), (byte)Number(header, "SIGNATURE_2")));
        Assert.Equal(BitsOf(part).Order(), BitsOfAvrLibc(header).Order());
    }

    private static Dictionary<string, string> FactsOf(AvrPart part)
    {
        Dictionary<string, string> facts = new()
        {
            ["signature"] = $"{part.Signature}",
            ["flash"] = $"{part.Flash.Size} {part.Flash.PageSize}",
            ["eeprom"] = $"{part.Eeprom.Size} {part.Eeprom.PageSize}",
            ["eeprom pages"] = $"{part.EepromPages}",
            ["extended address"] = $"{part.HasExtendedAddress}",
            ["calibration"] = $"{part.CalibrationBytes}",
            ["chip erase"] = $"{part.ChipEraseTime.TotalMicroseconds}",
            ["smallest boot section"] = $"{part.BootSizesInWords.LastOrDefault() * 2}",
            ["boot sections"] = $"{part.BootSizesInWords.Count}",
            ["lock mask"] = $"{part.Lock.Mask:X2}",
        };
        foreach (FuseByte fuse in part.Fuses)
        {
            facts[$"{fuse.Id.ToString().ToLowerInvariant()[0]}fuse mask"] = $"{fuse.Mask:X2}";
        }

        return facts;
    }

    /// <summary>Lines of <c>avrdude -p X/At</c>: tab-separated kind, part, and memory, name, value.</summary>
    private static Dictionary<string, string> FactsOfAvrdude(string alias)
    {
        Dictionary<string, string> table = Run("avrdude", "-p", $"{alias}/At").Split('\n')
            .Select(line => line.Split('\t'))
            .Where(words => words.Length >= 4)
            .ToDictionary(words => string.Join('.', words[2..^1]), words => words[^1].Trim());
        Dictionary<string, string> facts = new()
        {
            ["signature"] = table["signature"].Replace("0x", "").ToUpperInvariant(),
            ["flash"] = $"{Value("flash.size")} {Value("flash.page_size")}",
            ["eeprom"] = $"{Value("eeprom.size")} {Value("eeprom.page_size")}",
            ["eeprom pages"] = $"{table["eeprom.writepage"] != "NULL"}",
            ["extended address"] = $"{table["flash.load_ext_addr"] != "NULL"}",
            ["calibration"] = $"{1 << table["calibration.read"].Count(symbol => symbol == 'a')}",
            ["chip erase"] = table["chip_erase_delay"],
            ["smallest boot section"] = table["boot_section_size"],
            ["boot sections"] = table["n_boot_sections"],
        };
        foreach (string memory in new[] { "lfuse", "hfuse", "efuse", "lock" }.Where(memory => table.ContainsKey(memory + ".write")))
        {
            // The last of four bytes: i is a bit that is written, x and 1 are none.
            string bits = table[memory + ".write"].Split("--")[^1].Replace(".", "");
            facts[$"{memory} mask"] = $"{bits.Select((symbol, index) => symbol == 'i' ? 0x80 >> index : 0).Sum():X2}";
        }

        return facts;

        uint Value(string name) => Parse(table[name]);
    }

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

        // The ATmega32A's header counts SUT and CKSEL through as one field.
        static string Plain(string name) => name switch
        {
            "SUT_CKSEL4" => "SUT0",
            "SUT_CKSEL5" => "SUT1",
            _ => name.Replace("SUT_CKSEL", "CKSEL"),
        };
    }

    private static uint Number(string header, string name) =>
        Parse(Regex.Match(header, $@"^#define {name}\s+\(?(\w+?)U?\)?\s*$", RegexOptions.Multiline).Groups[1].Value);

    private static uint Parse(string number) => number.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.Parse(number.AsSpan(2), NumberStyles.HexNumber)
        : uint.Parse(number);

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
        Assert.True(process.ExitCode == 0, messages.Result);
        return output;
    }

    [GeneratedRegex(@"^#define (?:(?<default>[LHE]FUSE_DEFAULT)|FUSE_(?<name>\w+?)\s+\(?\(?unsigned char\)?\s*~_BV\((?<bit>\d)\))", RegexOptions.Multiline)]
    private static partial Regex FuseDefine();
}
