using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Runs;

/// <summary>What a run did, for people and machines; written as schema/report.schema.json says.</summary>
public sealed record RunReport
{
    /// <summary>Version of the report's own schema.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Its name; null where the recipe failed its checks.</summary>
    public required string? Recipe { get; init; }

    public required string RecipePath { get; init; }

    /// <summary>Null where the recipe failed its checks.</summary>
    public required string? RecipeSha256 { get; init; }

    /// <summary>What the recipe extends.</summary>
    public IReadOnlyList<RecipeBase> Bases { get; init; } = [];

    public required bool Simulated { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Id; null for a recipe that needs no device.</summary>
    public string? Programmer { get; init; }

    public string? ProgrammerIdentity { get; init; }

    public string? Port { get; init; }

    /// <summary>Id of the part the recipe names.</summary>
    public string? Mcu { get; init; }

    /// <summary>As read from the chip, <c>1E 95 87</c>; null before it was read.</summary>
    public string? Signature { get; init; }

    public IReadOnlyList<FileRecord> Files { get; init; } = [];

    /// <summary>Fuse and lock bytes as first read, by name; empty before that.</summary>
    public IReadOnlyDictionary<string, byte> FusesBefore { get; init; } = new Dictionary<string, byte>();

    /// <summary>Fuse and lock bytes as last read.</summary>
    public IReadOnlyDictionary<string, byte> FusesAfter { get; init; } = new Dictionary<string, byte>();

    /// <summary>Fields of fuse and lock bytes that differ between the two.</summary>
    public IReadOnlyList<FieldChange> FuseChanges { get; init; } = [];

    /// <summary>What an STM32 told and what became of it; null for an AVR, and before it was identified.</summary>
    public Stm32Record? Stm32 { get; init; }

    /// <summary>True once anything was sent that changes the chip, whether or not it succeeded.</summary>
    public bool ChangedChip { get; init; }

    /// <summary>How the chip differed before anything was changed; null where it was not compared to the end.</summary>
    public ChipDifference? Difference { get; init; }

    /// <summary>The recipe that restores what the chip held before; null where that was not saved.</summary>
    public string? BackupRecipe { get; init; }

    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>The whole run on the bench's clock; modelled time when simulated.</summary>
    public required TimeSpan Elapsed { get; init; }

    public required LinkCost Cost { get; init; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The error that ended the run; null when it reached its end.</summary>
    public Diagnostic? Failure { get; init; }

    public required ExitCode Exit { get; init; }

    /// <summary>The report of a recipe that failed its checks: no step was begun, no port opened.</summary>
    /// <param name="path">Of the recipe.</param>
    /// <param name="simulated">As it was asked for.</param>
    /// <param name="diagnostics">With at least one error.</param>
    public static RunReport OfChecks(string path, bool simulated, IReadOnlyList<Diagnostic> diagnostics) => new()
    {
        Recipe = null,
        RecipePath = path,
        RecipeSha256 = null,
        Simulated = simulated,
        StartedAt = TimeProvider.System.GetUtcNow(),
        Elapsed = TimeSpan.Zero,
        Cost = default,
        Diagnostics = diagnostics,
        Failure = diagnostics.First(found => found.Severity == Severity.Error && found.Exit == diagnostics.Exit()),
        Exit = diagnostics.Exit(),
    };
}

/// <summary>What became of a step.</summary>
/// <param name="Bytes">Bytes it moved; 0 where it was not done.</param>
public sealed record StepRecord(
    string Kind,
    string Title,
    StepOutcome Outcome,
    long Bytes,
    TimeSpan Elapsed,
    LinkCost Cost,
    SourceSpan? Where = null);
