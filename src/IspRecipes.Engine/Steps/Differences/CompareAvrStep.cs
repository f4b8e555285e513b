using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>Compares an AVR with what a run would leave there.</summary>
internal sealed record CompareAvrStep(AvrGoal Goal, bool IsWhole) : CompareStep(IsWhole)
{
    private protected override (IReadOnlyList<ByteDifference> Bytes, IReadOnlyList<MemoryGoal> Memories, bool WantsErase) Goals(StepContext context) =>
        (Goal.Bytes(context.Chip.Now), Goal.Memories(context.Chip.Now), Goal.WantsErase);

    private protected override string? Protection(StepContext context) =>
        context.Chip.Now.TryGetValue(FuseId.Lock, out byte held) && ReadProtection.IsOn(context.Part, held) ? $"lock byte 0x{held:X2}" : null;

    private protected override void Read(
        AvrMemory memory, uint address, Span<byte> into, StepContext context, Action<long> done, CancellationToken cancel) =>
        context.Target.Read(memory, address, into, done, cancel);
}
