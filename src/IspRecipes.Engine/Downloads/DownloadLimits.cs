namespace IspRecipes.Engine.Downloads;

/// <summary>What a download may take before it is given up.</summary>
internal sealed record DownloadLimits
{
    /// <summary>Until a connection stands.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without a byte.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>As many as browsers follow at most (Fetch standard, 4.4).</summary>
    public int Redirects { get; init; } = 20;

    /// <summary>As large as a file that is read may be.</summary>
    public long Bytes { get; init; } = FileCache.MostBytes;

    /// <summary>Measures the silence.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
