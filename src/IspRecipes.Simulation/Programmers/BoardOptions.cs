namespace IspRecipes.Simulation.Programmers;

/// <summary>How a virtual programmer is connected, and what is wrong with it.</summary>
public sealed record BoardOptions
{
    /// <summary>Bits per second its firmware set its UART to; null for whatever the port is opened with.</summary>
    public int? Baud { get; init; }

    /// <summary>The same for the bootloader of a board that has a programmer's sketch; null where it is the sketch's.</summary>
    public int? BootloaderBaud { get; init; }

    /// <summary>What the adapter and the host's USB stack add to a round trip; FTDI's default timer makes it 16 ms.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>True where DTR is wired to the board's RESET, as on an Uno; opening the port asserts DTR.</summary>
    public bool OpeningResets { get; init; }

    /// <summary>A board that is its own USB device (Leonardo, Micro, Pro Micro): flow control, no baud rate, no byte lost.</summary>
    public bool NativeUsb { get; init; }

    /// <summary>SCK in hertz; null for what the firmware sets.</summary>
    public double? SckHertz { get; init; }

    /// <summary>Never answers: nothing there, or a sketch of another kind.</summary>
    public bool Silent { get; init; }

    /// <summary>The port vanishes after so many bytes written to it.</summary>
    public int? HangsUpAfter { get; init; }

    /// <summary>The firmware hangs in the middle of this page's data, the first PROG_PAGE being 1.</summary>
    public int? StopsInPage { get; init; }
}
