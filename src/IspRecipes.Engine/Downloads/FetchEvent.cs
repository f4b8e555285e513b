using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>What happens while files are fetched; a file that is at hand already has no event.</summary>
public abstract record FetchEvent
{
    private FetchEvent()
    {
    }

    /// <param name="Name">What the recipe calls the file.</param>
    /// <param name="From">The recipe's address, or that of a mirror.</param>
    public sealed record Started(string Name, Uri From) : FetchEvent;

    /// <param name="Done">Bytes, with those that an earlier try has left.</param>
    /// <param name="Total">Of how many; null where nobody says.</param>
    /// <param name="Elapsed">Since it started.</param>
    public sealed record Progressed(string Name, long Done, long? Total, TimeSpan Elapsed) : FetchEvent;

    /// <param name="Bytes">Length of the file; 0 where it failed.</param>
    public sealed record Finished(string Name, bool Succeeded, long Bytes, TimeSpan Elapsed) : FetchEvent;

    /// <summary>What a person who waits should know now.</summary>
    public sealed record Reported(Diagnostic Diagnostic) : FetchEvent;
}
