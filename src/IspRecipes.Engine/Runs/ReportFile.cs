using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Runs;

/// <summary>A report on disk, in the format that its name ends with.</summary>
public static class ReportFile
{
    private static readonly Dictionary<string, Func<IReadOnlyList<RunReport>, int, string>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = ReportJson.Write,
        [".xml"] = (reports, _) => ReportJUnit.Write(reports),
        [".md"] = (reports, _) => ReportMarkdown.Write(reports),
    };

    /// <summary>Endings that name a format: .json, .xml for JUnit, .md.</summary>
    public static IReadOnlyCollection<string> Endings => Formats.Keys;

    public static bool HasFormat(string path) => Formats.ContainsKey(Path.GetExtension(path));

    /// <summary>Tries whether a file can be written, leaves none behind, and makes the folders on the way.</summary>
    /// <param name="what">In the trade's word: <c>report</c>.</param>
    /// <param name="path">An existing file keeps its content.</param>
    /// <returns>ISP8006; null where it can.</returns>
    public static Diagnostic? Try(string what, string path) => Guard(what, path, () =>
    {
        bool isNew = !File.Exists(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.OpenWrite(path).Dispose();
        if (isNew)
        {
            File.Delete(path);
        }
    });

    /// <summary>Writes the reports of one or several runs.</summary>
    /// <param name="path">With one of <see cref="Endings"/>.</param>
    /// <param name="reports">In the order of the runs.</param>
    /// <param name="recipes">How many recipes were asked for.</param>
    /// <returns>ISP8006; null when it is written.</returns>
    public static Diagnostic? Write(string path, IReadOnlyList<RunReport> reports, int recipes) =>
        Guard("report", path, () => File.WriteAllText(path, Formats[Path.GetExtension(path)](reports, recipes)));

    private static Diagnostic? Guard(string what, string path, Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return DiagnosticCatalog.Of(DiagnosticCode.ReportUnwritable, null, what, path, refused.Message);
        }
    }
}
