using IspRecipes.Devices.Links;

namespace IspRecipes.Simulation;

/// <summary>Time that passes only when somebody waits, so that a simulated hour takes a moment and always the same.</summary>
public sealed class VirtualClock : IClock
{
    public TimeSpan Now { get; private set; }

    public void Wait(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            Now += time;
        }
    }

    /// <summary>Waits until <paramref name="time"/>; does nothing when that has passed.</summary>
    public void WaitUntil(TimeSpan time) => Wait(time - Now);
}
