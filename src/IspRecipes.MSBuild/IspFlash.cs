using System.Globalization;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using Microsoft.Build.Framework;

namespace IspRecipes.MSBuild;

/// <summary>Checks recipes, then flashes one after the other; stops at the first that fails.</summary>
public sealed class IspFlash : IspTask, ICancelableTask
{
    private const string BitsPerSecond = "a positive number of bits per second";

    /// <remarks>Never disposed: MSBuild cancels a task whenever it likes, also one that has ended.</remarks>
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>
    /// Recipe files. What their metadata Port, Programmer, Baud and Variables say goes before the task's own; Simulate adds to it.
    /// </summary>
    public ITaskItem[] Recipe { get; set; } = [];

    /// <summary>As the recipe's <c>port:</c>.</summary>
    public string? Port { get; set; }

    /// <summary>In place of the recipe's.</summary>
    public string? Programmer { get; set; }

    /// <summary>Bits per second on a serial port; 0 for the programmer's own.</summary>
    public int Baud { get; set; }

    /// <summary><c>NAME=VALUE;NAME=VALUE</c>: variables that the recipe declares, or <c>files.NAME=PATH</c>.</summary>
    public string? Variables { get; set; }

    /// <summary>True to flash a virtual chip through the real driver.</summary>
    public bool Simulate { get; set; }

    /// <summary>True to print what would be done, and do nothing.</summary>
    public bool DryRun { get; set; }

    /// <summary>True to download nothing: files are beside their recipe, or in the cache.</summary>
    public bool Offline { get; set; }

    /// <summary>Where the report of all runs goes, in the format that its ending names: .json, .xml or .md.</summary>
    public string? ReportFile { get; set; }

    /// <summary>Seconds to wait for a port that another isprecipe has in use.</summary>
    public int PortWait { get; set; } = 120;

    /// <summary>
    /// A recipe each that was run or failed its checks, with ExitCode, Code, Changed, Simulated, Mcu, Programmer, Port, Signature, Seconds and ReportFile.
    /// </summary>
    [Output]
    public ITaskItem[] Report { get; private set; } = [];

    public override bool Execute()
    {
        if (Recipe.Length == 0)
        {
            Tell(DiagnosticCatalog.Of(DiagnosticCode.NoRecipe, null));
        }

        CheckNumbers();
        string? reportFile = TryReportFile();
        Dictionary<string, string> variables = Set(Variables);
        FlashJob[] jobs = [.. Recipe.Select(recipe => Job(recipe, variables))];
        if (!Log.HasLoggedErrors)
        {
            FlashLog log = new(Log, Path.GetFileNameWithoutExtension(Project));
            Flashing flashing = new(log, Tell, _cancel.Token)
            {
                DryRun = DryRun,
                Offline = Offline,
                Patience = TimeSpan.FromSeconds(PortWait),
                ReportFile = DryRun ? null : reportFile,
            };
            Report = [.. flashing.Flash(jobs).Select(done => ReportItem.Of(done.Job.Item, done.Report, reportFile))];
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Ends the run as soon as the chip is ready. Out of process MSBuild calls this thousands of times.</summary>
    public void Cancel() => _cancel.CancelAsync();

    private void CheckNumbers()
    {
        if (Baud < 0)
        {
            TellWrong(nameof(Baud), $"{Baud}", BitsPerSecond);
        }

        if (PortWait < 0)
        {
            TellWrong(nameof(PortWait), $"{PortWait}", "a number of seconds, 0 for no waiting,");
        }
    }

    private string? TryReportFile()
    {
        if (ReportFile is null)
        {
            return null;
        }

        string path = PathOf(ReportFile);
        if (!Engine.Runs.ReportFile.HasFormat(path))
        {
            TellWrong(nameof(ReportFile), ReportFile, $"a name that ends with {string.Join(", ", Engine.Runs.ReportFile.Endings)}");
        }
        else if (!DryRun && Engine.Runs.ReportFile.Try("report", path) is { } unwritable)
        {
            Tell(unwritable);
        }

        return path;
    }

    private FlashJob Job(ITaskItem item, Dictionary<string, string> variables)
    {
        int baud = Baud;
        if (MetadataOf(item, nameof(Baud)) is { } rate
            && (!int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out baud) || baud == 0))
        {
            TellWrong(nameof(Baud), rate, BitsPerSecond);
        }

        bool simulate = false;
        if (MetadataOf(item, nameof(Simulate)) is { } word && !bool.TryParse(word, out simulate))
        {
            TellWrong(nameof(Simulate), word, "true or false");
        }

        Dictionary<string, string> set = new(variables);
        foreach ((string name, string value) in Set(MetadataOf(item, nameof(Variables))))
        {
            set[name] = value;
        }

        RecipeInputs inputs = new()
        {
            Port = MetadataOf(item, nameof(Port)) ?? Port,
            Programmer = MetadataOf(item, nameof(Programmer)) ?? Programmer,
            Baud = baud > 0 ? baud : null,
            Set = set,
            Environment = Environment.GetEnvironmentVariable,
        };
        return new FlashJob(item, PathOf(item.ItemSpec), inputs, Simulate || simulate);
    }

    private Dictionary<string, string> Set(string? variables)
    {
        Dictionary<string, string> set = [];
        foreach (string pair in (variables ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals < 1)
            {
                TellWrong(nameof(Variables), pair, "NAME=VALUE");
                continue;
            }

            (string name, string value) = (pair[..equals].TrimEnd(), pair[(equals + 1)..].TrimStart());
            set[name] = name.StartsWith("files.", StringComparison.Ordinal) ? PathOf(value) : value;
        }

        return set;
    }
}
