namespace IspRecipes.Engine.Steps.Differences;

/// <summary>A fuse byte, the lock byte or an option byte before a run and after it.</summary>
/// <param name="Name">As a recipe names it: <c>low</c>, <c>lock</c>, <c>USER</c>.</param>
/// <param name="Changes">Its fields that differ, by name; empty where the part's fields are not known.</param>
/// <param name="IsWanted">False where the recipe does not ask for it: a chip erase raises lock bits.</param>
public sealed record ByteDifference(string Name, byte Before, byte After, IReadOnlyList<NamedChange> Changes, bool IsWanted);

/// <summary>A field before and after, in words: <c>BODLEVEL 2.6 V -> 4.3 V</c>.</summary>
public sealed record NamedChange(string Field, string From, string To)
{
    public override string ToString() => $"{Field} {From} -> {To}";
}
