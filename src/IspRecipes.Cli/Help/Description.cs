using System.CommandLine;

namespace IspRecipes.Cli.Help;

/// <summary>
/// A command's description: a sentence, examples, and what else is to be said. Lines that begin with two spaces are
/// examples, <c>  isprecipe run RECIPE     what it does</c>.
/// </summary>
/// <param name="Summary">The first line.</param>
/// <param name="Examples">Command lines, each with what it does.</param>
/// <param name="Paragraphs">Before and after the examples.</param>
internal sealed record Description(string Summary, IReadOnlyList<Example> Examples, IReadOnlyList<string> Paragraphs)
{
    public static Description Of(Command command)
    {
        string[] lines = (command.Description ?? "").Split('\n');
        return new(
            lines[0],
            [.. lines.Where(IsExample).Select(Example.Of)],
            string.Join('\n', lines[1..].Where(line => !IsExample(line)))
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The examples as lines to print, what each does beside it where all of them fit, else below.</summary>
    /// <param name="width">Columns.</param>
    public IEnumerable<string> ExampleLines(int width)
    {
        int column = Examples.Where(example => example.Does.Length > 0).Select(example => example.Line.Length).DefaultIfEmpty().Max() + 3;
        bool beside = Examples.All(example => example.Does.Length == 0 || column + example.Does.Length <= width);
        return Examples.SelectMany(example => beside
            ? (IEnumerable<string>)[$"{example.Line.PadRight(column)}{example.Does}".TrimEnd()]
            : [example.Line, .. Wrapping.Lines(example.Does, width - 4).Select(line => $"    {line}")]);
    }

    private static bool IsExample(string line) => line.StartsWith("  ", StringComparison.Ordinal);
}

/// <summary>A command line to type.</summary>
/// <param name="Line">As typed.</param>
/// <param name="Does">What it does; empty where that is plain.</param>
internal sealed record Example(string Line, string Does)
{
    /// <summary>Three blanks part a command line from what it does.</summary>
    public static Example Of(string line)
    {
        int gap = line.TrimEnd().IndexOf("   ", 2, StringComparison.Ordinal);
        return gap < 0 ? new(line.Trim(), "") : new(line[..gap].Trim(), line[gap..].Trim());
    }
}
