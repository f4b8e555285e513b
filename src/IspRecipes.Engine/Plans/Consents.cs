using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe consents to, and which of it was asked for.</summary>
internal sealed class Consents(Recipe recipe, DiagnosticBag found)
{
    private readonly HashSet<Consent> _needed = [];

    /// <summary>Asks for a consent.</summary>
    public bool Allows(Consent consent)
    {
        _needed.Add(consent);
        return recipe.Allow.Any(allowed => allowed.Value == consent);
    }

    /// <summary>A consent that nothing in the recipe asks for would hide a later mistake.</summary>
    public void ReportNeedless()
    {
        foreach (Located<Consent> allowed in recipe.Allow.Where(allowed => !_needed.Contains(allowed.Value)))
        {
            found.Add(DiagnosticCode.ConsentNotNeeded, allowed.Where, Words(allowed.Value));
        }
    }

    private static string Words(Consent consent) => consent switch
    {
        Consent.ResetDisable => "reset-disable",
        Consent.DebugWire => "debugwire",
        Consent.ClockSource => "clock-source",
        Consent.RemoveBootloader => "remove-bootloader",
        Consent.MassErase => "mass-erase",
        _ => "write-protect",
    };
}
