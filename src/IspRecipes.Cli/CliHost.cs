using System.Text;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware;

namespace IspRecipes.Cli;

/// <summary>What surrounds the command line: where it writes, what it may ask, and the bench of this machine.</summary>
internal sealed record CliHost
{
    /// <summary>The result.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The result where machines read it or people copy it: no line is ever broken.</summary>
    public TextWriter Data
    {
        get => field ?? Out;
        init;
    }

    /// <summary>Progress and messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The person's answers; null where nobody sits at a terminal, and then nothing is asked.</summary>
    public TextReader? In { get; init; }

    /// <summary>True where <see cref="Out"/> is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True where <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>True where <see cref="Out"/> may be shown more than ASCII.</summary>
    public bool Unicode { get; init; }

    /// <summary>Columns of the terminal, or 80.</summary>
    public Func<int> Width { get; init; } = () => Look.CommonWidth;

    /// <summary>Standard input as bytes, for a file named <c>-</c>.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Standard output as bytes, for a file named <c>-</c>.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public Func<IBench> Bench { get; init; } = () => new HardwareBench();

    /// <summary>Who may use what is plugged in.</summary>
    public Func<Machine> Machine { get; init; } = () => new Machine();

    /// <summary>How it shall look; settled once the command line is read.</summary>
    public Look Look { get; set; } = Look.Bare;

    /// <summary>The same, with lines that people read broken between words at the edge of a terminal.</summary>
    public CliHost Folded() => this with
    {
        Data = Out,
        Out = OutIsTerminal ? new FoldedWriter(Out, Width) : Out,
        Error = ErrorIsTerminal ? new FoldedWriter(Error, Width) : Error,
    };

    /// <summary>A stream that was closed is one that nobody reads, or an empty one.</summary>
    public static CliHost OfThisProcess()
    {
        (bool hasIn, bool hasOut, bool hasError) =
            (StandardStreams.Has(StandardStreams.Input), StandardStreams.Has(StandardStreams.Output), StandardStreams.Has(StandardStreams.Error));
        StandardStreams.Reserve();
        bool outIsTerminal = hasOut && !Console.IsOutputRedirected;
        bool errorIsTerminal = hasError && !Console.IsErrorRedirected;
        return new CliHost
        {
            Out = hasOut ? Console.Out : TextWriter.Null,
            Error = hasError ? Console.Error : TextWriter.Null,
            In = hasIn && !Console.IsInputRedirected && errorIsTerminal ? Console.In : null,
            Input = hasIn ? Console.OpenStandardInput : () => Stream.Null,
            Output = hasOut ? Console.OpenStandardOutput : () => Stream.Null,
            OutIsTerminal = outIsTerminal && WindowsConsole.Understands(WindowsConsole.StandardOutput),
            ErrorIsTerminal = errorIsTerminal && WindowsConsole.Understands(WindowsConsole.StandardError),
            Unicode = Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage,
            Width = () => outIsTerminal || errorIsTerminal ? WidthOfTerminal() : Look.CommonWidth,
        };
    }

    // A terminal that does not know its size says 0.
    private static int WidthOfTerminal() => Console.WindowWidth is > 0 and int width ? width : Look.CommonWidth;
}
