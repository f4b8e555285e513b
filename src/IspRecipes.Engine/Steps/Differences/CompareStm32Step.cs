using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>Compares an STM32 with what a run would leave there.</summary>
/// <param name="Pages">Pages of flash that are written; empty for none.</param>
/// <param name="Options">What the recipe wants of the option bytes; null for nothing.</param>
/// <param name="WantsErase">True for <c>erase: chip</c>: all of the flash is erased, unless it holds the image and nothing else.</param>
internal sealed record CompareStm32Step(IReadOnlyList<Page> Pages, PlannedOptions? Options, bool WantsErase, bool IsWhole) : CompareStep(IsWhole)
{
    private protected override (IReadOnlyList<ByteDifference> Bytes, IReadOnlyList<MemoryGoal> Memories, bool WantsErase) Goals(StepContext context)
    {
        MemoryRegion flash = context.Stm32.Part!.Flash;
        RestOfMemory rest = WantsErase ? RestOfMemory.Erased : RestOfMemory.Untouched;
        return (OptionBytes(context.Stm32), [new MemoryGoal(AvrMemory.Flash, flash, MemoryGoal.Named(flash, Pages), rest)], WantsErase);
    }

    private protected override string? Protection(StepContext context) =>
        context.Stm32.ReadProtectionLevel > 0 ? $"level {context.Stm32.ReadProtectionLevel}" : null;

    private protected override void Read(
        AvrMemory memory, uint address, Span<byte> into, StepContext context, Action<long> done, CancellationToken cancel) =>
        context.Stm32Target.Read(address, into, done, cancel);

    private ByteDifference[] OptionBytes(Stm32State chip) => Options is null ? [] :
    [
        .. from changes in OptionChange.Between(chip.Part!.Family, chip.Now!, Options.Over(chip.Now!)).GroupBy(change => change.Byte)
           let after = Options.Over(chip.Now!)[changes.Key]
           select new ByteDifference(
               OptionNames.Of(changes.Key),
               chip.Now![changes.Key],
               after,
               [.. changes.Select(change => new NamedChange(change.Field.Name, change.From, change.To))],
               IsWanted: true),
    ];
}
