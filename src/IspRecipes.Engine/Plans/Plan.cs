using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>A recipe, checked and laid out: printing it executes nothing, running it decides nothing.</summary>
public sealed record Plan
{
    public required Recipe Recipe { get; init; }

    public required ProgrammerRow Programmer { get; init; }

    public required AvrPart Part { get; init; }

    public required int Baud { get; init; }

    public IReadOnlyList<FileRecord> Files { get; init; } = [];
}

/// <summary>A file that was read for the plan.</summary>
/// <param name="Sha256">The real hash of what was read, lower-case hex.</param>
/// <param name="Bytes">File length.</param>
public sealed record FileRecord(string Name, string Path, string Sha256, long Bytes);
