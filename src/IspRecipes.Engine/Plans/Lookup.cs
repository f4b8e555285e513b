using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>Catalogue entries by the names users give; a name that is none is reported with what may be meant.</summary>
internal static class Lookup
{
    public static AvrPart? Part(Located<string> mcu, DiagnosticBag found)
    {
        AvrPart? part = PartCatalog.Find(mcu.Value);
        if (part is null)
        {
            // "at90usb64" is how guides call the at90usb646 and the at90usb647.
            string[] longer = [.. PartCatalog.Ids.Where(id => id.StartsWith(mcu.Value, StringComparison.OrdinalIgnoreCase))];
            string? suggestion = longer.Length > 0
                ? string.Join("' or '", longer)
                : Suggestion.For(mcu.Value, PartCatalog.Ids);
            found.Add(DiagnosticCode.UnknownMcu, mcu.Where, mcu.Value, suggestion);
        }

        return part;
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
