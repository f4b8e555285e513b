using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>Reads of a chip what a run would change, and compares it with what the run would leave there.</summary>
/// <param name="IsWhole">
/// True to tell all that differs and would be lost; false to end the run where nothing differs, and the reading with the first byte that does.
/// </param>
internal abstract record CompareStep(bool IsWhole) : Step("Compare the chip with the recipe", null)
{
    /// <summary>A chip that differs mostly does so early: the first of many readings is one page.</summary>
    private const int MostBytes = 4096;

    /// <summary>The options of a run without which a protected chip is not looked at; null for a look, which is nothing else.</summary>
    public string? Unless { get; init; }

    public override string Kind => "compare";

    public override StepStage Stage => StepStage.Look;

    /// <returns>Unchanged where nothing that the recipe asks for differs.</returns>
    /// <exception cref="StepRefusedException">The chip is read-protected, and a memory would have to be read.</exception>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        (IReadOnlyList<ByteDifference> bytes, IReadOnlyList<MemoryGoal> goals, bool wantsErase) = Goals(context);
        if (goals.Any(goal => Stretches(goal, wantsErase).Count > 0) && Protection(context) is string protection)
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(DiagnosticCode.ProtectedFromLooking, null, protection, "compared with the recipe", Unless));
        }

        if (!IsWhole && new ChipDifference(bytes, [], wantsErase).IsPending)
        {
            return StepOutcome.Done;
        }

        List<MemoryDifference> memories = [];
        foreach (MemoryGoal goal in goals)
        {
            if (Read(goal, wantsErase, context, cancel) is not byte[] held)
            {
                return StepOutcome.Done;
            }

            if (goal.Memory == AvrMemory.Flash && Stretches(goal, wantsErase) is [var all] && all.Length == held.Length)
            {
                context.Chip.Flash = held;
            }

            memories.Add(goal.Compare(held));
        }

        context.Difference = new ChipDifference(bytes, memories, wantsErase);
        context.IsSettled = !context.Difference.IsPending;
        return context.IsSettled ? StepOutcome.Unchanged : StepOutcome.Done;
    }

    /// <summary>What a run would leave in this chip.</summary>
    private protected abstract (IReadOnlyList<ByteDifference> Bytes, IReadOnlyList<MemoryGoal> Memories, bool WantsErase) Goals(StepContext context);

    /// <summary>How the chip is read-protected; null where it is not.</summary>
    private protected abstract string? Protection(StepContext context);

    private protected abstract void Read(AvrMemory memory, uint address, Span<byte> into, StepContext context, Action<long> done, CancellationToken cancel);

    private IReadOnlyList<(uint Address, int Length)> Stretches(MemoryGoal goal, bool wantsErase) => goal.Stretches(IsWhole || wantsErase);

    /// <summary>The memory as far as it matters; null where a byte differs and no more is to be known.</summary>
    private byte[]? Read(MemoryGoal goal, bool wantsErase, StepContext context, CancellationToken cancel)
    {
        byte[] held = new byte[goal.Region.Size];
        held.AsSpan().Fill(0xFF);
        IReadOnlyList<(uint Address, int Length)> stretches = Stretches(goal, wantsErase);
        long total = stretches.Sum(stretch => (long)stretch.Length);
        long done = 0;
        foreach ((uint start, int length) in stretches.SelectMany(stretch => Blocks(stretch.Address, stretch.Length, goal.Region.PageSize)))
        {
            long before = done;
            Read(
                goal.Memory,
                start,
                held.AsSpan((int)(start - goal.Region.Start), length),
                context,
                read => context.Progress(before + read, total),
                cancel);
            done += length;
            if (!IsWhole && goal.DiffersIn(start, length, held, wantsErase))
            {
                return null;
            }
        }

        return held;
    }

    private IEnumerable<(uint Address, int Length)> Blocks(uint address, int length, int first)
    {
        for (int at = 0, block = IsWhole ? length : first; at < length; at += block, block = MostBytes)
        {
            yield return (address + (uint)at, Math.Min(block, length - at));
        }
    }
}
