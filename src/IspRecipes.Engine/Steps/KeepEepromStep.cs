using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads the EEPROM before a chip erase that would take it, so that it can be written back.</summary>
public sealed record KeepEepromStep(MemoryRegion Eeprom, SourceSpan? Where) : Step("Read EEPROM, to keep it", Where)
{
    public override string Kind => "keep-eeprom";

    public override long Bytes => Eeprom.Size;

    /// <returns>Skipped where EESAVE is programmed in the chip: the erase spares the EEPROM.</returns>
    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (context.Chip.EepromSurvivesErase(context.Part))
        {
            return StepOutcome.Skipped;
        }

        context.Chip.KeptEeprom = context.Chip.EepromAsRead
            ?? context.Read(AvrMemory.Eeprom, Eeprom.Start, (int)Eeprom.Size, cancel);
        return StepOutcome.Done;
    }
}
