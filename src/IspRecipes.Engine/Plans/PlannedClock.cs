using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>The fuse byte that chooses the clock, as the recipe wants it, and how much of the clock that decides.</summary>
internal sealed class PlannedClock
{
    private readonly AvrPart _part;
    private readonly ClockChoice?[] _choices;

    private PlannedClock(AvrPart part, PlannedFuse fuse)
    {
        _part = part;
        Fuse = fuse;
        IsKnown = part.KnowsFields && part.ClockOf(fuse.Change.Over(0xFF)) is not null;
        _choices = IsKnown ? [.. fuse.Change.Outcomes.Select(part.ClockOf).Distinct()] : [];
    }

    public PlannedFuse Fuse { get; }

    /// <summary>False for a part without data of its clock: any change of its low byte may be one of the clock.</summary>
    public bool IsKnown { get; }

    /// <summary>The setting that chooses the clock; null where the recipe leaves the choice to the chip.</summary>
    public FuseSetting? Setting => Fuse.Settings.FirstOrDefault(Chooses);

    /// <summary>The clock; null where the chip has a say in it.</summary>
    public ClockChoice? Choice => _choices is [ClockChoice one] ? one : null;

    /// <summary>The clock as far as its kind goes; null where the chip has a say in that.</summary>
    public ClockChoice? Kind =>
        _choices is [ClockChoice first, ..] && _choices.All(choice => choice?.Class == first.Class)
            ? Choice ?? new ClockChoice(first.Class)
            : null;

    /// <summary>Null where the recipe leaves the byte alone.</summary>
    public static PlannedClock? Of(Job job) =>
        job.Part is AvrPart part
        && (part.ClockFuse ?? part.Fuse(FuseId.Low)) is FuseByte byId
        && job.Fuses.FirstOrDefault(fuse => fuse.Change.Fuse.Id == byId.Id) is PlannedFuse planned
            ? new PlannedClock(part, planned)
            : null;

    /// <summary>The core's frequency in hertz; null where the recipe does not decide it.</summary>
    public double? Core(BoardClock? board)
    {
        double?[] speeds = [.. Fuse.Change.Outcomes.Select(fuse => CoreSpeed.Hertz(_part, fuse, board)).Distinct()];
        return IsKnown && speeds is [double one] ? one : null;
    }

    /// <summary>A whole byte chooses the clock, and so does a field that has another for another value.</summary>
    private bool Chooses(FuseSetting setting)
    {
        if (!IsKnown || Fuse.Change.Fuse.Field(setting.Name.Value) is not FuseField field)
        {
            return true;
        }

        return Enumerable.Range(0, field.Max + 1)
            .Select(value => _part.ClockOf((byte)(~field.Mask | field.Place(value)))?.Class)
            .Distinct()
            .Skip(1)
            .Any();
    }
}
