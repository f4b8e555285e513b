using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>
/// Programmer and port, which differ from desk to desk. Strongest first: command line, environment, local overlay,
/// recipe.
/// </summary>
internal sealed class BenchSection(YamlMap recipe, YamlMap? overlay, RecipeInputs inputs, ValueReader read)
{
    private const string PortVariable = "ISPRECIPE_PORT";

    public Located<string>? Port() =>
        Outside(inputs.Port, "--port")
        ?? Outside(inputs.Environment(PortVariable), PortVariable)
        ?? read.Text(overlay?["port"])
        ?? read.Text(recipe["port"]);

    public ProgrammerChoice? Programmer()
    {
        ProgrammerChoice? written = Choice(overlay?["programmer"]) ?? Choice(recipe["programmer"]);
        bool isOther = inputs.Programmer is not null && !IsSame(inputs.Programmer, written?.Type.Value);
        ProgrammerChoice? choice = isOther ? new ProgrammerChoice(Outside(inputs.Programmer, "--programmer")!) : written;
        if (choice is null)
        {
            return null;
        }

        if (isOther && written is not null)
        {
            ReportLeftBehind(choice.Type.Value, written.Type);
        }

        Check(choice.Type);
        return inputs.Baud is { } baud ? choice with { Baud = new(baud, new SourceSpan("--baud")) } : choice;
    }

    private ProgrammerChoice? Choice(YamlNode? node)
    {
        if (node is not YamlMap map)
        {
            return read.Text(node) is { } id ? new ProgrammerChoice(id) : null;
        }

        Located<long>? baud = read.Integer(map["baud"], 1, 10_000_000);
        return read.Text(map["type"]) is { } type
            ? new ProgrammerChoice(
                type,
                baud is null ? null : new((int)baud.Value, baud.Where),
                read.Quantity(map["sck"], "bit clock", "375 kHz or 10 us", Quantities.BitClock),
                read.Quantity(map["supply"], "voltage", "3.3 V", Quantities.Voltage))
            {
                Power = read.Flag(map["power"]),
                PullUps = read.Flag(map["pull-ups"]),
                Swd = read.Quantity(map["swd"], "frequency", "4 MHz", Quantities.Frequency),
                UnderReset = read.Flag(map["under-reset"]),
            }
            : null;
    }

    /// <summary>Whoever slowed the bit clock down for a board will miss it.</summary>
    private void ReportLeftBehind(string given, Located<string> type)
    {
        var map = (Choice(overlay?["programmer"]) is null ? recipe : overlay)?["programmer"] as YamlMap;
        string[] keys = [.. map?.Entries.Where(entry => entry.Key != "type").Select(entry => $"'{entry.Key}'") ?? []];
        if (keys.Length > 0)
        {
            read.Bag.Add(DiagnosticCode.SettingsLeftBehind, type.Where, given, type.Value, keys);
        }
    }

    /// <summary>One programmer by its id, or by an alias of it.</summary>
    private static bool IsSame(string given, string? written) =>
        given == written || (written is not null && ProgrammerCatalog.Find(given) is { } row && ReferenceEquals(row, ProgrammerCatalog.Find(written)));

    private void Check(Located<string> type)
    {
        if (!RecipeSchema.Programmers.Contains(type.Value) && !read.Bag.HasErrorIn(type.Where))
        {
            SchemaErrors.AddUnknownProgrammer(type.Value, type.Where, read.Bag);
        }
    }

    private static Located<string>? Outside(string? value, string origin) =>
        string.IsNullOrEmpty(value) ? null : new(value, new SourceSpan(origin));
}
