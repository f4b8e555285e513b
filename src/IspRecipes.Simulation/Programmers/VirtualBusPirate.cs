using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>A Bus Pirate v3 or v4, its CS wired to RESET. Nothing resets it when its port is opened.</summary>
public sealed class VirtualBusPirate : VirtualSerialProgrammer
{
    /// <summary>Its UART's rate from power-up on.</summary>
    private const int OwnBaud = 115200;

    private readonly BusPirateTerminal _terminal;

    public VirtualBusPirate(VirtualAvr chip, VirtualClock clock, BusPirateBuild? build = null, BoardOptions? options = null)
        : base(chip, clock, Wired(build ?? BusPirateBuild.V70, options ?? new BoardOptions()))
    {
        Pins = new BusPiratePins(chip);
        _terminal = new BusPirateTerminal(Board, build ?? BusPirateBuild.V70, Pins);
        Board.Start(_terminal);
    }

    /// <summary>True in the terminal, where it waits for a person.</summary>
    public bool IsInTerminal => Board.Runs(_terminal);

    /// <summary>Its supply feeds the target.</summary>
    public bool FeedsTarget => Pins.Power;

    /// <summary>Its pull-ups are connected.</summary>
    public bool PullsUp => Pins.PullUps;

    /// <summary>Puts it where another program may have left it, by what that one sent.</summary>
    public void LeftAfter(params ReadOnlySpan<byte> sent)
    {
        Open(new(OwnBaud));
        Receive(sent);
        Dispose();
    }

    internal BusPiratePins Pins { get; }

    /// <summary>DTR reaches nothing but the USB chip.</summary>
    protected override void Reset()
    {
    }

    private static BoardOptions Wired(BusPirateBuild build, BoardOptions options) =>
        options with { Baud = build.IsV4 ? options.Baud : options.Baud ?? OwnBaud, NativeUsb = build.IsV4 };
}
