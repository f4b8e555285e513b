using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Plans;

/// <summary>Catalogue entries by the names users give; a name that is none is reported with what may be meant.</summary>
public static class Lookup
{
    /// <summary>A name that begins more parts than this stands for none of them.</summary>
    private const int MostMeant = 4;

    public static Part? Part(Located<string> mcu, DiagnosticBag found)
    {
        Part? part = PartCatalog.Find(mcu.Value);
        if (part is null)
        {
            found.Add(DiagnosticCode.UnknownMcu, mcu.Where, mcu.Value, PartMeantBy(mcu.Value), OtherFamily(mcu.Value));
        }

        return part;
    }

    /// <summary>
    /// The parts of a name that stands for several: "at90usb64" is how guides call the at90usb646 and the at90usb647. Else the
    /// most similar name; null where a name begins many parts, or is an STM32's of a family that we do not know: the one that
    /// looks alike is another chip.
    /// </summary>
    public static string? PartMeantBy(string name)
    {
        string[] meant = [.. PartCatalog.Ids.Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        return meant.Length > MostMeant || OtherFamily(name) is not null ? null
            : meant.Length > 0 ? string.Join("' or '", meant)
            : Suggestion.For(name, PartCatalog.Ids);
    }

    /// <summary>Why there is no such part, where it is an STM32 of another family, such as the F4; null otherwise.</summary>
    public static string? OtherFamily(string name)
    {
        const int Family = 7; // stm32f4
        return name.Length >= Family && name.StartsWith("stm32", StringComparison.OrdinalIgnoreCase)
            && !PartCatalog.Ids.Any(id => id.StartsWith(name[..Family], StringComparison.OrdinalIgnoreCase))
            ? "of the STM32s, those of F0, F1 and F3 are known; others have another flash controller"
            : null;
    }

    public static ProgrammerRow? Programmer(Located<string> type, DiagnosticBag found)
    {
        ProgrammerRow? row = ProgrammerCatalog.Find(type.Value);
        if (row is null && !found.HasErrorIn(type.Where))
        {
            SchemaErrors.AddUnknownProgrammer(type.Value, type.Where, found);
        }

        return row;
    }
}
