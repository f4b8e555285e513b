using System.CommandLine;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe explain CODE</c>: what a code means, what causes it, what to do.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string> code = new("CODE") { Description = "A code as printed, such as ISP6002." };
        Command command = new("explain", "Says what a code means and what to do about it.") { code };
        command.SetAction(parsed =>
        {
            string asked = parsed.GetRequiredValue(code);
            if (DiagnosticCatalog.Find(asked) is { } row && Explanation.Of(row) is { } text)
            {
                host.Out.WriteLine($"{row.Code}\n\n{text}");
                return (int)ExitCode.Done;
            }

            string? near = Suggestion.For(asked, DiagnosticCatalog.Rows.Select(known => known.Code));
            host.Error.WriteLine($"isprecipe: {Usage.Sentence(DiagnosticCode.UsageUnknownCode, asked, near)}");
            return (int)ExitCode.Usage;
        });
        return command;
    }
}
