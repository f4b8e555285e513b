using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Saves flash and option bytes of an STM32.</summary>
/// <param name="Part">As the plan takes it; what the chip's size register says counts.</param>
internal sealed record BackUpStm32Step(string Folder, Recipe Recipe, Stm32Part Part) : BackUpChipStep(Folder, Recipe)
{
    public override long Bytes => Part.Flash.Size;

    private protected override string? Protection(StepContext context) =>
        context.Stm32.ReadProtectionLevel > 0 ? $"level {context.Stm32.ReadProtectionLevel}" : null;

    private protected override IReadOnlyList<(string Name, MemoryImage Image)> Read(StepContext context, CancellationToken cancel)
    {
        MemoryRegion flash = context.Stm32.Part!.Flash;
        byte[] content = new byte[flash.Size];
        context.Stm32Target.Read(flash.Start, content, done => context.Progress(done, flash.Size), cancel);
        return [("flash", new MemoryImage(flash.Start, content, new ImageSource("flash")))];
    }

    private protected override string Restore(
        StepContext context, IReadOnlyList<(string Name, MemoryImage Image)> memories, IReadOnlyList<SavedMemory> files) =>
        new RestoreRecipe(Recipe, context.Stm32.Part!).OfStm32(context.Stm32.Part!, memories[0].Image.Segments[0].Bytes.Span, context.Stm32.Now!, files);
}
