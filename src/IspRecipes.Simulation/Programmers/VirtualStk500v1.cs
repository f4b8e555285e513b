using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>An Arduino with the ArduinoISP sketch: STK500v1 in its dialect.</summary>
public sealed class VirtualStk500v1 : VirtualSerialProgrammer
{
    public VirtualStk500v1(VirtualAvr chip, VirtualClock clock, BoardOptions? options = null)
        : base(chip, clock, options ?? new BoardOptions())
    {
        Board.Start(new ArduinoIspSketch(Board));
    }

    /// <summary>True once a page was written to the board's own bootloader: the sketch would be gone.</summary>
    public bool BootloaderWasWritten { get; private set; }

    /// <summary>The board's own bootloader comes first; the target is let go.</summary>
    protected override void Reset()
    {
        Board.Chip.SetReset(low: false);
        Board.Start(new Optiboot(
            Board, () => new ArduinoIspSketch(Board), ArduinoIspSketch.Setup, () => BootloaderWasWritten = true));
    }
}
