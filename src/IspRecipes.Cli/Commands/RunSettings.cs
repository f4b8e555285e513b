using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary>How a run is done and told, as the command line says it.</summary>
internal sealed class RunSettings(RecipeOptions recipes)
{
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Flash a virtual chip through the real driver; touches no device." };
    private readonly Option<string> _chip = VirtualChip.Option();
    private readonly Option<bool> _ifChanged = new("--if-changed") { Description = "Read first, and end there where the chip holds what the recipe asks for." };
    private readonly Option<string?> _backup = new("--backup")
    {
        Description = "Save all that the chip holds to a folder first, with a recipe that restores it.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _offline = FetchCommand.Offline();

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Ask nothing. What the recipe must allow, it must allow all the same." };
    private readonly Option<bool> _events = new("--events") { Description = "A line of JSON per event on standard output." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but errors." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say what each step cost on the wire." };
    private readonly Option<bool> _detailedExitCode = new("--detailed-exitcode")
    {
        Description = "Exit with 10 where the chip was changed, 0 where it held everything already.",
    };

    private readonly Option<string[]> _reports = new("--report")
    {
        Description = "Write a report: JSON, JUnit or Markdown by the ending, .json, .xml or .md; may be given more than once.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _trace = new("--trace") { Description = "Write every frame that crosses the wire.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        _reports.CompletionSources.Add(_ => [Completions.Reports]);
        _backup.CompletionSources.Add(_ => [Completions.AnyFile]);
        _trace.CompletionSources.Add(_ => [Completions.AnyFile]);
        foreach (Option option in new Option[] { _simulate, _ifChanged, _backup, _offline, _yes, _events, _reports, _trace, _quiet, _verbose, _detailedExitCode })
        {
            command.Options.Add(option);
        }

        command.Options.Add(_chip);
        command.Validators.Add(result =>
        {
            VirtualChip.Check(result, _chip, _simulate);

            if (result.GetResult(_backup) is not null && result.GetResult(recipes.Recipes)?.Tokens.Count > 1)
            {
                result.AddError("--backup takes one recipe: a folder holds one backup");
            }

            if (result.GetValue(recipes.Json) && result.GetValue(_events))
            {
                result.AddError("--json and --events both claim standard output: choose one");
            }

            if (result.GetValue(_quiet) && result.GetValue(_verbose))
            {
                result.AddError("--quiet and --verbose contradict each other: choose one");
            }

            IEnumerable<string> reports = (result.GetResult(_reports)?.Tokens ?? []).Select(token => token.Value);
            foreach (string path in reports.Where(path => !ReportFile.HasFormat(path)))
            {
                result.AddError($"--report {path}: the ending names the format: {string.Join(", ", ReportFile.Endings)}");
            }
        });
    }

    public Choice Read(ParseResult parsed) => new(
        Simulated: parsed.GetValue(_simulate),
        Asks: !parsed.GetValue(_yes) && !parsed.GetValue(_simulate),
        Json: parsed.GetValue(recipes.Json),
        Events: parsed.GetValue(_events),
        Reports: parsed.GetValue(_reports) ?? [],
        Trace: parsed.GetValue(_trace),
        Verbosity: parsed.GetValue(_quiet) ? Verbosity.Quiet : parsed.GetValue(_verbose) ? Verbosity.Verbose : Verbosity.Normal,
        DetailedExitCode: parsed.GetValue(_detailedExitCode))
    {
        Chip = parsed.GetRequiredValue(_chip),
        IfChanged = parsed.GetValue(_ifChanged),
        Backup = parsed.GetValue(_backup),
        Offline = parsed.GetValue(_offline),
    };

    /// <summary>What was chosen.</summary>
    internal sealed record Choice(
        bool Simulated, bool Asks, bool Json, bool Events, string[] Reports, string? Trace, Verbosity Verbosity, bool DetailedExitCode)
    {
        /// <summary>Which chip a simulated run meets.</summary>
        public required string Chip { get; init; }

        /// <summary>Whether the chip is compared first, and left alone where nothing differs.</summary>
        public bool IfChanged { get; init; }

        /// <summary>Folder that what the chip holds is saved to; null for none.</summary>
        public string? Backup { get; init; }

        /// <summary>True to download nothing.</summary>
        public bool Offline { get; init; }

        public bool PrintsSummary => !Json && !Events && Verbosity != Verbosity.Quiet;

        /// <summary>Tries the files that the run shall write; the first that cannot be written is told.</summary>
        public Diagnostic? TryFiles() =>
            Reports.Select(file => ReportFile.Try("report", file)).FirstOrDefault(found => found is not null)
            ?? (Trace is null ? null : ReportFile.Try("trace", Trace));
    }
}
