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
            Line(host, "restored by", Restoring(found.Chip, boot) is { Count: > 0 } restoring
                ? $"{string.Join(", ", restoring)}; 'isprecipe find NAME' tells where it lies"
                : "no recipe that comes along");
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
            RestoredBy = Restoring(identified.Value.Chip, boot),
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

    /// <summary>The recipes that put this bootloader there: the very one where its USB id tells, else those of its kind.</summary>
    private static IReadOnlyList<string> Restoring(ProbeReport chip, BootSection boot)
    {
        if (boot.Kind is null)
        {
            return [];
        }

        IReadOnlyList<ShippedRecipe> ofKind = new ShippedRecipes(ShippedRecipes.Folder).Restoring(boot.Kind, Part(chip, boot));
        string? usb = boot.Likenesses is [{ File: { } file }, ..] ? $"{file.Usb}" : null;
        ShippedRecipe[] same = [.. ofKind.Where(recipe => usb is not null && recipe.Usb == usb)];
        return [.. (same.Length > 0 ? same : ofKind).Select(recipe => recipe.Id)];
    }

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
            yield return file.IsIdentical ? $"is, byte for byte, {name}"
                : file.Bytes == 0 ? $"is not {name}, which has nothing at these addresses"
                : $"is not {name}: {Phrases.Bytes(file.Differing)} differ, the first at {HexAddress.Of(file.FirstDiffering!.Value)}";
        }

        if (boot.Files.Any(file => file.IsIdentical))
        {
            yield break;
        }

        foreach (BootloaderLikeness likeness in boot.Likenesses)
        {
            string what = likeness.File?.Name ?? $"one of kind {likeness.Kind}";
            string fault = likeness.File?.Fault is string wrong ? $"; {wrong}" : "";
            yield return $"looks like {what}: {string.Join(", ", likeness.Facts)}{fault}";
        }

        if (boot.Likenesses.Count == 0)
        {
            yield return "none that is known; '--file' compares it with a file";
        }
    }

    private static IReadOnlyList<FuseFact> Meaning(ProbeReport chip) => chip is ProbeReport.Avr { Parts: [var part, ..], Fuses.Count: > 0 } avr
        ? FuseMeaning.Facts(new FuseBytes(part, avr.Fuses))
        : [];

    /// <summary>The part that a file is for, where the chip may be several.</summary>
    private static string Part(ProbeReport chip, BootSection boot)
    {
        IReadOnlyList<string> wanted = boot.Likenesses is [{ File: { } file }, ..] ? file.Parts : [];
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
