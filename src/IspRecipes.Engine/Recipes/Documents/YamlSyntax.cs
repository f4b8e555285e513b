using IspRecipes.Engine.Diagnostics;
using YamlDotNet.Core;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>The diagnostic for a text that the parser gives up, whose own words often miss what is wrong.</summary>
internal static class YamlSyntax
{
    public static Diagnostic ErrorIn(string file, string text, YamlException error)
    {
        Mark at = error.Start;
        var where = new SourceSpan(file, (int)at.Line, (int)at.Column, (int)at.Line, (int)at.Column);
        int index = (int)Math.Min(at.Index, text.Length);
        if (TabInIndentation(file, text) is { } tab)
        {
            return DiagnosticCatalog.Of(DiagnosticCode.YamlTab, tab);
        }

        if (index > 0 && text.AsSpan(index - 1).StartsWith("${"))
        {
            return DiagnosticCatalog.Of(
                DiagnosticCode.VariableSyntax, where, "between braces or brackets a variable must stand in quotes");
        }

        string problem = error.Message.TrimEnd('.');
        return DiagnosticCatalog.Of(
            DiagnosticCode.YamlSyntax, where, problem.Length > 0 ? char.ToLowerInvariant(problem[0]) + problem[1..] : "?");
    }

    /// <summary>The parser reports a tab at the start of the file, or not as one; so it is looked for.</summary>
    private static SourceSpan? TabInIndentation(string file, string text)
    {
        string[] lines = text.Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index];
            int column = line.AsSpan().IndexOfAnyExcept(' ');
            if (column >= 0 && line[column] == '\t' && line.Trim().Length > 0)
            {
                return new SourceSpan(file, index + 1, column + 1, index + 1, column + 2);
            }
        }

        return null;
    }
}
