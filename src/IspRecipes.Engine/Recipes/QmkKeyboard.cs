using System.Text.Json;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes;

/// <summary>What a keyboard of QMK's says of its chip: in <c>keyboard.json</c> or <c>info.json</c>, or in an older <c>rules.mk</c>.</summary>
/// <param name="Processor">QMK's name of the chip, lower case: <c>atmega32u4</c>, <c>stm32f103</c>.</param>
/// <param name="Bootloader">The word a recipe has for it, <c>atmel-dfu</c>; null where it does not say.</param>
/// <param name="Board">The board it stands on, <c>promicro</c>; null where it has a chip of its own.</param>
public sealed partial record QmkKeyboard(string Processor, string? Bootloader, string? Board)
{
    private const int MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>What a board stands for (QMK's data/mappings/defaults.hjson); those that need no ISP are left to their own names.</summary>
    private static readonly Dictionary<string, (string Processor, string Bootloader)> Boards = new()
    {
        ["promicro"] = ("atmega32u4", "caterina"),
        ["elite_c"] = ("atmega32u4", "atmel-dfu"),
        ["bluepill"] = ("stm32f103", "stm32duino"),
    };

    /// <summary>Older spellings.</summary>
    private static readonly Dictionary<string, string> Spellings = new() { ["usbasp"] = "usbasploader" };

    /// <summary>The files of a keyboard, in the order in which they are asked.</summary>
    private static readonly string[] Names = ["keyboard.json", "info.json", "rules.mk"];

    /// <summary>
    /// Reads a keyboard's file, or its folder. What that does not tell, the other files of the folder do, and in a checkout of
    /// QMK's those of the folders above up to <c>keyboards</c>: a keyboard of several revisions has there what they share.
    /// </summary>
    public static Checked<QmkKeyboard> Read(string path)
    {
        DiagnosticBag bag = new();
        Dictionary<string, string> told = [];
        bool isFolder = Directory.Exists(path);
        string full = Path.GetFullPath(path);
        if (!isFolder)
        {
            Take(path, told, bag);
            if (bag.HasErrors)
            {
                return new(null, bag.Sorted());
            }
        }

        IEnumerable<string> others = Folders(isFolder ? full : Path.GetDirectoryName(full)!)
            .SelectMany(folder => Names, Path.Combine)
            .Where(file => file != full);
        foreach (string other in others)
        {
            Take(other, told, bag: null);
        }

        QmkKeyboard? keyboard = Of(told);
        if (keyboard is null)
        {
            bag.Add(DiagnosticCode.KeyboardWithoutChip, new SourceSpan(path), path);
        }

        return new(keyboard, bag.Sorted());
    }

    /// <summary>Adds what a file tells and nobody has told yet.</summary>
    /// <param name="bag">Hears why the file cannot be read; null for one that need not be there.</param>
    private static void Take(string path, Dictionary<string, string> told, DiagnosticBag? bag)
    {
        try
        {
            if (!RegularFile.HasContent(path) || new FileInfo(path).Length > MostBytes)
            {
                bag?.Add(DiagnosticCode.KeyboardUnreadable, new SourceSpan(path), path, "there is no such file, or it is empty or no text");
                return;
            }

            string text = File.ReadAllText(path);
            Dictionary<string, string> here = path.EndsWith(".mk", StringComparison.OrdinalIgnoreCase) ? Assignments(text) : Properties(text);
            foreach ((string name, string value) in here)
            {
                told.TryAdd(name, value);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with one half of a UTF-16 pair, escaped.
            bag?.Add(DiagnosticCode.KeyboardUnreadable, new SourceSpan(path), path, error.Message);
        }
    }

    /// <summary>A folder, and below <c>keyboards</c> those above it, the nearest first.</summary>
    /// <param name="path">From the root.</param>
    private static IEnumerable<string> Folders(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(path);
        yield return full;
        if (!full.Split(Path.DirectorySeparatorChar)[..^1].Contains("keyboards"))
        {
            yield break;
        }

        for (string? above = Path.GetDirectoryName(full); above is not null && Path.GetFileName(above) != "keyboards"; above = Path.GetDirectoryName(above))
        {
            yield return above;
        }
    }

    /// <summary>True for a part that goes by this name; QMK calls an STM32 by its line.</summary>
    public bool Is(string part) => PartCatalog.Find(Processor)?.Id == part
        || (Processor.StartsWith("stm32", StringComparison.Ordinal) && part.StartsWith(Processor, StringComparison.Ordinal));

    private static QmkKeyboard? Of(Dictionary<string, string> told)
    {
        string? board = told.GetValueOrDefault("development_board");
        (string Processor, string Bootloader)? meant = board is not null && Boards.TryGetValue(board, out var known) ? known : null;
        string? processor = told.GetValueOrDefault("processor") ?? meant?.Processor ?? board;
        string? bootloader = told.GetValueOrDefault("bootloader") ?? meant?.Bootloader;
        return processor is null ? null
            : new(processor, bootloader is null ? null : Spellings.GetValueOrDefault(bootloader, bootloader), board);
    }

    /// <summary>
    /// <c>MCU = atmega32u4</c>, with <c>?=</c> and <c>:=</c> too; the last one counts. By the names that the JSON has, so that of two
    /// folders the nearer one counts, whichever file it has.
    /// </summary>
    private static Dictionary<string, string> Assignments(string text)
    {
        Dictionary<string, string> told = [];
        foreach (string line in text.Split('\n'))
        {
            string[] sides = line.Split('#')[0].Split('=', 2);
            if (sides.Length == 2 && sides[1].Trim() is { Length: > 0 } value)
            {
                string name = sides[0].TrimEnd(':', '?', ' ', '\t').Trim().ToLowerInvariant();
                told[name == "mcu" ? "processor" : name] = value.ToLowerInvariant();
            }
        }

        return told;
    }

    private static Dictionary<string, string> Properties(string text)
    {
        Dictionary<string, string> told = [];
        using JsonDocument? document = Json(text, told);
        if (document is null)
        {
            return told;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: > 0 } value)
                {
                    told[property.Name] = value.ToLowerInvariant();
                }
            }
        }

        return told;
    }

    /// <summary>
    /// The document; null where a comma is missing and the like, which QMK forgives (it reads Hjson, and some 30 of its keyboards are
    /// so): then the lines that name a chip are taken by themselves.
    /// </summary>
    /// <exception cref="JsonException">No such line either.</exception>
    private static JsonDocument? Json(string text, Dictionary<string, string> told)
    {
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (JsonException)
        {
            foreach (Match line in NamingLine().Matches(text))
            {
                told.TryAdd(line.Groups["name"].Value, line.Groups["value"].Value.ToLowerInvariant());
            }

            if (told.Count == 0)
            {
                throw;
            }

            return null;
        }
    }

    [GeneratedRegex("""^\s*"?(?<name>processor|bootloader|development_board)"?\s*:\s*"(?<value>[^"\r\n]+)"\s*,?\s*$""", RegexOptions.Multiline)]
    private static partial Regex NamingLine();
}
