namespace IspRecipes.Simulation.Chips;

/// <summary>
/// Notices a core that goes round in a loop without changing anything, as one does that polls BSY or has nothing more to do:
/// its registers come back to what they were, so that it can be left alone until something else happens (Brent's cycle
/// detection).
/// </summary>
internal sealed class IdleLoop(ThumbCore core)
{
    private readonly uint[] _registers = new uint[16];
    private uint _xpsr;
    private long _surroundings = -1;
    private int _steps;
    private int _limit;

    /// <summary>To be asked after each step.</summary>
    /// <param name="surroundings">Another number whenever anything outside the core may have changed.</param>
    public bool Closes(long surroundings)
    {
        if (surroundings != _surroundings)
        {
            _surroundings = surroundings;
            _limit = 4;
            Remember();
            return false;
        }

        if (core.Registers[15] == _registers[15] && core.Xpsr == _xpsr && core.Registers.AsSpan().SequenceEqual(_registers))
        {
            return true;
        }

        if (++_steps == _limit)
        {
            _limit = Math.Min(2 * _limit, 1 << 20);
            Remember();
        }

        return false;
    }

    private void Remember()
    {
        core.Registers.CopyTo(_registers, 0);
        _xpsr = core.Xpsr;
        _steps = 0;
    }
}
