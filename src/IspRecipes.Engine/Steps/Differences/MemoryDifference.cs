using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>How a memory differs from what a run would leave there.</summary>
/// <param name="Changed">What the recipe names and the chip does not hold, ascending.</param>
/// <param name="Lost">What the recipe does not name and the chip erase would take, ascending.</param>
public sealed record MemoryDifference(
    AvrMemory Memory, RestOfMemory Rest, IReadOnlyList<RangeDifference> Changed, IReadOnlyList<RangeDifference> Lost);
