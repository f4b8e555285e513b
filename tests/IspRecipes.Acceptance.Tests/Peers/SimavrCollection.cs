using System.Diagnostics.CodeAnalysis;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Simulated chips take a core each: one at a time.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's word for it.")]
public sealed class SimavrCollection
{
    public const string Name = "simavr";
}
