namespace IspRecipes.Cli.Output;

/// <summary>When colours are wanted.</summary>
internal enum ColourChoice
{
    Auto,
    Always,
    Never,
}

/// <summary>How output looks: what a terminal can, what its environment asks for, and what the command line says.</summary>
/// <param name="Plain">Nothing is drawn: sentences and lists alone, as a screen reader reads them well.</param>
/// <param name="Animates">A line of messages may be drawn over.</param>
/// <param name="ColoursOut">The result may be coloured.</param>
/// <param name="ColoursError">Messages may be coloured.</param>
/// <param name="Draws">Pictures may hold more than ASCII.</param>
internal sealed record Look(bool Plain, bool Animates, bool ColoursOut, bool ColoursError, bool Draws)
{
    /// <summary>What is assumed where there is no terminal.</summary>
    public const int CommonWidth = 80;

    /// <summary>ASCII that nothing draws over, as in a file.</summary>
    public static readonly Look Bare = new(Plain: false, Animates: false, ColoursOut: false, ColoursError: false, Draws: false);

    /// <param name="host">What is a terminal, and the environment.</param>
    /// <param name="choice">Of <c>--color</c>.</param>
    /// <param name="plain">True with <c>--plain</c>.</param>
    public static Look Of(CliHost host, ColourChoice choice, bool plain)
    {
        bool isPlain = plain || IsOn("ISPRECIPE_PLAIN");
        bool isDumb = host.Environment("TERM") == "dumb";
        return new Look(
            isPlain,
            Animates: host.ErrorIsTerminal && !isPlain && !isDumb && !IsSet("CI"),
            ColoursOut: Colours(host.OutIsTerminal),
            ColoursError: Colours(host.ErrorIsTerminal),
            Draws: host.OutIsTerminal && host.Unicode && !isPlain && !isDumb);

        // https://no-color.org counts a variable that is present and not empty, https://bixense.com/clicolors one that is not 0.
        bool Colours(bool terminal) => choice switch
        {
            ColourChoice.Always => true,
            ColourChoice.Never => false,
            _ => !IsSet("NO_COLOR") && !isPlain && (IsOn("CLICOLOR_FORCE") || (terminal && !isDumb && host.Environment("CLICOLOR") != "0")),
        };

        bool IsSet(string name) => host.Environment(name) is { Length: > 0 };

        bool IsOn(string name) => IsSet(name) && host.Environment(name) != "0";
    }

    /// <summary>Text for the result, coloured where that is wanted.</summary>
    public string OnOut(Colour colour, string text) => ColoursOut ? Sequence(colour, text) : text;

    /// <summary>Text for a message, coloured where that is wanted.</summary>
    public string OnError(Colour colour, string text) => ColoursError ? Sequence(colour, text) : text;

    private static string Sequence(Colour colour, string text) => $"\u001b[{(int)colour}m{text}\u001b[0m";
}

/// <summary>The few that are used, each beside a word that says the same; numbers of ECMA-48's SGR.</summary>
internal enum Colour
{
    Bold = 1,
    Faint = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
}
