using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>What an identified chip is and holds, for people and machines.</summary>
internal static class IdentificationOutput
{
    public static void Write(CliHost host, Identification found)
    {
        ProbeText.Write(host, found.Chip);
        foreach (FuseFact fact in Meaning(found.Chip))
        {
            Line(host, fact.Name, fact.Text);
        }

        if (found.Boot is not BootSection boot)
        {
            return;
        }

        Line(host, boot.Region.Name == "boot section" ? "boot bytes" : boot.Region.Name,
            $"{HexAddress.Of(boot.Region.Start)}-{HexAddress.Of(boot.Region.End - 1)}, {Phrases.Bytes(boot.Region.Size)}, SHA-256 {boot.Sha256}");
        foreach (string verdict in Verdicts(boot))
        {
            Line(host, "bootloader", verdict);
        }

        if (boot.Kind is string kind)
        {
            foreach (string line in Recipes(Restoring(found.Chip, boot)))
            {
                Line(host, "restored by", line);
            }

            Line(host, "replaced by", $"what 'isprecipe find {Part(found.Chip, boot)}' lists; 'isprecipe find {kind}' lists its kind");
        }
    }

    /// <param name="programmer">As it was asked for.</param>
    /// <param name="identified">Without a value where nothing was found.</param>
    public static object Document(string programmer, Checked<Identification> identified) => new
    {
        Chip = ProbeDocuments.Of(programmer, new Checked<ProbeReport>(identified.Value?.Chip, [])),
        Meaning = (identified.Value is { } found ? Meaning(found.Chip) : []).ToDictionary(fact => fact.Name, fact => fact.Text),
        Boot = identified.Value?.Boot is not BootSection boot ? null : new
        {
            Start = HexAddress.Of(boot.Region.Start),
            End = HexAddress.Of(boot.Region.End - 1),
            Bytes = boot.Region.Size,
            boot.Sha256,
            Blank = boot.IsBlank,
            boot.Kind,
            Is = boot.Known is not { } known ? null : new { known.Kind, known.Name, known.Sha256, known.Fault },
            RestoredBy = Restoring(identified.Value.Chip, boot).Select(recipe => recipe.Id),
            LooksLike = boot.Likenesses.Select(likeness => new
            {
                likeness.Kind, likeness.File?.Name, likeness.File?.Sha256, likeness.File?.Fault, likeness.LayoutFits, likeness.Facts,
            }),
            Files = boot.Files.Select(file => new
            {
                file.File.Path, file.File.Sha256, file.Known?.Name, Identical = file.IsIdentical, file.Bytes, file.Differing,
                FirstDiffering = file.FirstDiffering is uint first ? HexAddress.Of(first) : null,
            }),
        },
        Diagnostics = identified.Diagnostics.Select(Messages.Document),
    };

    /// <summary>The recipes that put this bootloader there: those with the very file, else those of its kind.</summary>
    private static IReadOnlyList<ShippedRecipe> Restoring(ProbeReport chip, BootSection boot)
    {
        if (boot.Kind is null)
        {
            return [];
        }

        IReadOnlyList<ShippedRecipe> ofKind = new ShippedRecipes(ShippedRecipes.Folder).Restoring(boot.Kind, Part(chip, boot));
        ShippedRecipe[] same = [.. ofKind.Where(recipe => boot.LikeliestFile is { } file && recipe.Published.Contains(file))];
        return same.Length > 0 ? same : ofKind;
    }

    /// <summary>A few by their paths, which run takes; many by their names.</summary>
    private static IEnumerable<string> Recipes(IReadOnlyList<ShippedRecipe> recipes) => recipes.Count switch
    {
        0 => ["no recipe that comes along"],
        <= 3 => recipes.Select(recipe => recipe.Path),
        _ => [$"{string.Join(", ", recipes.Select(recipe => recipe.Id))}; 'isprecipe find NAME' tells where it lies"],
    };

    private static IEnumerable<string> Verdicts(BootSection boot)
    {
        if (boot.IsBlank)
        {
            yield return "none: all of it is 0xFF";
            yield break;
        }

        foreach (FileComparison file in boot.Files)
        {
            string name = file.Known is null ? file.File.Path : $"{file.Known.Name} ({file.File.Path})";
            yield return file.IsIdentical ? $"is, byte for byte, {name}{Fault(file.Known)}"
                : file.Bytes == 0 ? $"is not {name}, which has nothing at these addresses"
                : $"is not {name}: {Phrases.Bytes(file.Differing)} differ, the first at {HexAddress.Of(file.FirstDiffering!.Value)}";
        }

        if (boot.Known is { } known && !boot.Files.Any(file => file.IsIdentical && file.Known == known))
        {
            yield return $"is, byte for byte, {known.Name}{Fault(known)}";
        }

        if (boot.Known is not null || boot.Files.Any(file => file.IsIdentical))
        {
            yield break;
        }

        foreach (BootloaderLikeness likeness in boot.Likenesses)
        {
            string what = likeness.File?.Name ?? $"one of kind {likeness.Kind}";
            yield return $"looks like {what}: {string.Join(", ", likeness.Facts)}{Fault(likeness.File)}";
        }

        if (boot.Likenesses.Count == 0)
        {
            yield return "none that is known; '--file' compares it with a file";
        }
    }

    private static string Fault(KnownFile? file) => file?.Fault is string wrong ? $"; {wrong}" : "";

    private static IReadOnlyList<FuseFact> Meaning(ProbeReport chip) => chip is ProbeReport.Avr { Parts: [var part, ..], Fuses.Count: > 0 } avr
        ? FuseMeaning.Facts(new FuseBytes(part, avr.Fuses))
        : [];

    /// <summary>The part that a file is for, where the chip may be several.</summary>
    private static string Part(ProbeReport chip, BootSection boot)
    {
        IReadOnlyList<string> wanted = boot.LikeliestFile?.Parts ?? [];
        string[] parts = chip switch
        {
            ProbeReport.Avr avr => [.. avr.Parts.Select(part => part.Id)],
            ProbeReport.Stm32 stm32 => [.. stm32.Parts.Select(part => part.Id)],
            _ => [],
        };
        return parts.FirstOrDefault(wanted.Contains) ?? parts[0];
    }

    private static void Line(CliHost host, string name, string text) => host.Out.WriteLine($"{name,-12} {text.TrimEnd()}".TrimEnd());
}
