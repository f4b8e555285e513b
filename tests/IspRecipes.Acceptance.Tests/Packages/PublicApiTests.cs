using System.Reflection;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>
/// What people call from C#, word for word: a change that breaks or widens it shows in review. ISPRECIPE_APPROVE=1 writes
/// the texts anew.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("IspRecipes.Devices")]
    [InlineData("IspRecipes.Engine")]
    [InlineData("IspRecipes.Hardware")]
    [InlineData("IspRecipes.Simulation")]
    public void The_public_interface_is_as_approved(string library)
    {
        string approved = Repository.File("docs", "api", $"{library}.txt");
        string offered = PublicApi.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, offered);
        }

        Assert.Equal(File.ReadAllText(approved), offered);
    }
}
