using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>An STK500, or another programmer that speaks STK500v2 on a serial port.</summary>
public sealed class VirtualStk500v2 : VirtualSerialProgrammer
{
    private readonly Stk500v2Firmware _firmware;

    /// <param name="chip">The target.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="options">How it is connected.</param>
    /// <param name="firmware">What runs on it; null for the STK500's.</param>
    public VirtualStk500v2(VirtualAvr chip, VirtualClock clock, BoardOptions? options = null, Stk500v2Firmware? firmware = null)
        : base(chip, clock, options ?? new BoardOptions())
    {
        _firmware = firmware ?? Stk500v2Firmware.Stk500;
        Reset();
    }

    protected override void Reset()
    {
        Board.Chip.SetReset(low: false);
        Board.Start(new Stk500v2Messenger(Board, new Stk500v2Board(Board.Chip, _firmware)));
    }
}
