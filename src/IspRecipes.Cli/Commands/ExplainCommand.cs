using System.CommandLine;
using System.Text.RegularExpressions;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe explain</c>: what a code or an error message means, what causes it, what to do.</summary>
internal static partial class ExplainCommand
{
    private const string Description = """
        Says what a code or an error message means, and what helps.

          isprecipe explain ISP6002
          isprecipe explain "stk500_getsync() attempt 1 of 10: not in sync"

        It knows messages of avrdude, st-flash, st-info, openocd, dfu-programmer and
        QMK Toolbox, and finds them in whatever is pasted with them.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string[]> message = new("MESSAGE")
        {
            Description = "A code as printed, ISP6002, or its number; or what a program said. - reads it from standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        message.CompletionSources.Add(_ => Completions.Codes());
        Option<bool> json = Json.Option();
        Command command = new("explain", Description) { message, json };
        command.SetAction(parsed => (int)Explain(host, string.Join(' ', parsed.GetRequiredValue(message)), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Explain(CliHost host, string asked, bool json)
    {
        if (asked == "-")
        {
            using StreamReader input = new(host.Input());
            return ExplainText(host, input.ReadToEnd(), json);
        }

        if (DiagnosticCatalog.Find(asked.Trim()) is { } row)
        {
            return ExplainCode(host, row, json);
        }

        return CodeLike().IsMatch(asked) ? RefuseCode(host, asked) : ExplainText(host, asked, json);
    }

    /// <summary>A code in the text tells more than its words.</summary>
    private static ExitCode ExplainText(CliHost host, string text, bool json)
    {
        if (Code().Matches(text).Select(code => DiagnosticCatalog.Find(code.Value)).FirstOrDefault(row => row is not null) is { } row)
        {
            return ExplainCode(host, row, json);
        }

        IReadOnlyList<TroubleMatch> found = TroubleSearch.Find(text);
        if (json)
        {
            Json.Write(host.Data, TroubleText.Document(found));
        }
        else if (found.Count > 0)
        {
            TroubleText.Write(host, found);
        }

        if (found.Count > 0)
        {
            return ExitCode.Done;
        }

        return Messages.Refuse(host, DiagnosticCode.NothingExplains);
    }

    private static ExitCode ExplainCode(CliHost host, DiagnosticRow row, bool json)
    {
        string text = Explanation.Of(row)!;
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

    private static ExitCode RefuseCode(CliHost host, string asked)
    {
        string code = char.IsAsciiDigit(asked[0]) ? $"ISP{asked}" : asked;
        string? near = Suggestion.For(code, DiagnosticCatalog.Rows.Select(known => known.Code));
        return Messages.Refuse(host, DiagnosticCode.UsageUnknownCode, asked, near);
    }

    /// <summary>One word that can only be meant as a code: ISP or a number.</summary>
    [GeneratedRegex(@"^\s*(ISP\w*|\d\w*)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex CodeLike();

    [GeneratedRegex(@"\bISP\d{4}\b")]
    private static partial Regex Code();
}
