using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// SCK for fuses and lock bits: a quarter of the slower of the old and the new core clock at most, so that no bit error
/// makes another fuse of one; 125 kHz where a clock is unknown.
/// </summary>
/// <param name="Board">What the recipe says of the board's clock; null for nothing.</param>
/// <param name="Clock">How the recipe changes the fuse byte that chooses the clock; null where it does not.</param>
internal sealed record SafeSck(BoardClock? Board, FuseChange? Clock)
{
    private const double Unknown = 125e3;

    /// <summary>Slows SCK down, where the programmer can and where it is faster than that.</summary>
    internal void Settle(StepContext context) => context.Target.SlowDown(Limit(context.Part, context.Chip));

    internal double Limit(AvrPart part, ChipState chip)
    {
        if (part.ClockFuse is not FuseByte fuse)
        {
            return Unknown;
        }

        byte old = chip.Before[fuse.Id];
        byte[] bytes = Clock is null ? [old] : [old, Clock.Over(old)];
        return bytes
            .Select(value => CoreSpeed.Hertz(part, value, Board) is double core ? CoreSpeed.FastestSck(core) : Unknown)
            .Min();
    }
}
