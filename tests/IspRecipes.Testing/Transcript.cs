using System.Globalization;

namespace IspRecipes.Testing;

/// <summary>
/// What passes over a serial line, as text: <c>&gt; 30 20</c> one write of the computer, <c>&lt; 14 10</c> what the
/// programmer sends, <c>&lt; silence</c> and <c>&lt; hangup</c> where it sends nothing, <c>= dtr 0 rts 0</c> the modem
/// lines. <c>FF*128</c> repeats a byte; <c>#</c> begins a comment. docs/protocols/stk500v1.md describes the format.
/// </summary>
public sealed record Transcript(string Name, IReadOnlyList<TranscriptLine> Lines)
{
    /// <summary>Reads <c>tests/transcripts/stk500v1/open.txt</c>, given its path below <c>tests/transcripts</c>.</summary>
    public static Transcript Load(string path) =>
        Parse(path, File.ReadAllText(Repository.File("tests", "transcripts", path)));

    public static Transcript Parse(string name, string text)
    {
        var lines = new List<TranscriptLine>();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Split('#')[0].Trim();
            if (line.Length > 0)
            {
                lines.Add(ParseLine(line, number));
            }
        }

        return new Transcript(name, lines);
    }

    /// <summary>This transcript and then another.</summary>
    public Transcript Then(Transcript next) => new($"{Name}, {next.Name}", [.. Lines, .. next.Lines]);

    private static TranscriptLine ParseLine(string line, int number) => (line[0], line[1..].Trim()) switch
    {
        ('>', string bytes) => new(TranscriptTurn.Out, ParseBytes(bytes), number),
        ('<', "silence") => new(TranscriptTurn.Silence, [], number),
        ('<', "hangup") => new(TranscriptTurn.HangUp, [], number),
        ('<', string bytes) => new(TranscriptTurn.In, ParseBytes(bytes), number),
        ('=', string lines) when lines.Split(' ') is ["dtr", string dtr, "rts", string rts] =>
            new(TranscriptTurn.Lines, [byte.Parse(dtr), byte.Parse(rts)], number),
        _ => throw new FormatException($"line {number}: '{line}' is no line of a transcript"),
    };

    private static byte[] ParseBytes(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(ParseWord)];

    private static IEnumerable<byte> ParseWord(string word)
    {
        string[] parts = word.Split('*');
        return Enumerable.Repeat(
            byte.Parse(parts[0], NumberStyles.HexNumber),
            parts.Length > 1 ? int.Parse(parts[1]) : 1);
    }
}

public enum TranscriptTurn
{
    Out,
    In,
    Silence,
    HangUp,
    Lines,
}

/// <param name="Number">Line in the file, 1-based.</param>
public sealed record TranscriptLine(TranscriptTurn Turn, byte[] Bytes, int Number);

/// <summary>The two sides have parted: a test's failure, which no driver may take for a fault of the line.</summary>
public sealed class TranscriptException(string message) : Exception(message);
