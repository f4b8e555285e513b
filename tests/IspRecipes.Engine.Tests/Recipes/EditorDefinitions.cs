using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Recipes;

/// <summary>The definitions of the schema that list names: taken from the device data, never typed.</summary>
internal static class EditorDefinitions
{
    /// <summary>A hover shows every value of an enum; of more than these, a list is offered as snippets, which it does not show.</summary>
    private const int MostShown = 30;

    /// <summary>A value that fewer parts have is offered by none but 'isprecipe fuses PART'.</summary>
    private const int FewestParts = 5;

    /// <summary>Read protection that nothing lifts is in the manual, and refused.</summary>
    private static readonly string[] NeverWritten = ["level-2"];

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema with these definitions in place of those it has.</summary>
    public static string In(string schema)
    {
        foreach ((string name, string text) in All)
        {
            Match old = Regex.Match(schema, $@"^    ""{name}"": \{{.*?^    \}}", RegexOptions.Multiline | RegexOptions.Singleline);
            schema = old.Success
                ? schema.Replace(old.Value, text)
                : throw new InvalidOperationException($"the schema has no definition '{name}' to be filled");
        }

        return schema;
    }

    private static IEnumerable<(string Name, string Text)> All =>
    [
        Definition("programmerId", Programmers),
        Definition("editorParts", Parts),
        Definition("editorFuses", Fields("fuses", AvrCatalog.All.Select(part => part.Fuses.SelectMany(OfByte)))),
        Definition("editorLock", Fields("lock bits", AvrCatalog.All.Select(part => OfByte(part.Lock)))),
        Definition("editorOptions", Fields("option bytes", Stm32Catalog.Families.Select(family => family.Options.SelectMany(option => option.Fields)))),
        Definition("editorKinds", Kinds),
    ];

    private static IEnumerable<(string, string)> Programmers
    {
        get
        {
            (string Name, string Description)[] names =
                [.. ProgrammerCatalog.Rows.SelectMany(row => row.Aliases.Prepend(row.Id).Select(name => (name, Sentence(row.Description))))];
            return
            [
                ("title", Json("programmer")),
                ("type", Json("string")),
                ("enum", Json(names.Select(name => name.Name))),
                ("enumDescriptions", Json(names.Select(name => name.Description))),
            ];
        }
    }

    private static IEnumerable<(string, string)> Parts =>
    [
        ("type", Json("string")),
        ("pattern", Json(PartPattern)),
        ("patternErrorMessage", Json("unknown mcu; 'isprecipe parts' lists the parts this version knows")),
        ("anyOf", Lines([.. AvrCatalog.All.Select(Describe), .. Stm32Catalog.All.Select(Describe), "{}"])),
    ];

    /// <summary>What <see cref="PartCatalog.Find"/> finds: ids and aliases in any case, an STM32's order number, or its name without the pins.</summary>
    private static string PartPattern
    {
        get
        {
            const int pins = 9;
            string names = NamePattern.Of([.. AvrCatalog.All.SelectMany(Names), .. Stm32Catalog.All.SelectMany(part => part.Aliases)]);
            string numbers = NamePattern.Of(Stm32Catalog.Ids);
            string open = NamePattern.Of(Stm32Catalog.Ids.Select(id => $"{id[..pins]}x{id[^1]}"));
            return $@"^(?:{names}|{numbers}(?:[A-Za-z][367].*)?|{open}|.*\$\{{.*)$";
        }
    }

    private static IEnumerable<(string, string)> Kinds =>
    [
        ("type", Json("string")),
        ("anyOf", Lines(Shown([.. FileKind.All.Select(kind => (kind.Id, Describe(kind)))]))),
    ];

    private static IEnumerable<(string, string)> Fields(string title, IEnumerable<IEnumerable<FuseField>> parts)
    {
        int all = parts.Count();
        IEnumerable<IGrouping<string, FuseField>> byName = parts.SelectMany(part => part.DistinctBy(field => field.Name)).GroupBy(field => field.Name);
        return
        [
            ("title", Json(title)),
            ("type", Json("object")),
            ("properties", "{\n" + string.Join(",\n", byName.OrderBy(name => name.Key, StringComparer.Ordinal).Select(Field)) + "\n      }"),
        ];

        string Field(IGrouping<string, FuseField> parts)
        {
            string having = parts.Count() == all ? "" : parts.Count() == 1 ? $" One of {all} parts has it." : $" {parts.Count()} of {all} parts have it.";
            return $$"""        {{Json(parts.Key)}}: { "description": {{Json(Sentence(Description(parts)) + having)}}{{Offered(parts)}} }""";
        }
    }

    /// <summary>What the parts agree on, and where they differ each: <c>core clock on PB0, PC7</c>.</summary>
    private static string Description(IEnumerable<FuseField> parts)
    {
        string[] descriptions = [.. parts.Select(field => field.Description).Distinct().Order(StringComparer.Ordinal)];
        int same = descriptions[0].LastIndexOf(' ') + 1;
        return string.Join(", ", descriptions.Select((description, at) => at == 0 ? description : description[same..]));
    }

    private static string Offered(IGrouping<string, FuseField> parts)
    {
        (string Value, int Count)[] values =
        [
            .. parts.SelectMany(field => Values(field).Distinct()).GroupBy(value => value)
                .Select(value => (value.Key, value.Count())).OrderByDescending(value => value.Item2),
        ];
        if (values.Length == 0)
        {
            return "";
        }

        string Having((string Value, int Count) value) => (value.Value, parts.First().IsFlag) switch
        {
            ("on", true) => "Programmed: the bit reads 0.",
            ("off", true) => "Unprogrammed: the bit reads 1.",
            _ when value.Count == parts.Count() => "Every part that has the field takes it.",
            _ => $"{value.Count} of the {parts.Count()} parts that have the field take it.",
        };
        IEnumerable<string> snippets = values.Where(value => value.Count >= Math.Min(FewestParts, parts.Count()))
            .Select(value => $$"""{ "label": {{Json(value.Value)}}, "body": {{Json(value.Value)}}, "description": {{Json(Having(value))}} }""");
        return values.Length > MostShown
            ? $", \"defaultSnippets\": [\n          {string.Join(",\n          ", snippets)}\n        ]"
            : $", \"anyOf\": [{string.Join(", ", Shown([.. values.Select(value => (value.Value, Having(value)))]))}]";
    }

    private static IEnumerable<string> Values(FuseField field) => field.Values.Count > 0
        ? field.Values.Select(value => FieldValues.Words(field, value.Value)).Except(NeverWritten)
        : field.IsFlag ? ["on", "off"] : [];

    private static IEnumerable<FuseField> OfByte(FuseByte fuse) => fuse.Fields.Concat(fuse.Combined);

    /// <summary>Names with what each means, and a shape that lets anything else pass too.</summary>
    private static string[] Shown((string Name, string Description)[] names) =>
    [
        $$"""{ "enum": {{Json(names.Select(name => name.Name))}}, "enumDescriptions": {{Json(names.Select(name => name.Description))}} }""",
        "{}",
    ];

    private static string Describe(AvrPart part) => Describe(
        part, $"{part.Name}: {Size(part.Flash)} of flash{(part.Eeprom.Size > 0 ? $", {Size(part.Eeprom)} of EEPROM" : "")}, signature {part.Signature}.");

    private static string Describe(Stm32Part part) => Describe(
        part, $"{part.Name}: {Size(part.Flash)} of flash, {Size(part.Sram)} of SRAM, {part.Family.Core}, device id 0x{part.Family.DeviceId:X3}.");

    /// <summary>With its type where a name looks like a number, so that an editor puts it in quotes.</summary>
    private static string Describe(Part part, string description)
    {
        string type = Names(part).Any(name => name.All(char.IsAsciiDigit)) ? "\"type\": \"string\", " : "";
        return $$"""{ {{type}}"enum": {{Json(Names(part))}}, "description": {{Json(description)}} }""";
    }

    private static string Describe(FileKind kind) => kind switch
    {
        { NeedsBootReset: true } => "A bootloader that only a reset starts: BOOTRST must be programmed.",
        { IsBootloader: true } => "A bootloader.",
        _ when kind == FileKind.Application => "A program that a reset or a bootloader starts.",
        _ when kind == FileKind.IspFirmware => "A firmware that makes an ISP programmer of the board.",
        _ => "A bootloader of the STM32F103, at the start of the flash.",
    };

    private static IEnumerable<string> Names(Part part) => part.Aliases.Prepend(part.Id);

    private static string Size(MemoryRegion memory) =>
        memory.Size % 1024 == 0 ? $"{memory.Size / 1024} KiB" : $"{memory.Size} bytes";

    private static string Sentence(string phrase) => $"{char.ToUpperInvariant(phrase[0])}{phrase[1..]}.";

    private static (string, string) Definition(string name, IEnumerable<(string Keyword, string Json)> keywords) =>
        (name, $"    \"{name}\": {{\n{string.Join(",\n", keywords.Select(keyword => $"      \"{keyword.Keyword}\": {keyword.Json}"))}\n    }}");

    private static string Lines(IEnumerable<string> shapes) => $"[\n        {string.Join(",\n        ", shapes)}\n      ]";

    private static string Json(string text) => JsonSerializer.Serialize(text, AsWritten);

    private static string Json(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Json))}]";
}
