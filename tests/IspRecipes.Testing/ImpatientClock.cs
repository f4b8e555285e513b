namespace IspRecipes.Testing;

/// <summary>A clock whose timers never fire until it runs out of patience; from then on each fires at once.</summary>
public sealed class ImpatientClock : TimeProvider
{
    public bool IsOutOfPatience { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (IsOutOfPatience)
        {
            callback(state);
        }

        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
