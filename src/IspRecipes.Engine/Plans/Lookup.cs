using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

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
            found.Add(DiagnosticCode.UnknownMcu, mcu.Where, mcu.Value, PartMeantBy(mcu.Value));
        }

        return part;
    }

    /// <summary>
    /// The parts of a name that stands for several: "at90usb64" is how guides call the at90usb646 and the at90usb647. Else the
    /// most similar name.
    /// </summary>
    public static string? PartMeantBy(string name)
    {
        string[] meant = [.. PartCatalog.Ids.Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        return meant.Length is > 0 and <= MostMeant
            ? string.Join("' or '", meant)
            : Suggestion.For(name, PartCatalog.Ids);
    }

    public static ProgrammerRow? Programmer(Located<string> type, DiagnosticBag found)
    {
        ProgrammerRow? row = ProgrammerCatalog.Find(type.Value);
        if (row is null && !found.HasErrorIn(type.Where))
        {
            IReadOnlyList<string> known = ProgrammerCatalog.Ids;
            found.Add(DiagnosticCode.UnknownProgrammer, type.Where, type.Value, Suggestion.For(type.Value, known), known);
        }

        return row;
    }
}
