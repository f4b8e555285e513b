using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Refuses, with the recipe's line, what the programmer cannot do, or no driver can do to the part.</summary>
internal static class AbilityRules
{
    public static void Check(Job job, FlashSections sections, DiagnosticBag found)
    {
        Recipe recipe = job.Recipe;
        CheckPart(job, sections.Part, found);
        if (job.Programmer is not ProgrammerRow programmer)
        {
            return;
        }

        CheckOwnCode(job, programmer, sections, found);
        CheckSpeeds(recipe.Programmer, programmer, found);
        foreach ((AvrMemory memory, Located<string> name) in recipe.Write)
        {
            Need(memory == AvrMemory.Flash ? Abilities.WriteFlash : Abilities.WriteEeprom, $"write {Name(memory)}", name.Where);
        }

        foreach ((AvrMemory memory, Located<string> path) in recipe.Read)
        {
            Need(memory == AvrMemory.Flash ? Abilities.ReadFlash : Abilities.ReadEeprom, $"read {Name(memory)}", path.Where);
        }

        if (recipe.Erase is { Value: ErasePolicy.Chip } erase)
        {
            Need(Abilities.ChipErase, "erase the chip", erase.Where);
        }

        if (recipe.Eeprom is { Value: EepromPolicy.Erase } eeprom && recipe.Erase?.Value != ErasePolicy.None)
        {
            Need(Abilities.ChipErase, "erase the EEPROM", eeprom.Where);
        }

        if (job.Fuses.Count > 0)
        {
            Need(Abilities.Fuses, "write fuses", job.Fuses[0].Where);
        }

        if (job.Lock is PlannedFuse lockBits)
        {
            Need(Abilities.Lock, "write lock bits", lockBits.Where);
        }

        void Need(Abilities ability, string verb, SourceSpan where)
        {
            if (!programmer.Can(ability))
            {
                found.Add(DiagnosticCode.ProgrammerCannot, where, programmer.Id, verb, programmer.Description);
            }
        }
    }

    /// <summary>A baud rate where there is no serial port, and an SCK or SWD clock slower than the slowest.</summary>
    public static void CheckSpeeds(ProgrammerChoice? choice, ProgrammerRow programmer, DiagnosticBag found)
    {
        if (choice?.Baud is Located<int> baud && programmer.Reach is not Reach.Serial)
        {
            found.Add(DiagnosticCode.ProgrammerCannot, baud.Where, programmer.Id, "run at a baud rate", "it is a USB device");
        }

        CheckSlowest("SCK", choice?.Sck, programmer.SckSteps);
        CheckSlowest("SWD", choice?.Swd, programmer.SwdSteps);

        void CheckSlowest(string wire, Located<double>? wish, IReadOnlyList<double> steps)
        {
            if (wish is not null && steps.Count > 0 && wish.Value < steps[^1])
            {
                string verb = $"run {wire} at {ClockWords.Frequency(wish.Value)} or slower";
                found.Add(DiagnosticCode.ProgrammerCannot, wish.Where, programmer.Id, verb, $"its slowest is {ClockWords.Frequency(steps[^1])}");
            }
        }
    }

    /// <summary>Old flash or fuse instructions refuse the part: every run reads its fuses. Old lock instructions refuse a lock.</summary>
    private static void CheckPart(Job job, AvrPart part, DiagnosticBag found)
    {
        if ((part.Old & (OldInstructions.Flash | OldInstructions.Fuses)) != 0)
        {
            string what = part.Old.HasFlag(OldInstructions.Flash) ? "flash" : "fuses";
            found.Add(DiagnosticCode.PartCannot, job.Recipe.Mcu!.Where, part.Name, what);
        }
        else if (part.Old.HasFlag(OldInstructions.Lock) && job.Lock is PlannedFuse lockBits)
        {
            found.Add(DiagnosticCode.PartCannot, lockBits.Where, part.Name, "lock bits");
        }
    }

    /// <summary>A bootloader that writes over itself dies in the middle of it, and the chip is left with half of either.</summary>
    private static void CheckOwnCode(Job job, ProgrammerRow programmer, FlashSections sections, DiagnosticBag found)
    {
        if (!programmer.Can(Abilities.ChipErase)
            && sections.SmallestBoot is MemoryRegion boot
            && job.Image(AvrMemory.Flash)?.Clip(boot).IsEmpty == false)
        {
            SourceSpan where = job.Recipe.Write[AvrMemory.Flash].Where;
            string verb = $"write from 0x{boot.Start:X4} on";
            found.Add(DiagnosticCode.ProgrammerCannot, where, programmer.Id, verb, "its own code runs there");
        }
    }

    private static string Name(AvrMemory memory) => Steps.MemoryNames.Of(memory);
}
