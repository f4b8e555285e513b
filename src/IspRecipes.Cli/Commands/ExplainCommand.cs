using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe explain CODE</c>: what a code means, what causes it, what to do.</summary>
internal static class ExplainCommand
{
    private const string Description = """
        Says what a code means, what causes it and what to do about it.

          isprecipe explain ISP6002
          isprecipe explain 6002 --json
        """;

    public static Command Create(CliHost host)
    {
        Argument<string> code = new("CODE") { Description = "A code as printed, ISP6002, or its number." };
        code.CompletionSources.Add(_ => Completions.Codes());
        Option<bool> json = Json.Option();
        Command command = new("explain", Description) { code, json };
        command.SetAction(parsed => (int)Explain(host, parsed.GetRequiredValue(code), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Explain(CliHost host, string asked, bool json)
    {
        if (DiagnosticCatalog.Find(asked) is not { } row || Explanation.Of(row) is not { } text)
        {
            string code = asked.Length > 0 && char.IsAsciiDigit(asked[0]) ? $"ISP{asked}" : asked;
            string? near = Suggestion.For(code, DiagnosticCatalog.Rows.Select(known => known.Code));
            return Messages.Refuse(host, DiagnosticCode.UsageUnknownCode, asked, near);
        }

        if (json)
        {
            Json.Write(host.Data, ExplanationText.Document(row, text));
        }
        else
        {
            ExplanationText.Write(host, row, text);
        }

        return ExitCode.Done;
    }
}
