using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe fetch RECIPE...</c>: gets the files that have an address into the cache.</summary>
internal static class FetchCommand
{
    private const string Description = """
        Downloads files of recipes into the cache; opens no port.

          isprecipe fetch board.yaml
          isprecipe fetch boards/*.yaml --offline   says what is there, downloads nothing

        Each is checked by its SHA-256; one beside the recipe is left alone. 'run' downloads what it needs by itself; with this, it needs no network.
        """;

    public static Command Create(CliHost host)
    {
        RecipeOptions recipes = new("Recipe files.", host);
        Option<bool> offline = Offline();
        Command command = new("fetch", Description);
        recipes.AddFilesTo(command);
        command.Options.Add(offline);
        command.SetAction(parsed => (int)Fetch(host, recipes, parsed, parsed.GetValue(offline)));
        return command;
    }

    /// <summary><c>--offline</c>, as <c>run</c> has it too.</summary>
    public static Option<bool> Offline() => new("--offline") { Description = "Download nothing: take what is beside the recipe or in the cache." };

    private static ExitCode Fetch(CliHost host, RecipeOptions recipes, ParseResult parsed, bool offline)
    {
        using Interrupts interrupts = new();
        FetchOptions options = new()
        {
            Offline = offline,
            Listen = new FetchReporter(host, Verbosity.Normal).Show,
            Cancel = interrupts.Token,
            Terminated = () => interrupts.Exit == ExitCode.Terminated,
        };
        string[] paths = parsed.GetRequiredValue(recipes.Recipes);
        List<(string, Checked<FetchReport>)> fetched = [];
        foreach (string path in paths.TakeWhile(_ => interrupts.Exit is null))
        {
            Checked<FetchReport> report = RecipeRunner.Fetch(path, recipes.Inputs(parsed, host), options);
            fetched.Add((path, report));
            Messages.Write(host, report.Diagnostics);
            if (!parsed.GetValue(recipes.Json))
            {
                Print(host, path, paths.Length > 1, report);
            }
        }

        string[] leftOut = paths[fetched.Count..];
        if (leftOut.Length > 0)
        {
            Checked<FetchReport> interrupted = FetchReport.LeftOut(leftOut);
            Messages.Write(host, interrupted.Diagnostics);
            fetched.AddRange(leftOut.Select(path => (path, interrupted)));
        }

        if (parsed.GetValue(recipes.Json))
        {
            host.Data.Write(FetchJson.Write(fetched));
        }

        return interrupts.Exit ?? fetched.Select(one => one.Item2.Exit).FirstOrDefault(exit => exit != ExitCode.Done);
    }

    /// <param name="isOneOfSeveral">Each line then tells whose file it is.</param>
    private static void Print(CliHost host, string path, bool isOneOfSeveral, Checked<FetchReport> report)
    {
        foreach (FileRecord file in report.Value?.Files ?? [])
        {
            string from = file.Origin switch
            {
                FileOrigin.Path => "at its path",
                FileOrigin.Cache => "in the cache",
                _ => "downloaded",
            };
            string whose = isOneOfSeveral ? $"{path}: " : "";
            host.Out.WriteLine(FormattableString.Invariant($"{whose}{file.Name}: {from}, {file.Path}, {file.Bytes:N0} bytes, SHA-256 {file.Sha256}"));
        }

        if (report.Value is { Files: [] } && !report.HasErrors)
        {
            host.Out.WriteLine($"{path}: no file has a url");
        }
    }
}
