using System.CommandLine;

namespace IspRecipes.Cli.Help;

/// <summary>The manual in the macros of man(7): every command with its arguments, options and examples.</summary>
internal sealed class ManPage(TextWriter writer)
{
    // A manual is read in 80 columns, with what is indented seven and eleven deep.
    private const int Width = 69;

    public void Write(Command root)
    {
        var description = Description.Of(root);
        Command[] commands = [.. root.Subcommands.Where(command => !command.Hidden)];
        writer.WriteLine(".TH ISPRECIPE 1 \"\" isprecipe \"User Commands\"");
        writer.WriteLine(".nh\n.ad l");
        Section("NAME", $"isprecipe \\- {Escape("flashes AVR and STM32 as recipes say")}");
        Section("SYNOPSIS");
        foreach (Command command in commands)
        {
            writer.WriteLine($".B {Escape(Synopsis.Of(command))}");
            writer.WriteLine(command == commands[^1] ? "" : ".br");
        }

        Section("DESCRIPTION", Text(description.Summary));
        WriteExamples(description);
        Section("COMMANDS");
        foreach (Command command in commands)
        {
            WriteCommand(command);
        }

        Section("OPTIONS OF EVERY COMMAND");
        WriteOptions(Synopsis.CommonOptions(root));
        Section("OPTIONS WITHOUT A COMMAND");
        WriteOptions(Synopsis.Options(root));
        WriteList("EXIT STATUS", Surroundings.ExitCodes.Select(row => ($"{(int)row.Code}", row.Meaning)));
        WriteList("ENVIRONMENT", Surroundings.Environment.Select(row => (row.Variable, row.Meaning)));
        WriteList("FILES", Surroundings.Files.Select(row => (row.File, row.Meaning)));
        Section("SEE ALSO", ".BR avrdude (1),\n.BR st\\-flash (1)");
    }

    private void WriteCommand(Command command)
    {
        var description = Description.Of(command);
        writer.WriteLine($".SS {Escape(Synopsis.Of(command))}");
        writer.WriteLine(Text(description.Summary));
        WriteExamples(description);
        foreach (string paragraph in description.Paragraphs)
        {
            writer.WriteLine($".PP\n{Text(paragraph)}");
        }

        foreach (Argument argument in command.Arguments)
        {
            Entry(Synopsis.Of(argument), Synopsis.Purpose(argument));
        }

        WriteOptions(Synopsis.Options(command));
    }

    private void WriteExamples(Description description)
    {
        writer.WriteLine(".PP\n.RS 4\n.EX");
        foreach (string line in description.ExampleLines(Width))
        {
            writer.WriteLine(Escape(line));
        }

        writer.WriteLine(".EE\n.RE");
    }

    private void WriteOptions(IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Entry(Synopsis.Of(option), Synopsis.Purpose(option));
        }
    }

    private void WriteList(string heading, IEnumerable<(string Name, string Text)> entries)
    {
        Section(heading);
        foreach ((string name, string text) in entries)
        {
            Entry(name, text);
        }
    }

    private void Entry(string name, string text) => writer.WriteLine($".TP\n.B {Escape(name)}\n{Text(text)}");

    private void Section(string heading, string? text = null)
    {
        writer.WriteLine($".SH {heading}");
        if (text is not null)
        {
            writer.WriteLine(text);
        }
    }

    private static string Text(string paragraph) => Escape(string.Join('\n', Wrapping.Lines(paragraph, Width)));

    /// <summary>roff takes a backslash, a hyphen, and a dot or quote at the start of a line for its own.</summary>
    private static string Escape(string text)
    {
        string escaped = text.Replace("\\", "\\e").Replace("-", "\\-").Replace("~", "\\(ti").Replace("^", "\\(ha")
            .Replace("ISPRECIPE_", "\\%ISPRECIPE_");
        return string.Join('\n', escaped.Split('\n').Select(line => line is ['.' or '\'', ..] ? $"\\&{line}" : line));
    }
}
