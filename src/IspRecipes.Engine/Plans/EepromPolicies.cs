using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What becomes of the EEPROM, in words.</summary>
internal static class EepromPolicies
{
    public static string Describe(bool erasesChip, EepromPolicy? policy, string? image)
    {
        string rest = (erasesChip, policy) switch
        {
            (false, _) => "is left as it is",
            (true, EepromPolicy.Keep) =>
                "is kept: read before the chip erase and written back, unless EESAVE in the chip spares it",
            (true, EepromPolicy.Erase) => "is erased, by the chip erase or, where EESAVE in the chip spares it, byte by byte",
            _ => "is erased with the chip, unless EESAVE in the chip spares it",
        };
        return image is null ? $"The EEPROM {rest}." : $"The EEPROM is written from {image}; the rest of it {rest}.";
    }
}
