using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What becomes of the EEPROM, in words.</summary>
internal static class EepromPolicies
{
    public static string Describe(Job job)
    {
        string? image = job.Recipe.Write.GetValueOrDefault(AvrMemory.Eeprom)?.Value;
        string rest = (job.ErasesChip, job.Recipe.Eeprom?.Value, job.EesaveAtErase) switch
        {
            (false, _, _) => "is left as it is",
            (true, EepromPolicy.Erase, true) => "is erased byte by byte: this recipe programs EESAVE before the chip erase",
            (true, EepromPolicy.Erase, false) => "is erased with the chip",
            (true, EepromPolicy.Keep, _) when job.FusesFirst =>
                "is kept: read before anything is written, and written back where the chip erase takes it",
            (true, _, true) => "is kept: this recipe programs EESAVE before the chip erase",
            (true, EepromPolicy.Keep, _) =>
                "is kept: read before the chip erase and written back, unless EESAVE in the chip spares it",
            (true, EepromPolicy.Erase, _) =>
                "is erased, by the chip erase or, where EESAVE in the chip spares it, byte by byte",
            (true, _, false) => "is erased with the chip: this recipe switches EESAVE off before",
            _ => "is erased with the chip, unless EESAVE in the chip spares it",
        };
        return image is null ? $"The EEPROM {rest}."
            : job.FillsEeprom ? $"The EEPROM is written from {image}."
            : $"The EEPROM is written from {image}; the rest of it {rest}.";
    }
}
