using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>One thing a run does, with everything it needs already in it: executing it decides nothing new.</summary>
/// <param name="Title">What it does, for people.</param>
/// <param name="Where">The line of the recipe that asked for it; null where the order of a run does.</param>
public abstract record Step(string Title, SourceSpan? Where)
{
    /// <summary>The kind of step, for machines: <c>write-flash</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Bytes the step moves; 0 where it has no progress to show.</summary>
    public virtual long Bytes => 0;

    /// <summary>True where executing it may change what an AVR holds. An STM32 tells by itself whether it was changed.</summary>
    public virtual bool ChangesChip => false;

    /// <summary>
    /// True for the last leg, fuses to RESET: milliseconds that go to their end once begun, so that no chip is left with
    /// half of its fuses.
    /// </summary>
    public virtual bool IsLastLeg => false;

    /// <summary>Which part of a run it belongs to.</summary>
    public virtual StepStage Stage => StepStage.Work;

    /// <summary>What a plan says of it, in order.</summary>
    public virtual IEnumerable<Fact> Facts => [];

    /// <exception cref="Devices.DeviceException">The device failed or refused.</exception>
    /// <exception cref="StepRefusedException">The step found a reason not to go on.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the chip is ready.</exception>
    internal abstract StepOutcome Execute(StepContext context, CancellationToken cancel);
}

/// <summary>One line of a plan: <c>value: 0x5E</c>.</summary>
public readonly record struct Fact(string Name, string Value);

/// <summary>The parts of a run: what only looks at the chip, what works on it, and what lets go of it.</summary>
public enum StepStage
{
    Look,
    Work,
    Leave,
}

public enum StepOutcome
{
    Done,

    /// <summary>The chip already held it.</summary>
    Unchanged,

    Failed,

    /// <summary>There was nothing to do.</summary>
    Skipped,
}
