using System.Text;
using IspRecipes.Cli.Help;

namespace IspRecipes.Cli.Output;

/// <summary>
/// A terminal that gets whole lines, each broken between words where it is too long: left alone, a terminal breaks within
/// them. What <see cref="Flush"/> finds unfinished, a prompt or a bar, goes out as it is.
/// </summary>
/// <param name="terminal">Where to.</param>
/// <param name="width">Its columns, which may change.</param>
internal sealed class FoldedWriter(TextWriter terminal, Func<int> width) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            terminal.Write($"{Wrapping.Fit(_line.ToString().TrimEnd('\r'), width())}\n");
            _line.Clear();
        }
        else
        {
            _line.Append(value);
        }
    }

    public override void Flush()
    {
        terminal.Write(_line.ToString());
        terminal.Flush();
        _line.Clear();
    }
}
