using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Saves flash, EEPROM, fuses and lock bits of an AVR, memories read twice.</summary>
internal sealed record BackUpAvrStep(string Folder, Recipe Recipe, AvrPart Part) : BackUpChipStep(Folder, Recipe)
{
    public override long Bytes => Part.Flash.Size + Part.Eeprom.Size;

    private protected override string? Protection(StepContext context) =>
        context.Chip.Now[FuseId.Lock] is byte held && ReadProtection.IsOn(Part, held) ? $"lock byte 0x{held:X2}" : null;

    private protected override IReadOnlyList<(string Name, MemoryImage Image)> Read(StepContext context, CancellationToken cancel)
    {
        byte[] flash = context.Target.ReadTwice(
            AvrMemory.Flash, Part.Flash.Start, (int)Part.Flash.Size, done => context.Progress(done, Bytes), cancel);
        byte[] eeprom = context.Target.ReadTwice(
            AvrMemory.Eeprom, Part.Eeprom.Start, (int)Part.Eeprom.Size, done => context.Progress(Part.Flash.Size + done, Bytes), cancel);
        context.Chip.Backup = new EepromBackup(eeprom, Path.Combine(Folder, "eeprom.hex"), IsScratch: false);
        return
        [
            ("flash", new MemoryImage(Part.Flash.Start, flash, new ImageSource("flash"))),
            ("eeprom", new MemoryImage(Part.Eeprom.Start, eeprom, new ImageSource("EEPROM"))),
        ];
    }

    private protected override string Restore(
        StepContext context, IReadOnlyList<(string Name, MemoryImage Image)> memories, IReadOnlyList<SavedMemory> files) =>
        new RestoreRecipe(Recipe, Part).OfAvr(Part, memories[0].Image.Segments[0].Bytes.Span, context.Chip.Now, files);
}
