using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A recipe, checked and laid out: printing it executes nothing, running it decides nothing.</summary>
public sealed record Plan
{
    public required Recipe Recipe { get; init; }

    /// <summary>Null for a recipe that only merges: it needs no device.</summary>
    public ProgrammerRow? Programmer { get; init; }

    /// <summary>Null where the recipe names none and needs none.</summary>
    public Part? Part { get; init; }

    /// <summary>Bits per second; null without a programmer on a serial port.</summary>
    public int? Baud { get; init; }

    public IReadOnlyList<FileRecord> Files { get; init; } = [];

    /// <summary>In the order they are executed.</summary>
    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>What becomes of the EEPROM, in one sentence; empty without a device.</summary>
    public string Eeprom { get; init; } = "";

    /// <summary>Warnings and notes; a recipe with errors has no plan.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>A file that was read for the plan.</summary>
/// <param name="Path">What was read: the file itself, or its copy in the cache.</param>
/// <param name="Sha256">The real hash of what was read, lower-case hex.</param>
/// <param name="Bytes">File length.</param>
/// <param name="Origin">Where it was found.</param>
/// <param name="Url">Where it can be had; null where the recipe does not say, or another file was given from outside.</param>
public sealed record FileRecord(
    string Name, string Path, string Sha256, long Bytes, FileOrigin Origin = FileOrigin.Path, string? Url = null);

/// <summary>Where a file was found.</summary>
public enum FileOrigin
{
    /// <summary>At the path that the recipe, or <c>--set</c>, gives it.</summary>
    Path,

    /// <summary>In the cache, where an earlier download has left it.</summary>
    Cache,

    /// <summary>It was downloaded just now.</summary>
    Download,
}
