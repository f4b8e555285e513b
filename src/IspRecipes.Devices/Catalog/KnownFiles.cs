using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Catalog;

/// <summary>The published files we know, from the data file beside this one.</summary>
public static class KnownFiles
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    private static readonly Lazy<IReadOnlyList<KnownFile>> Files = new(ReadAll);

    public static IReadOnlyList<KnownFile> All => Files.Value;

    /// <summary>The file with this hash, lower-case hex; null for one we do not know.</summary>
    public static KnownFile? Find(string sha256) => All.FirstOrDefault(file => file.Sha256 == sha256);

    /// <summary>The bootloader that a chip holds byte for byte; null for one we do not know.</summary>
    /// <param name="parts">Catalogue ids of the parts that the chip may be.</param>
    /// <param name="start">Byte address of the section; the bootloader may begin later.</param>
    /// <param name="section">Up to the end of flash; of an STM32, its first 8 KiB.</param>
    public static KnownFile? InSection(IReadOnlyCollection<string> parts, uint start, ReadOnlySpan<byte> section) =>
        InSection(All, parts, start, section);

    internal static KnownFile? InSection(
        IReadOnlyList<KnownFile> files, IReadOnlyCollection<string> parts, uint start, ReadOnlySpan<byte> section)
    {
        foreach (KnownFile file in files)
        {
            if (file.Section is { } known && file.Parts.Intersect(parts).Any()
                && known.Start >= start && known.Start - start < section.Length
                && Convert.ToHexStringLower(SHA256.HashData(section[(int)(known.Start - start)..])) == known.Sha256)
            {
                return file;
            }
        }

        return null;
    }

    // Loops, not LINQ: over structs such as JsonElement it would be compiled anew at each start.
    private static List<KnownFile> ReadAll()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("known-files.json")
            ?? throw new InvalidOperationException("no known-files.json");
        using JsonDocument document = JsonDocument.Parse(stream, WithComments);
        List<KnownFile> files = [];
        foreach (JsonElement file in document.RootElement.EnumerateArray())
        {
            files.Add(Read(file));
        }

        return files;
    }

    private static KnownFile Read(JsonElement file) => new(
        Text(file, "sha256")!,
        Text(file, "name")!,
        Text(file, "kind")!,
        Texts(file, "parts"),
        file.TryGetProperty("clock", out JsonElement clock) ? clock.GetDouble() : null,
        file.GetProperty("size").GetInt64(),
        [.. Texts(file, "data").Select(Range)],
        Usb(Text(file, "usb")!),
        file.TryGetProperty("combined", out JsonElement combined) && combined.GetBoolean(),
        file.TryGetProperty("section", out JsonElement section) ? new KnownSection(Hex(Text(section, "start")!), Text(section, "sha256")!) : null,
        Text(file, "fault"),
        Text(file, "instead"));

    private static string? Text(JsonElement file, string name) =>
        file.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static List<string> Texts(JsonElement file, string name)
    {
        List<string> texts = [];
        if (file.TryGetProperty(name, out JsonElement list))
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                texts.Add(item.GetString()!);
            }
        }

        return texts;
    }

    private static KnownRange Range(string text) => new(Hex(text.Split('-')[0]), Hex(text.Split('-')[1]));

    private static UsbId Usb(string text) => new((ushort)Hex(text.Split(':')[0]), (ushort)Hex(text.Split(':')[1]));

    private static uint Hex(string digits) => uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
