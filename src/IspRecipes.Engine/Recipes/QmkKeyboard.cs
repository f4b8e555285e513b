using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes;

/// <summary>What a keyboard of QMK's says of its chip: in <c>keyboard.json</c> or <c>info.json</c>, or in an older <c>rules.mk</c>.</summary>
/// <param name="Processor">QMK's name of the chip, lower case: <c>atmega32u4</c>, <c>stm32f103</c>.</param>
/// <param name="Bootloader">The word a recipe has for it, <c>atmel-dfu</c>; null where it does not say.</param>
/// <param name="Board">The board it stands on, <c>promicro</c>; null where it has a chip of its own.</param>
public sealed record QmkKeyboard(string Processor, string? Bootloader, string? Board)
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

    /// <summary>Reads the file; fails where it is none of these, or does not name a chip.</summary>
    public static Checked<QmkKeyboard> Read(string path)
    {
        DiagnosticBag bag = new();
        QmkKeyboard? keyboard = null;
        try
        {
            if (!RegularFile.HasContent(path) || new FileInfo(path).Length > MostBytes)
            {
                bag.Add(DiagnosticCode.KeyboardUnreadable, new SourceSpan(path), path, "there is no such file, or it is empty or no text");
            }
            else
            {
                string text = File.ReadAllText(path);
                keyboard = Of(path.EndsWith(".mk", StringComparison.OrdinalIgnoreCase) ? Assignments(text) : Properties(text));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            bag.Add(DiagnosticCode.KeyboardUnreadable, new SourceSpan(path), path, error.Message);
        }

        if (keyboard is null && !bag.HasErrors)
        {
            bag.Add(DiagnosticCode.KeyboardWithoutChip, new SourceSpan(path), path);
        }

        return new(keyboard, bag.Sorted());
    }

    /// <summary>True for a part that goes by this name; QMK calls an STM32 by its line.</summary>
    public bool Is(string part) => PartCatalog.Find(Processor)?.Id == part
        || (Processor.StartsWith("stm32", StringComparison.Ordinal) && part.StartsWith(Processor, StringComparison.Ordinal));

    private static QmkKeyboard? Of(Dictionary<string, string> told)
    {
        string? board = told.GetValueOrDefault("development_board");
        (string Processor, string Bootloader)? meant = board is not null && Boards.TryGetValue(board, out var known) ? known : null;
        string? processor = told.GetValueOrDefault("processor") ?? told.GetValueOrDefault("mcu") ?? meant?.Processor ?? board;
        string? bootloader = told.GetValueOrDefault("bootloader") ?? meant?.Bootloader;
        return processor is null ? null
            : new(processor, bootloader is null ? null : Spellings.GetValueOrDefault(bootloader, bootloader), board);
    }

    /// <summary><c>MCU = atmega32u4</c>, with <c>?=</c> and <c>:=</c> too; the last one counts.</summary>
    private static Dictionary<string, string> Assignments(string text)
    {
        Dictionary<string, string> told = [];
        foreach (string line in text.Split('\n'))
        {
            string[] sides = line.Split('#')[0].Split('=', 2);
            if (sides.Length == 2 && sides[1].Trim() is { Length: > 0 } value)
            {
                told[sides[0].TrimEnd(':', '?', ' ', '\t').Trim().ToLowerInvariant()] = value.ToLowerInvariant();
            }
        }

        return told;
    }

    private static Dictionary<string, string> Properties(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, Lenient);
        Dictionary<string, string> told = [];
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
}
