using System.Reflection;
using System.Xml.Linq;
using Cake.Core;
using Cake.Core.Annotations;
using Cake.IspRecipes;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>The conventions of addins, which Cake and its site go by.</summary>
public class AliasTests
{
    private static readonly Assembly Addin = typeof(IspRecipesAliases).Assembly;

    private static readonly MethodInfo[] Aliases = typeof(IspRecipesAliases).GetMethods(BindingFlags.Public | BindingFlags.Static);

    [Fact]
    public void Every_public_method_is_an_alias_of_the_category()
    {
        Assert.Equal("IspRecipes", typeof(IspRecipesAliases).GetCustomAttribute<CakeAliasCategoryAttribute>()?.Name);
        Assert.Equal(["IspFlash", "IspMerge", "IspPlan", "IspValidate"], Aliases.Select(alias => alias.Name).Distinct().Order());
        Assert.All(Aliases, alias =>
        {
            Assert.NotNull(alias.GetCustomAttribute<CakeMethodAliasAttribute>());
            Assert.Equal(typeof(ICakeContext), alias.GetParameters()[0].ParameterType);
        });
    }

    [Fact]
    public void Every_alias_is_documented_with_an_example()
    {
        XElement[] documented =
        [
            .. XDocument.Load(Path.ChangeExtension(Addin.Location, ".xml")).Descendants("member")
                .Where(member => member.Attribute("name")!.Value.StartsWith($"M:{typeof(IspRecipesAliases).FullName}.", StringComparison.Ordinal)),
        ];

        Assert.Equal(Aliases.Length, documented.Length);
        Assert.All(documented, alias => Assert.Contains("Isp", alias.Element("example")?.Element("code")?.Value));
    }

    [Fact]
    public void Nothing_of_Cake_is_needed_but_its_core() =>
        Assert.Equal(["Cake.Core"], Addin.GetReferencedAssemblies().Select(used => used.Name).Where(name => name!.StartsWith("Cake", StringComparison.Ordinal)));
}
