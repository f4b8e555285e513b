using System.Diagnostics.CodeAnalysis;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>Tests that pack or build: <c>dotnet</c> takes all cores, so one at a time.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's word for it.")]
public sealed class PackagesCollection
{
    public const string Name = "Packages";
}
