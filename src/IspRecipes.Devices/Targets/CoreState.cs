using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>What a Cortex-M core does, as DHCSR has it (ARMv7-M ARM, C1.6.2).</summary>
public enum CoreState
{
    Running,
    Halted,
    Asleep,

    /// <summary>An exception within the handler of one: a program gone wrong, or none in flash.</summary>
    LockedUp,
}

/// <summary>Reading what the core does, without a change to it.</summary>
public static class CoreStates
{
    private const uint Dhcsr = 0xE000EDF0;

    public static CoreState ReadCoreState(this ISwdProbe probe)
    {
        uint state = probe.ReadWord(Dhcsr);
        return (state >> 19 & 1) != 0 ? CoreState.LockedUp
            : (state >> 17 & 1) != 0 ? CoreState.Halted
            : (state >> 18 & 1) != 0 ? CoreState.Asleep
            : CoreState.Running;
    }
}
