using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware;

/// <summary>Real time, from the machine's monotonic clock.</summary>
public sealed class SystemClock : IClock
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Waits at least this long: whole milliseconds asleep, the rest awake.</summary>
    public void Wait(TimeSpan time)
    {
        Deadline end = Deadline.In(time);
        for (TimeSpan left = end.Left; left > TimeSpan.Zero; left = end.Left)
        {
            if (left >= Millisecond)
            {
                Thread.Sleep(left);
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }
}
