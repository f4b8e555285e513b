using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;

namespace Cake.IspRecipes;

/// <summary>A file that was merged.</summary>
/// <param name="Output">Where it lies, as an absolute path.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Bytes">Of data in it; gaps do not count.</param>
/// <param name="Diagnostics">Warnings and notes.</param>
public sealed record IspMergeResult(FilePath Output, string Sha256, long Bytes, IReadOnlyList<Diagnostic> Diagnostics);
