namespace IspRecipes.Simulation.Chips;

/// <summary>What a core is doing.</summary>
public enum CoreState
{
    /// <summary>Held in reset.</summary>
    InReset,

    /// <summary>Out of reset, and about to read its vectors.</summary>
    Starting,

    Running,

    /// <summary>After WFI or WFE; there are no interrupts here to wake it.</summary>
    Sleeping,

    /// <summary>In debug state.</summary>
    Halted,

    /// <summary>A fault within HardFault; only a debugger or a reset helps.</summary>
    LockedUp,
}
