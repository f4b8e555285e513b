using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>Makes a <see cref="Recipe"/> of a document whose variables are in place; what cannot be read is left out.</summary>
internal sealed class RecipeBuilder(YamlMap root, YamlMap? overlay, RecipeInputs inputs, DiagnosticBag bag)
{
    private readonly ValueReader _read = new(bag);

    /// <param name="source">The recipe itself.</param>
    /// <param name="bases">What it extends.</param>
    public Recipe Build(RecipeText source, IReadOnlyList<RecipeText> bases)
    {
        var bench = new BenchSection(root, overlay, inputs, _read);
        Recipe recipe = new()
        {
            Path = source.Path,
            Sha256 = source.Sha256,
            Text = source.Text,
            Bases = [.. bases.DistinctBy(file => file.Path).Select(file => new RecipeBase(file.Path, file.Sha256))],
            Name = _read.Text(root["name"])?.Value ?? "",
            Description = _read.Text(root["description"])?.Value,
            Mcu = _read.Text(root["mcu"]),
            Programmer = bench.Programmer(),
            Port = bench.Port(),
            Board = Board(root["board"] as YamlMap),
            Files = FilesSection.Read(root["files"] as YamlMap, inputs, _read),
            Merges = MergeSection.Read(root["merge"] as YamlMap, _read),
            Write = ByMemory(root["write"]),
            Read = ByMemory(root["read"]),
            Erase = _read.Word<ErasePolicy>(root["erase"]),
            Eeprom = _read.Word<EepromPolicy>(root["eeprom"]),
            Verify = _read.Word<VerifyPolicy>(root["verify"]),
            Fuses = Settings(root["fuses"] as YamlMap),
            FusesFirst = _read.Flag(root["fuses-first"]),
            Lock = LockSettings(),
            Options = Settings(root["options"] as YamlMap, "option"),
            Unlock = _read.Word<UnlockPolicy>(root["unlock"]),
            Accept = Words<ChipMaker>(root["accept"] as YamlList),
            FlashSize = _read.MemorySize(root["flash-size"]),
            ExpectUsb = _read.Text((root["expect"] as YamlMap)?["usb"])?.Value,
            Allow = Words<Consent>(root["allow"] as YamlList),
        };
        return recipe with { Origins = Origin.Of(recipe, root, overlay, inputs) };
    }

    private BoardFacts Board(YamlMap? board)
    {
        YamlNode? clock = board?["clock"];
        BoardClock? parsed = _read.Text(clock) is { } text ? Quantities.Clock(text.Value) : null;
        if (clock is not null && parsed is null)
        {
            _read.Refuse(clock, "board clock", "16 MHz crystal");
        }

        return new BoardFacts(
            parsed is null ? null : new(parsed, clock!.Where),
            _read.Quantity(board?["supply"], "voltage", "5 V", Quantities.Voltage));
    }

    private Dictionary<AvrMemory, Located<string>> ByMemory(YamlNode? node)
    {
        var byMemory = new Dictionary<AvrMemory, Located<string>>();
        foreach (YamlEntry entry in (node as YamlMap)?.Entries ?? [])
        {
            if (Enum.TryParse(entry.Key, ignoreCase: true, out AvrMemory memory) && _read.Path(entry.Value) is { } text)
            {
                byMemory[memory] = text;
            }
        }

        return byMemory;
    }

    private IReadOnlyList<FuseSetting> LockSettings()
    {
        YamlEntry? entry = root.Find("lock");
        return entry is null ? []
            : entry.Value is YamlMap fields ? Settings(fields)
            : Setting(entry) is { } whole ? [whole] : [];
    }

    private List<FuseSetting> Settings(YamlMap? fields, string form = "fuse setting") =>
        [.. (fields?.Entries ?? []).Select(entry => Setting(entry, form)).OfType<FuseSetting>()];

    private FuseSetting? Setting(YamlEntry entry, string form = "fuse setting")
    {
        var name = new Located<string>(entry.Key, entry.KeyWhere);
        switch (entry.Value)
        {
            case YamlScalar { Value: long number }:
                return new(name, number, null, entry.Value.Where);
            case YamlScalar { Value: "on" or "off" } word:
                return new(name, null, word.Text == "on", entry.Value.Where);
            case YamlScalar { Value: string or double } named when entry.Key is not ("low" or "high" or "extended" or "lock"):
                return new(name, null, null, entry.Value.Where, named.Text);
            default:
                _read.Refuse(entry.Value, form, "a number, on, off or a name");
                return null;
        }
    }

    private List<Located<T>> Words<T>(YamlList? list)
        where T : struct, Enum =>
        [.. (list?.Items ?? []).Select(item => _read.Word<T>(item)).OfType<Located<T>>()];
}
