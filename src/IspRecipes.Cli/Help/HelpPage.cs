using System.CommandLine;
using System.CommandLine.Invocation;

namespace IspRecipes.Cli.Help;

/// <summary>What <c>--help</c> shows: what a command does, examples, then every argument and option.</summary>
/// <param name="writer">Where to.</param>
/// <param name="width">Columns; more than 80 are not used.</param>
internal sealed class HelpPage(TextWriter writer, int width)
{
    private const int Widest = 80;
    private const int Narrowest = 40;

    /// <summary>A longer name has a line of its own.</summary>
    private const int LongestNameBesideText = 24;

    private readonly int _width = Math.Clamp(width, Narrowest, Widest);

    public void Write(Command command)
    {
        var description = Description.Of(command);
        WriteText(description.Summary);
        writer.WriteLine();
        foreach (string line in description.ExampleLines(_width - 2))
        {
            writer.WriteLine($"  {line}");
        }

        writer.WriteLine();
        foreach (string paragraph in description.Paragraphs)
        {
            WriteText(paragraph);
            writer.WriteLine();
        }

        writer.WriteLine($"Usage: {Synopsis.Of(command)}");
        Command root = command.Parents.OfType<Command>().FirstOrDefault() ?? command;
        WriteList("Commands", command.Subcommands.Where(child => !child.Hidden).Select(child => (child.Name, Description.Of(child).Summary)));
        WriteList("Arguments", command.Arguments.Select(argument => (Synopsis.Of(argument), Synopsis.Purpose(argument))));
        WriteList("Options", Synopsis.Options(command).Select(option => (Synopsis.Of(option), Synopsis.Purpose(option))));
        WriteList("Options of every command", Synopsis.CommonOptions(root).Select(option => (Synopsis.Of(option), Synopsis.Purpose(option))));
    }

    private void WriteList(string heading, IEnumerable<(string Name, string Text)> entries)
    {
        (string Name, string Text)[] rows = [.. entries];
        if (rows.Length == 0)
        {
            return;
        }

        writer.WriteLine($"\n{heading}:");
        int column = rows.Select(row => row.Name.Length).Where(length => length <= LongestNameBesideText).DefaultIfEmpty().Max() + 4;
        bool narrow = _width - column < Narrowest - 6;
        foreach ((string name, string text) in rows)
        {
            string indent = new(' ', narrow ? 6 : column);
            bool beside = !narrow && name.Length <= LongestNameBesideText;
            string[] lines = [.. Wrapping.Lines(text, _width - indent.Length)];
            writer.WriteLine(beside ? $"  {name}".PadRight(column) + lines[0] : $"  {name}");
            foreach (string line in beside ? lines[1..] : lines)
            {
                writer.WriteLine($"{indent}{line}");
            }
        }
    }

    private void WriteText(string paragraph)
    {
        foreach (string line in Wrapping.Lines(paragraph, _width))
        {
            writer.WriteLine(line);
        }
    }
}

/// <summary>Shows the page of the command that <c>--help</c> was asked of, with examples to be copied.</summary>
internal sealed class ShowHelp(CliHost host) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parsed)
    {
        new HelpPage(host.Data, host.Width()).Write(parsed.CommandResult.Command);
        return 0;
    }
}
