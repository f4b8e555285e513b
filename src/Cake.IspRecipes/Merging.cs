using System.Security.Cryptography;
using Cake.Core;
using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>Merges files for a script; what lies at the output is replaced.</summary>
internal sealed class Merging(ICakeContext context, IspMergeSettings settings)
{
    private const string Ranges = "boot-section, application-section or a range such as 0x7000-0x8000";

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
        CheckBootSize();
        if (inputs.Length == 0)
        {
            _found.Add(DiagnosticCode.NoFiles, null, "file to merge", context.Environment.WorkingDirectory.FullPath);
        }

        Dictionary<FilePath, string> clips = ByFile(nameof(settings.Clips), settings.Clips, inputs);
        Dictionary<FilePath, long> offsets = ByFile(nameof(settings.Offsets), settings.Offsets, inputs);
        return new MergeRequest
        {
            Files =
            [
                .. inputs.Select(input => new MergeFile(
                    input.FullPath,
                    Range(nameof(settings.Clips), clips.GetValueOrDefault(input)),
                    offsets.TryGetValue(input, out long offset) ? offset : null)),
            ],
            Mcu = settings.Mcu,
            BootSize = settings.BootSize,
            Fuses = Fuses(),
            OnOverlap = OnOverlap(),
            Fill = settings.Fill,
            FillRange = Range(nameof(settings.FillRange), settings.FillRange),
        };
    }

    private void CheckBootSize()
    {
        string? fuse = settings.High is not null ? nameof(settings.High)
            : settings.Extended is not null ? nameof(settings.Extended)
            : null;
        string? size = settings.BootSize is not null ? nameof(settings.BootSize) : null;
        if (size is not null && fuse is not null)
        {
            _found.Add(DiagnosticCode.SettingsClash, null, size, fuse);
        }

        if ((size ?? fuse) is string given && settings.Mcu is null)
        {
            _found.Add(DiagnosticCode.SettingMissing, null, given, nameof(settings.Mcu));
        }
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

    private ClipSpec? Range(string setting, string? text)
    {
        ClipSpec? range = text is null ? null : ClipSpec.Parse(text);
        if (text is not null && range is null)
        {
            _found.Add(DiagnosticCode.SettingWrong, null, setting, text, Ranges);
        }

        return range;
    }

    private Dictionary<string, byte> Fuses() => new (string Name, byte? Value)[] { ("high", settings.High), ("extended", settings.Extended) }
        .Where(fuse => fuse.Value is not null)
        .ToDictionary(fuse => fuse.Name, fuse => fuse.Value!.Value);

    private OverlapPolicy OnOverlap()
    {
        string[] words = [.. Enum.GetNames<OverlapPolicy>().Select(name => name.ToLowerInvariant())];
        int policy = Array.IndexOf(words, settings.OnOverlap);
        if (policy < 0)
        {
            _found.Add(DiagnosticCode.SettingWrong, null, nameof(settings.OnOverlap), settings.OnOverlap, string.Join(", ", words));
        }

        return (OverlapPolicy)policy;
    }
}
