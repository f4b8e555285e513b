using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>Fuse bytes as people read them: a table for each byte, then what it means.</summary>
internal static class FuseTables
{
    private static readonly string[] Headers = ["  FIELD", "BITS", "VALUE", "SETTING", "FACTORY", "WHAT IT IS"];

    /// <param name="encoded">True where settings were given, and the bytes are what was asked for.</param>
    public static void Write(TextWriter writer, FuseResult result, bool encoded)
    {
        FuseBytes bytes = result.After;
        writer.WriteLine($"{bytes.Part.Name}: a bit that reads 0 is programmed, which is 'on'");
        foreach (FuseByte fuse in bytes.Bytes)
        {
            WriteByte(writer, fuse, bytes.Values[fuse.Id]);
        }

        WriteUnknown(writer, bytes);

        writer.WriteLine();
        foreach (FuseFact fact in FuseMeaning.Facts(bytes))
        {
            writer.WriteLine($"{fact.Name,-13}{fact.Text}");
        }

        WriteWarnings(writer, bytes);
        if (!encoded)
        {
            return;
        }

        writer.WriteLine();
        IReadOnlyList<FieldChange> changes = result.Before.ChangesTo(bytes);
        writer.WriteLine($"{"changes",-13}{(changes.Count == 0 ? "none" : string.Join(", ", changes))}");
        writer.WriteLine($"{"recipe",-13}{bytes.ForRecipe(result.Wanted).Replace("\n", $"\n{"",-13}", StringComparison.Ordinal)}");
        writer.WriteLine($"{"avrdude",-13}{bytes.ForAvrdude(result.Wanted)}");
    }

    public static void WriteDiff(TextWriter writer, FuseBytes before, FuseBytes after)
    {
        IReadOnlyList<FieldChange> changes = before.ChangesTo(after);
        writer.WriteLine($"{before.Part.Name}: {(changes.Count == 0 ? "the same in every bit the part has" : "what changes")}");
        foreach (IGrouping<FuseId, FieldChange> fuse in changes.GroupBy(change => change.Byte))
        {
            writer.WriteLine($"\n{FuseNames.Of(fuse.Key)} 0x{before.Values[fuse.Key]:X2} -> 0x{after.Values[fuse.Key]:X2}");
            Columns.Write(writer, ["  FIELD", "BITS", "OLD", "NEW", "WHAT IT IS"],
                [.. fuse.Select(change => new[] { $"  {change.Field.Name}", Bits(change.Field), change.From, change.To, change.Field.Description })]);
        }

        WriteMeaning(writer, before, after);
        WriteWarnings(writer, after);
    }

    /// <summary>All values of a field.</summary>
    public static void WriteValues(TextWriter writer, FuseField field)
    {
        writer.WriteLine($"{field.Name}, {field.Description}: {string.Join(" or ", Forms(field))}");
        if (field.Values.Count > 0)
        {
            Columns.Write(writer, ["  VALUE", "NAME", "MEANS"],
                [.. field.Values.Select(value => new[] { $"  {Binary(field, value.Value)}", value.Name, FieldValues.Words(field, value.Value) })]);
        }
    }

    /// <summary>Bit numbers of a field, highest first: <c>5:4</c>, <c>7,3:1</c>.</summary>
    public static string Bits(FuseField field)
    {
        List<string> runs = [];
        for (int bit = 7; bit >= 0; bit--)
        {
            if ((field.Mask >> bit & 1) == 0)
            {
                continue;
            }

            int highest = bit;
            while (bit > 0 && (field.Mask >> bit - 1 & 1) != 0)
            {
                bit--;
            }

            runs.Add(highest == bit ? $"{bit}" : $"{highest}:{bit}");
        }

        return string.Join(',', runs);
    }

    private static void WriteByte(TextWriter writer, FuseByte fuse, byte value)
    {
        string factory = fuse.Factory is not byte shipped ? "factory value not known"
            : (byte)(shipped | ~fuse.Mask) == value ? "as from the factory"
            : $"factory 0x{(byte)(shipped | ~fuse.Mask):X2}";
        writer.WriteLine($"\n{FuseNames.Of(fuse.Id)} 0x{value:X2}, {factory}");
        if (fuse.Fields.Count > 0)
        {
            Columns.Write(writer, Headers, [.. Rows(fuse, value)]);
        }
    }

    private static void WriteUnknown(TextWriter writer, FuseBytes bytes)
    {
        foreach (FuseByte fuse in bytes.Part.Fuses.Append(bytes.Part.Lock).Where(fuse => !bytes.Values.ContainsKey(fuse.Id)))
        {
            string name = FuseNames.Of(fuse.Id);
            string means = fuse.Fields.Count > 0 ? $"; --{name} BYTE shows what a byte means" : "";
            writer.WriteLine($"\n{name}: factory value not known{means}");
        }

        if (!bytes.Part.KnowsFields)
        {
            writer.WriteLine("\nNo source names the bits of this part's fuse bytes: give whole bytes by its datasheet.");
        }
    }

    /// <summary>Combined fields stand before their parts.</summary>
    private static IEnumerable<string[]> Rows(FuseByte fuse, byte value) => fuse.Combined.Concat(fuse.Fields).Select(field => new[]
    {
        $"  {field.Name}",
        Bits(field),
        Binary(field, field.Extract(value)),
        FieldValues.Words(field, field.Extract(value)),
        fuse.Factory is not byte factory ? ""
            : field.Extract(factory) == field.Extract(value) ? "same"
            : FieldValues.Words(field, field.Extract(factory)),
        field.Description,
    });

    private static void WriteMeaning(TextWriter writer, FuseBytes before, FuseBytes after)
    {
        Dictionary<string, string> old = FuseMeaning.Facts(before).ToDictionary(fact => fact.Name, fact => fact.Text);
        FuseFact[] changed = [.. FuseMeaning.Facts(after).Where(fact => old.GetValueOrDefault(fact.Name) != fact.Text)];
        if (changed.Length > 0)
        {
            writer.WriteLine();
        }

        foreach (FuseFact fact in changed)
        {
            writer.WriteLine($"{fact.Name,-13}{old.GetValueOrDefault(fact.Name, "not known")}\n{"",-10}-> {fact.Text}");
        }
    }

    private static void WriteWarnings(TextWriter writer, FuseBytes bytes)
    {
        foreach (string warning in FuseMeaning.Warnings(bytes))
        {
            writer.WriteLine($"{"WARNING",-13}{warning}");
        }
    }

    private static string Binary(FuseField field, int value) =>
        Convert.ToString(value, 2).PadLeft(System.Numerics.BitOperations.PopCount(field.Mask), '0');

    private static string[] Forms(FuseField field) =>
    [
        .. field.Values.Count > 0 ? (string[])["a name"] : [],
        field.IsFlag ? "on (programmed, 0), off (1)" : $"a number, 0 to {field.Max}",
    ];
}
