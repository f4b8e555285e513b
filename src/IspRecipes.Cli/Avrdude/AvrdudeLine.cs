namespace IspRecipes.Cli.Avrdude;

/// <summary>A command line of avrdude as options and their values, in their order.</summary>
/// <param name="Options">Letter, value (empty for a flag), and the option as it was written.</param>
/// <param name="Strays">Words that belong to no option.</param>
internal sealed record AvrdudeLine(IReadOnlyList<AvrdudeOption> Options, IReadOnlyList<string> Strays)
{
    /// <summary>Letters with a value: getopt's string in avrdude 7.1 and 8.2.</summary>
    private const string WithValue = "bBcCEiloOpPTUxyY";

    /// <summary>Long names of 8.x.</summary>
    private static readonly Dictionary<string, char> LongNames = new()
    {
        ["part"] = 'p', ["programmer"] = 'c', ["port"] = 'P', ["baud"] = 'b', ["baudrate"] = 'b', ["bitclock"] = 'B', ["config"] = 'C',
        ["erase"] = 'e', ["chip-erase"] = 'e', ["noerase"] = 'D', ["memory"] = 'U', ["noverify-memory"] = 'V', ["noverify"] = 'V',
        ["force"] = 'F', ["test-memory"] = 'n', ["quell"] = 'q', ["quiet"] = 'q', ["verbose"] = 'v', ["terminal"] = 't', ["tty"] = 't',
    };

    /// <summary>A quote that is never closed, its place from 1 on, and what stands behind it; null where there is none.</summary>
    public (char Quote, int Place, string Behind)? OpenQuote { get; init; }

    /// <summary>Another program's name, where the line begins with one; null where avrdude or an option comes first.</summary>
    public string? OtherProgram { get; init; }

    /// <summary>The last value of an option, as avrdude takes it; null where it is not given.</summary>
    public string? Last(char letter) => Options.LastOrDefault(option => option.Letter == letter)?.Value;

    public bool Has(char letter) => Options.Any(option => option.Letter == letter);

    /// <param name="text">As typed or pasted; all up to the word avrdude is left out (sudo, a path).</param>
    public static AvrdudeLine Parse(string text)
    {
        List<string> words = ShellWords.Of(text, out int? open);
        int program = words.FindIndex(word => word.Split('/', '\\')[^1] is "avrdude" or "avrdude.exe");
        return Read(words[(program + 1)..]) with
        {
            OpenQuote = open is int at ? (text[at], at + 1, text[(at + 1)..]) : null,
            OtherProgram = program < 0 && words is [[not '-', ..] first, ..] ? first : null,
        };
    }

    private static AvrdudeLine Read(List<string> words)
    {
        List<AvrdudeOption> options = [];
        List<string> strays = [];
        for (int index = 0; index < words.Count; index++)
        {
            string word = words[index];
            if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
            {
                string[] sides = word[2..].Split('=', 2);
                char letter = LongNames.GetValueOrDefault(sides[0], '?');
                string value = sides.Length > 1 ? sides[1] : WithValue.Contains(letter) && index + 1 < words.Count ? words[++index] : "";
                options.Add(new AvrdudeOption(letter, value, value.Length > 0 && sides.Length == 1 ? $"{word} {value}" : word));
            }
            else if (word is ['-', _, ..])
            {
                ReadLetters(words, ref index, options);
            }
            else if (options.Count > 0 && EndOfPath(options[^1], words, index) is int end)
            {
                string rest = string.Join(' ', words[index..(end + 1)]);
                options[^1] = options[^1] with { Value = $"{options[^1].Value} {rest}", Text = $"{options[^1].Text} {rest}" };
                index = end;
            }
            else
            {
                strays.Add(word);
            }
        }

        return new AvrdudeLine(options, strays);
    }

    /// <summary>
    /// The last word of a path with blanks, which the Arduino IDE prints without quotes (<c>C:\Program Files (x86)\...\avrdude.conf</c>);
    /// null where the option's value is whole, or no word before the next option ends one.
    /// </summary>
    private static int? EndOfPath(AvrdudeOption option, List<string> words, int from)
    {
        if (IsWhole(option.Value))
        {
            return null;
        }

        int next = words.FindIndex(from, word => word.StartsWith('-'));
        int end = words.FindIndex(from, (next < 0 ? words.Count : next) - from, IsWhole);
        return end < 0 ? null : end;

        bool IsWhole(string value) => option.Letter switch
        {
            'C' => value.EndsWith(".conf", StringComparison.OrdinalIgnoreCase),
            'U' => value is [.., ':', >= 'a' and <= 'z'],
            _ => true,
        };
    }

    /// <summary><c>-vv</c>, <c>-pm32u4</c>, <c>-p m32u4</c>: flags may share a word, and the value of the last begins in it or follows.</summary>
    private static void ReadLetters(List<string> words, ref int index, List<AvrdudeOption> options)
    {
        string word = words[index];
        for (int at = 1; at < word.Length; at++)
        {
            char letter = word[at];
            if (!WithValue.Contains(letter))
            {
                options.Add(new AvrdudeOption(letter, "", $"-{letter}"));
                continue;
            }

            string value = at + 1 < word.Length ? word[(at + 1)..] : index + 1 < words.Count ? words[++index] : "";
            options.Add(new AvrdudeOption(letter, value, $"-{letter} {value}".TrimEnd()));
            return;
        }
    }
}

/// <param name="Letter">The short option; ? for a long one that has none here.</param>
/// <param name="Value">Empty for a flag.</param>
/// <param name="Text">As it was written.</param>
internal sealed record AvrdudeOption(char Letter, string Value, string Text);
