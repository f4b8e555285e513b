using System.Globalization;

namespace IspRecipes.Testing;

/// <summary>
/// What passes over a serial line, as text: <c>&gt; 30 20</c> one write of the computer, <c>&lt; 14 10</c> what the
/// programmer sends, <c>&lt; silence</c> and <c>&lt; hangup</c> where it sends nothing, <c>= dtr 0 rts 0</c> the modem
/// lines, <c>= wait 0.009</c> seconds in which the computer is quiet. <c>FF*128</c> repeats a byte, of <c>AB/01</c> only
/// the bits in 01 mean anything; <c>#</c> begins a comment. docs/protocols/stk500v1.md describes the format.
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
        ('>', string bytes) => ParseBytes(TranscriptTurn.Out, bytes, number),
        ('<', "silence") => new(TranscriptTurn.Silence, [], number),
        ('<', "hangup") => new(TranscriptTurn.HangUp, [], number),
        ('<', string bytes) => ParseBytes(TranscriptTurn.In, bytes, number),
        ('=', string lines) when lines.Split(' ') is ["dtr", string dtr, "rts", string rts] =>
            new(TranscriptTurn.Lines, [byte.Parse(dtr), byte.Parse(rts)], number),
        ('=', string pause) when pause.Split(' ') is ["wait", string seconds] =>
            new(TranscriptTurn.Wait, [], number) { Pause = TimeSpan.FromSeconds(double.Parse(seconds)) },
        _ => throw new FormatException($"line {number}: '{line}' is no line of a transcript"),
    };

    private static TranscriptLine ParseBytes(TranscriptTurn turn, string words, int number)
    {
        (byte Value, byte Mask)[] bytes =
            [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(ParseWord)];
        return new(turn, [.. bytes.Select(one => one.Value)], number) { Mask = [.. bytes.Select(one => one.Mask)] };
    }

    private static IEnumerable<(byte Value, byte Mask)> ParseWord(string word)
    {
        string[] repeated = word.Split('*');
        string[] masked = repeated[0].Split('/');
        byte mask = masked.Length > 1 ? byte.Parse(masked[1], NumberStyles.HexNumber) : (byte)0xFF;
        return Enumerable.Repeat(
            (byte.Parse(masked[0], NumberStyles.HexNumber), mask),
            repeated.Length > 1 ? int.Parse(repeated[1]) : 1);
    }
}

public enum TranscriptTurn
{
    Out,
    In,
    Silence,
    HangUp,
    Lines,
    Wait,
}

/// <param name="Number">Line in the file, 1-based.</param>
public sealed record TranscriptLine(TranscriptTurn Turn, byte[] Bytes, int Number)
{
    /// <summary>The bits of each byte that mean anything.</summary>
    public byte[] Mask { get; init; } = [];

    /// <summary>How long the computer is quiet at least.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether bytes are these, in the bits that mean anything.</summary>
    public bool Fits(ReadOnlySpan<byte> found)
    {
        for (int index = 0; index < Bytes.Length; index++)
        {
            if (((Bytes[index] ^ found[index]) & Mask[index]) != 0)
            {
                return false;
            }
        }

        return found.Length == Bytes.Length;
    }
}

/// <summary>The two sides have parted: a test's failure, which no driver may take for a fault of the line.</summary>
public sealed class TranscriptException(string message) : Exception(message);
