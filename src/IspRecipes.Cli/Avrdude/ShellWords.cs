using System.Text;

namespace IspRecipes.Cli.Avrdude;

/// <summary>
/// The words of a command line as a shell takes them: quotes hold them together. A backslash before anything but a blank, quote or
/// line end is one of Windows.
/// </summary>
internal sealed class ShellWords
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private bool _inWord;

    /// <summary>The one that is open; NUL for none.</summary>
    private char _quote;

    /// <param name="text">As typed or pasted.</param>
    /// <param name="open">Index of a quote that is never closed; null where there is none.</param>
    public static List<string> Of(string text, out int? open)
    {
        open = null;
        var words = new ShellWords();
        for (int at = 0; at < text.Length; at++)
        {
            bool escaped = words.IsEscapedBy(text[at], at + 1 < text.Length ? text[at + 1] : null);
            words.Take(escaped ? text[++at] : text[at], escaped);
            open = words._quote == '\0' ? null : open ?? at;
        }

        words.End();
        return words._words;
    }

    private bool IsEscapedBy(char character, char? next) =>
        character == '\\' && _quote != '\'' && next is ' ' or '"' or '\'' or '\n' or '\r';

    private void Take(char character, bool escaped)
    {
        if (!escaped && (_quote == character || (_quote == '\0' && character is '"' or '\'')))
        {
            _quote = _quote == '\0' ? character : '\0';
            _inWord = true;
        }
        else if (_quote == '\0' && char.IsWhiteSpace(character) && !(escaped && character == ' '))
        {
            End();
        }
        else
        {
            _word.Append(character);
            _inWord = true;
        }
    }

    private void End()
    {
        if (_inWord)
        {
            _words.Add(_word.ToString());
        }

        _word.Clear();
        _inWord = false;
    }
}
