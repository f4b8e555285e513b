using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Erases flash and lock bits and, unless EESAVE is programmed in the chip, the EEPROM.</summary>
internal sealed record EraseChipStep(SourceSpan? Where) : Step("Erase chip", Where)
{
    public override string Kind => "erase-chip";

    public override bool ChangesChip => true;

    public override IEnumerable<Fact> Facts => [new("lock", "all lock bits are raised")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        bool survives = context.Chip.EepromSurvivesErase(context.Part);
        context.Chip.EepromAtRisk = context.Chip.KeptEeprom is not null;
        context.Target.EraseChip();
        context.Chip.Erased = true;
        context.Chip.EepromBlank = !survives;
        context.Chip.Learn(FuseId.Lock, 0xFF);
        return StepOutcome.Done;
    }
}
