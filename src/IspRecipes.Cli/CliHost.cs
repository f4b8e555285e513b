using System.Text;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware;

namespace IspRecipes.Cli;

/// <summary>What surrounds the command line: where it writes, what it may ask, and the bench of this machine.</summary>
internal sealed record CliHost
{
    /// <summary>The result.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The person's answers; null where nobody sits at a terminal, and then nothing is asked.</summary>
    public TextReader? In { get; init; }

    /// <summary>True where <see cref="Error"/> is a terminal that can redraw a line.</summary>
    public bool Animates { get; init; }

    /// <summary>True where colours are wanted on <see cref="Error"/>.</summary>
    public bool Colours { get; init; }

    /// <summary>True where <see cref="Out"/> is a terminal that may be shown more than ASCII.</summary>
    public bool Draws { get; init; }

    /// <summary>Columns of <see cref="Out"/>.</summary>
    public Func<int> Width { get; init; } = () => 80;

    /// <summary>Standard input as bytes, for a file named <c>-</c>.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Standard output as bytes, for a file named <c>-</c>.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public Func<IBench> Bench { get; init; } = () => new HardwareBench();

    public static CliHost OfThisProcess()
    {
        bool terminal = !Console.IsErrorRedirected && Variable("TERM") != "dumb";
        return new CliHost
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.In,
            Animates = terminal && Variable("CI") is null,
            Colours = terminal && Variable("NO_COLOR") is null,
            Draws = !Console.IsOutputRedirected && Variable("TERM") != "dumb" && Variable("NO_COLOR") is null
                && Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage,
            Width = () => Console.IsOutputRedirected ? 80 : Math.Max(Console.WindowWidth, 40),
        };
    }

    // https://no-color.org: present and not empty.
    private static string? Variable(string name) =>
        System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
