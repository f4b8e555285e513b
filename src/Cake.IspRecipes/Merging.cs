using System.Security.Cryptography;
using Cake.Core;
using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>Merges files for a script; what lies at the output is replaced.</summary>
internal sealed class Merging(ICakeContext context, IspMergeSettings settings)
{
    private readonly ScriptLog _log = new(context);
    private readonly DiagnosticBag _found = new();

    /// <exception cref="CakeException">A setting is wrong, or the files cannot be merged; the output is as it was.</exception>
    public IspMergeResult Merge(FilePath output, IEnumerable<FilePath> inputs)
    {
        FilePath path = output.MakeAbsolute(context.Environment);
        MergeRequest request = Request([.. inputs.Select(input => input.MakeAbsolute(context.Environment))]);
        Checked<MergedFile> merged = _found.HasErrors
            ? new(null, _found.Sorted())
            : RecipeRunner.Merge(request, new MergeTarget(path.FullPath, Replace: true));
        _log.Tell(merged.Diagnostics);
        if (merged.Value is not { } file)
        {
            throw _log.Failure(merged.Diagnostics.First(found => found.Exit == merged.Exit));
        }

        IspMergeResult result = new(
            path, Convert.ToHexStringLower(SHA256.HashData(file.Content)), file.Merged.Image.ByteCount, merged.Diagnostics);
        _log.Tell($"{path}: {Phrases.Bytes(result.Bytes)} of data, SHA-256 {result.Sha256}");
        return result;
    }

    private MergeRequest Request(FilePath[] inputs)
    {
        if (inputs.Length == 0)
        {
            _found.Add(DiagnosticCode.NoFiles, null, "file to merge", context.Environment.WorkingDirectory.FullPath);
        }

        Dictionary<FilePath, string> clips = ByFile(nameof(settings.Clips), settings.Clips, inputs);
        Dictionary<FilePath, long> offsets = ByFile(nameof(settings.Offsets), settings.Offsets, inputs);
        MergeRequest request = new()
        {
            Files =
            [
                .. inputs.Select(input => new MergeFile(
                    input.FullPath,
                    BuildMerge.Range(nameof(settings.Clips), clips.GetValueOrDefault(input), _found.Add),
                    offsets.TryGetValue(input, out long offset) ? offset : null)),
            ],
            Mcu = settings.Mcu,
            BootSize = settings.BootSize,
            Fuses = BuildMerge.Fuses(settings.High, settings.Extended),
            OnOverlap = BuildMerge.OnOverlap(settings.OnOverlap, _found.Add),
            Fill = settings.Fill,
            FillRange = BuildMerge.Range(nameof(settings.FillRange), settings.FillRange, _found.Add),
        };
        BuildMerge.CheckBootSection(request, _found.Add);
        return request;
    }

    /// <summary>What is said of files, by their absolute paths.</summary>
    private Dictionary<FilePath, T> ByFile<T>(string setting, IDictionary<FilePath, T> values, FilePath[] inputs)
    {
        Dictionary<FilePath, T> byFile = new(new PathComparer(context.Environment));
        foreach ((FilePath file, T value) in values)
        {
            FilePath path = file.MakeAbsolute(context.Environment);
            byFile[path] = value;
            if (!inputs.Contains(path, byFile.Comparer))
            {
                string[] merged = [.. inputs.Select(input => input.FullPath)];
                _found.Add(DiagnosticCode.NotMerged, null, setting, path.FullPath, Suggestion.For(path.FullPath, merged), merged);
            }
        }

        return byFile;
    }
}
