using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Reads the EEPROM before a chip erase that would take it, so that it can be written back, and has it on disk until
/// that is done: the computer may fail as well as the board.
/// </summary>
/// <param name="Eeprom">The part's EEPROM.</param>
/// <param name="Path">Where it is saved meanwhile, unless a backup of this run holds it already.</param>
internal sealed record KeepEepromStep(MemoryRegion Eeprom, string Path, SourceSpan? Where)
    : Step("Read EEPROM, to keep it", Where)
{
    public override string Kind => "keep-eeprom";

    /// <summary>True where fuses, EESAVE among them, are written before the chip erase: what it spares is not known yet.</summary>
    public bool BeforeFuses { get; init; }

    public override long Bytes => Eeprom.Size;

    /// <returns>Skipped where EESAVE is programmed in the chip: the erase spares the EEPROM.</returns>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (!BeforeFuses && context.Chip.EepromSurvivesErase(context.Part))
        {
            return StepOutcome.Skipped;
        }

        context.Chip.Backup ??= Save(context.Target.ReadTwice(
            AvrMemory.Eeprom, Eeprom.Start, (int)Eeprom.Size, done => context.Progress(done, Bytes), cancel));
        context.Chip.KeptEeprom = context.Chip.Backup.Content;
        return StepOutcome.Done;
    }

    private EepromBackup Save(byte[] content)
    {
        try
        {
            var image = new MemoryImage(Eeprom.Start, content, new ImageSource(MemoryNames.Of(AvrMemory.Eeprom)));
            SavedFile saved = ImageSaving.SaveBeside(Path, image);
            return new EepromBackup(content, saved.Path, IsScratch: saved.IsNew);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TargetException(
                FaultCode.BackupFailed, MemoryNames.Of(AvrMemory.Eeprom), Path, exception.Message);
        }
    }
}
