namespace IspRecipes.Engine.Steps.Differences;

/// <summary>How a chip differs from what a run would leave there.</summary>
/// <param name="Bytes">Fuse, lock and option bytes that would become others, in the order they are written.</param>
/// <param name="Memories">Those that the recipe speaks of or a chip erase takes; flash first.</param>
/// <param name="WantsErase">True for <c>erase: chip</c>: what an erased chip would not hold differs too.</param>
public sealed record ChipDifference(IReadOnlyList<ByteDifference> Bytes, IReadOnlyList<MemoryDifference> Memories, bool WantsErase)
{
    /// <summary>
    /// True where the chip does not hold what the recipe asks for. What a run would only lose on the way is no reason for one.
    /// </summary>
    public bool IsPending =>
        Bytes.Any(changed => changed.IsWanted || WantsErase)
        || Memories.Any(memory => memory.Changed.Count > 0 || (WantsErase && memory.Lost.Count > 0));

    /// <summary>True where a run loses something that the recipe does not name.</summary>
    public bool Loses => Bytes.Any(changed => !changed.IsWanted) || Memories.Any(memory => memory.Lost.Count > 0);
}
