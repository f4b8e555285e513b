using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>What became of a recipe that was flashed.</summary>
/// <param name="Recipe">As an absolute path.</param>
/// <param name="Diagnostics">Errors, warnings and notes, in the order they were told.</param>
/// <param name="Report">All that was done, as a report file holds it; null for a dry run.</param>
public sealed record IspFlashResult(FilePath Recipe, IReadOnlyList<Diagnostic> Diagnostics, RunReport? Report)
{
    /// <summary>0 when it is done, else as docs/recipes.md tells exit codes.</summary>
    public int ExitCode => Report is null ? 0 : (int)Report.Exit;

    /// <summary>True once anything was sent that changes the chip, whether or not it succeeded.</summary>
    public bool Changed => Report?.ChangedChip ?? false;

    /// <summary>Fuse and lock bytes as last read, by name: <c>low</c>, <c>high</c>, <c>extended</c>, <c>lock</c>.</summary>
    public IReadOnlyDictionary<string, byte> Fuses => Report?.FusesAfter ?? new Dictionary<string, byte>();
}
