namespace IspRecipes.Engine.Steps.Differences;

/// <summary>A stretch of a memory in which bytes differ.</summary>
/// <param name="First">Address of its first byte.</param>
/// <param name="Last">Address of its last byte.</param>
/// <param name="Bytes">Bytes in it that the recipe names; of what is lost, those that are not 0xFF. Short gaps are not counted.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="Differing">How many of them differ.</param>
/// <param name="FirstDiffering">Address of the first that does.</param>
/// <param name="LastDiffering">Address of the last.</param>
public sealed record RangeDifference(
    uint First, uint Last, long Bytes, RangeChange Change, long Differing, uint FirstDiffering, uint LastDiffering);

public enum RangeChange
{
    /// <summary>Some bytes are others.</summary>
    Differs,

    /// <summary>All of it is 0xFF in the chip, and is written.</summary>
    Written,

    /// <summary>All of it shall be 0xFF, and is not.</summary>
    Erased,

    /// <summary>The recipe does not name it, and the chip erase takes it.</summary>
    Lost,
}
