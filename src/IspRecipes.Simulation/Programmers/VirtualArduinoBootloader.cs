using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>A board whose own chip is programmed through its bootloader, ATmegaBOOT_168.</summary>
public sealed class VirtualArduinoBootloader(VirtualAvr chip, VirtualClock clock, BoardOptions? options = null)
    : VirtualSerialProgrammer(chip, clock, options ?? new BoardOptions { OpeningResets = true })
{
    protected override void Reset() => Board.Start(new AtmegaBoot(Board));
}
