using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary>What an option says of each file: of one by its path or its name, or of all.</summary>
internal sealed class ByFile<T>
{
    private readonly Dictionary<string, FileValue<T>> _values = [];
    private readonly FileValue<T>? _forEach;

    public ByFile(string option, IEnumerable<FileValue<T>> values, string[] paths, DiagnosticBag found)
    {
        foreach (FileValue<T> value in values)
        {
            string[] meant = value.File is null ? [] : [.. paths.Where(path => path == value.File)];
            meant = meant.Length > 0 || value.File is null ? meant : [.. paths.Where(path => Path.GetFileName(path) == value.File)];
            if (value.File is null)
            {
                _forEach = value;
            }
            else if (meant is [string path])
            {
                _values[path] = value;
            }
            else
            {
                string? suggestion = Suggestion.For(value.File, [.. paths, .. paths.Select(path => Path.GetFileName(path))]);
                found.Add(DiagnosticCode.NotMerged, null, option, value.File, meant.Length > 1 ? meant[0] : suggestion, paths);
            }
        }
    }

    public FileValue<T>? Of(string path) => _values.GetValueOrDefault(path) ?? _forEach;
}
