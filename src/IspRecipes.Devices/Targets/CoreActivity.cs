namespace IspRecipes.Devices.Targets;

/// <summary>What a core does.</summary>
public enum CoreActivity
{
    Running,
    Halted,
    Asleep,

    /// <summary>A fault in a fault handler: a program gone wrong, or none in flash.</summary>
    LockedUp,
}
