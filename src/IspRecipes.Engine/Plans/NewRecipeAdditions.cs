using System.Globalization;
using System.Text;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Plans;

/// <summary>What a new recipe could say more, as comments: without their first two characters they are lines of the recipe.</summary>
internal sealed class NewRecipeAdditions(NewRecipe recipe)
{
    private readonly List<(string Line, string Why)> _lines = [];

    public void WriteTo(StringBuilder text)
    {
        if (recipe.Part is AvrPart avr)
        {
            AddOfAvr(avr);
        }
        else if (recipe.Part is Stm32Part stm32)
        {
            AddOfStm32(stm32);
        }

        if (_lines.Count > 0)
        {
            int width = _lines.Max(line => line.Line.Length);
            text.Append("\n# What else it can say:\n#\n");
            foreach ((string line, string why) in _lines)
            {
                text.Append(CultureInfo.InvariantCulture, $"# {line.PadRight(width)}    # {why}\n");
            }
        }

        if (recipe is { Firmware: not null, Bootloader: null } && HasPlaceForBootloader)
        {
            text.Append("""

                # An application and its bootloader as one image: name 'bootloader' below 'firmware', merge both, write the merge.
                #
                #   bootloader: boot.hex
                # merge: { production: [ firmware, bootloader ] }
                # write: { flash: production }

                """);
        }
    }

    private bool HasPlaceForBootloader => recipe.Programmer.Can(Abilities.ChipErase)
        && recipe.Part is Stm32Part or AvrPart { BootSizesInWords.Count: > 0 };

    private bool Writes => recipe.Firmware is not null || recipe.Bootloader is not null;

    private void AddOfAvr(AvrPart part)
    {
        if (recipe is { Clock: null, Supply: null })
        {
            _lines.Add(("board: { clock: 16 MHz crystal, supply: 5 V }", "what is around the chip; fuses are checked against it"));
        }

        if (part.Eeprom.Size > 0 && recipe.Eeprom is null && Writes && recipe.Programmer.Can(Abilities.ChipErase))
        {
            _lines.Add(("eeprom: keep", "what is in the EEPROM survives the erase"));
        }

        if (recipe.Fuses.Count == 0 && recipe.Programmer.Can(Abilities.Fuses) && !part.Old.HasFlag(OldInstructions.Fuses)
            && PartFacts.Factory(part) is { Count: > 0 } factory)
        {
            string bytes = string.Join(", ", factory.Select(fuse => $"{fuse.Name}: {fuse.Value}"));
            _lines.Add(($"fuses: {{ {bytes} }}", "as shipped; left out, they stay as they are"));
        }

        if (recipe.Lock.Count == 0 && recipe.Programmer.Can(Abilities.Lock) && part.FindField("BLB1")?.Field is { } boot
            && boot.Values.Any(value => value.Name == "SPM_DISABLE"))
        {
            _lines.Add(("lock: { BLB1: SPM_DISABLE }", "no program can overwrite the bootloader; written last"));
        }
    }

    private void AddOfStm32(Stm32Part part)
    {
        if (recipe.Options.Count == 0 && part.Family.FindOption("nRST_STOP") is not null)
        {
            _lines.Add(("options: { nRST_STOP: no-reset }", $"option bytes by name; 'isprecipe parts {part.Id}' lists them"));
        }

        if (!recipe.Unlock)
        {
            _lines.Add(("unlock: if-needed", "lifts read protection, which erases all of the flash;"));
            _lines.Add(("allow: [ mass-erase ]", "needs this consent"));
        }
    }
}
