namespace IspRecipes.Simulation.Chips;

/// <summary>What one step of a <see cref="ThumbCore"/> came to.</summary>
public enum ThumbStep
{
    /// <summary>The instruction is done, and PC is at the next.</summary>
    Ran,

    /// <summary>A BKPT; PC is still at it, as a halted core shows it.</summary>
    Breakpoint,

    /// <summary>The instruction can't be done: PC is at it, flags, stack pointer and base register are as before.</summary>
    Fault,

    /// <summary>A WFI or WFE is done, and PC is at the next instruction. Stepping on wakes the core.</summary>
    Sleeping,
}
