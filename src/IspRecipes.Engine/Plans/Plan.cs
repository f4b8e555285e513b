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
/// <param name="Sha256">The real hash of what was read, lower-case hex.</param>
/// <param name="Bytes">File length.</param>
public sealed record FileRecord(string Name, string Path, string Sha256, long Bytes);
