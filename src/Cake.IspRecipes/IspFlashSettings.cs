using Cake.Core.IO;

namespace Cake.IspRecipes;

/// <summary>How recipes are flashed.</summary>
public sealed class IspFlashSettings : IspRecipeSettings
{
    /// <summary>True to flash a virtual chip through the real driver; no device is touched.</summary>
    public bool Simulate { get; set; }

    /// <summary>True to log what would be done, and open no port.</summary>
    public bool DryRun { get; set; }

    /// <summary>True to download nothing: files are beside their recipe, or in the cache.</summary>
    public bool Offline { get; set; }

    /// <summary>How long a port is waited for that another isprecipe has in use; none refuses at once.</summary>
    public TimeSpan PortWait { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Where a report goes, as JSON, JUnit XML or Markdown by its ending: <c>.json</c>, <c>.xml</c> or <c>.md</c>; null for none.
    /// Written whether the run succeeds or not.
    /// </summary>
    public FilePath? ReportFile { get; set; }
}
