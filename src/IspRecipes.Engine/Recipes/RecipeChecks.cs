using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>What one key of a recipe demands of another.</summary>
internal static class RecipeChecks
{
    public static void Check(Recipe recipe, YamlMap root, DiagnosticBag bag)
    {
        CheckNames(recipe, root, bag);
        CheckCycles(recipe, bag);
        CheckDevice(recipe, root, bag);
    }

    private static void CheckNames(Recipe recipe, YamlMap root, DiagnosticBag bag)
    {
        // What the document declares, also where its value could not be read.
        HashSet<string> files = Keys(root["files"]);
        HashSet<string> declared = [.. files, .. Keys(root["merge"])];
        foreach (MergeSpec merge in recipe.Merges.Values.Where(merge => files.Contains(merge.Name)))
        {
            bag.Add(DiagnosticCode.NameTaken, merge.Where, merge.Name);
        }

        Located<string>[] used =
        [
            .. recipe.Write.Values,
            .. recipe.Merges.Values.SelectMany(merge => merge.Inputs).Select(input => input.File),
        ];
        foreach (Located<string> name in used.Where(name => !declared.Contains(name.Value)))
        {
            if (!bag.HasErrorIn(name.Where))
            {
                bag.Add(
                    DiagnosticCode.UnknownFileName, name.Where, name.Value, Suggestion.For(name.Value, declared), declared);
            }
        }

        HashSet<string> names = [.. used.Select(name => name.Value)];
        IEnumerable<YamlEntry> merged = (root["merge"] as YamlMap)?.Entries ?? [];
        YamlEntry[] kept = [.. merged.Where(entry => recipe.Merges.GetValueOrDefault(entry.Key)?.Save is null)];
        foreach (YamlEntry entry in (IEnumerable<YamlEntry>)[.. (root["files"] as YamlMap)?.Entries ?? [], .. kept])
        {
            // A base may name more than each of its recipes needs.
            if (!bag.HasErrors && !names.Contains(entry.Key) && entry.KeyWhere.File == recipe.Path)
            {
                bag.Add(DiagnosticCode.FileUnused, entry.KeyWhere, entry.Key);
            }
        }
    }

    /// <summary>Takes away every image whose inputs are no merged images; what cannot be taken away hangs on a cycle.</summary>
    private static void CheckCycles(Recipe recipe, DiagnosticBag bag)
    {
        var left = recipe.Merges.Where(merge => !recipe.Files.ContainsKey(merge.Key)).ToDictionary();
        while (left.Values.Where(merge => !merge.Inputs.Any(input => left.ContainsKey(input.File.Value))).ToArray()
            is { Length: > 0 } solved)
        {
            foreach (MergeSpec merge in solved)
            {
                left.Remove(merge.Name);
            }
        }

        if (left.Count == 0)
        {
            return;
        }

        var trail = new List<string>();
        MergeInput input = left.Values.First().Inputs.First(input => left.ContainsKey(input.File.Value));
        while (!trail.Contains(input.File.Value))
        {
            trail.Add(input.File.Value);
            input = left[input.File.Value].Inputs.First(next => left.ContainsKey(next.File.Value));
        }

        string first = input.File.Value;
        bag.Add(
            DiagnosticCode.MergeCycle,
            input.File.Where,
            string.Join(" > ", [.. trail.SkipWhile(name => name != first), first]));
    }

    private static void CheckDevice(Recipe recipe, YamlMap root, DiagnosticBag bag)
    {
        string[] needsDevice = ["read", "erase", "write", "fuses", "lock", "options", "unlock"];
        string[] needsPart = [.. needsDevice, "accept", "flash-size"];
        if (root["mcu"] is null && root.Entries.FirstOrDefault(entry => needsPart.Contains(entry.Key)) is { } needy)
        {
            bag.Add(DiagnosticCode.NeededForDevice, needy.KeyWhere, "mcu", needy.Key);
        }

        YamlEntry? first = root.Entries.FirstOrDefault(entry => needsDevice.Contains(entry.Key));
        if (first is null)
        {
            if (root["merge"] is null && !bag.HasErrors)
            {
                bag.Add(DiagnosticCode.NothingToDo, new SourceSpan(root.Where.File));
            }

            return;
        }

        if (root["programmer"] is null && recipe.Programmer is null)
        {
            bag.Add(DiagnosticCode.NeededForDevice, first.KeyWhere, "programmer", first.Key);
        }
    }

    private static HashSet<string> Keys(YamlNode? map) =>
        [.. (map as YamlMap)?.Entries.Select(entry => entry.Key) ?? []];
}
