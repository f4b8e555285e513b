namespace IspRecipes.Engine.Downloads;

/// <summary>How a face wants files to be fetched.</summary>
public sealed record FetchOptions
{
    /// <summary>What is at hand already, and nothing else.</summary>
    public static FetchOptions AtHand { get; } = new() { Offline = true };

    /// <summary>True to forbid downloads.</summary>
    public bool Offline { get; init; }

    /// <summary>Told everything as it happens.</summary>
    public Action<FetchEvent> Listen { get; init; } = _ => { };

    /// <summary>Ends a download; what was received is kept.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Tells of a cancelled download whether SIGTERM did it; else a person did.</summary>
    public Func<bool> Terminated { get; init; } = () => false;

    /// <summary>For how long and how much.</summary>
    internal DownloadLimits Limits { get; init; } = new();

    /// <summary>What the downloads go through.</summary>
    internal Func<DownloadLimits, HttpMessageHandler> Handler { get; init; } = HttpHandlers.OfThisMachine;
}
