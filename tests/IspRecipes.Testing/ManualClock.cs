using IspRecipes.Devices.Links;

namespace IspRecipes.Testing;

/// <summary>A clock that moves only when somebody waits.</summary>
public sealed class ManualClock : IClock
{
    public TimeSpan Now { get; private set; }

    public void Wait(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Now += time;
    }
}
