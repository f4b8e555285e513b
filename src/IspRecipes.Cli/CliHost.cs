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
        };
    }

    // https://no-color.org: present and not empty.
    private static string? Variable(string name) =>
        System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
