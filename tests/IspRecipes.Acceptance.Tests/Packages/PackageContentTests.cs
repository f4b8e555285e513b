using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>What is in the packages, and what must not be.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class PackageContentTests
{
    private static readonly string[] Libraries =
        ["IspRecipes.Devices", "IspRecipes.Engine", "IspRecipes.Hardware", "IspRecipes.Simulation"];

    private static readonly string[] Ids = [.. Libraries, "isprecipe", "IspRecipes.MSBuild", "Cake.IspRecipes"];

    public static TheoryData<string> All => [.. Ids];

    /// <summary>Directory.Build.props is where the version stands, and nowhere else.</summary>
    private static string Version { get; } =
        XDocument.Load(Repository.File("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void A_pack_yields_these_packages_with_their_symbols_and_no_other()
    {
        IEnumerable<string> expected = from id in Ids
                                       from ending in (string[])["nupkg", "snupkg"]
                                       select $"{id}.{Version}.{ending}";

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Directory.GetFiles(PackageFeed.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_says_what_it_is_and_under_which_licence(string id)
    {
        var package = Package.Open(id);

        Assert.Equal(id, package["id"]);
        Assert.Equal(Version, package["version"]);
        Assert.Equal("MIT", package["license"]);
        Assert.NotEmpty(package["authors"]);
        Assert.NotEmpty(package["copyright"]);
        Assert.EndsWith(".", package["description"]);
        Assert.Superset(new HashSet<string>(["isp", "avr"]), new HashSet<string>(package["tags"].Split(' ')));
        Assert.Equal(WithoutRelativeLinks(File.ReadAllText(Repository.File("README.md"))), Encoding.UTF8.GetString(package.Files[package["readme"]]).TrimStart('\uFEFF'));
        Assert.Equal((128, 128), SizeOfPng(package.Files[package["icon"]]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_assembly_of_tests_of_MSBuild_or_of_Cake_is_in_a_package(string id)
    {
        string[] foreign = ["Microsoft.Build", "Microsoft.NET", "Microsoft.TestPlatform", "Cake.Core", "Cake.Common", "xunit", "FsCheck"];
        IEnumerable<string> names = Package.Open(id).Files.Keys.Select(name => Path.GetFileName(name)!);

        Assert.DoesNotContain(names, name => name.Contains("Test", StringComparison.Ordinal)
            || Array.Exists(foreign, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_in_a_package_tells_where_it_was_built(string id)
    {
        var package = Package.Open(id);
        string[] places = [Repository.Root, PackageFeed.Machine, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/."];

        Assert.All(package.Files, file => Assert.DoesNotContain(places, place => Holds(file.Value, place)));
        Assert.All(package.Symbols, symbols => Assert.All(symbols.Sources, source => Assert.StartsWith("/_/", source)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Symbols_are_those_of_the_packed_assemblies(string id)
    {
        string[] symbols = [.. Package.Open(id, "snupkg").Symbols.Select(found => found.Name)];

        Assert.NotEmpty(symbols);
        Assert.All(symbols, name => Assert.Contains(Path.ChangeExtension(name, ".dll"), Package.Open(id).Files.Keys));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_notices_name_every_assembly_of_others(string id)
    {
        var package = Package.Open(id);
        string notices = Encoding.UTF8.GetString(package.Files["THIRD-PARTY-NOTICES.txt"]);
        IEnumerable<string> others = package.Files.Keys
            .Where(name => Path.GetExtension(name) == ".dll")
            .Select(name => Path.GetFileNameWithoutExtension(name)!)
            .Where(name => !name.Contains("isprecipe", StringComparison.OrdinalIgnoreCase));

        Assert.All(others, name => Assert.Contains(name, notices));
    }

    [Fact]
    public void Libraries_carry_their_documentation_and_ask_for_what_they_use()
    {
        Assert.All(Libraries, id => Assert.Contains($"lib/net10.0/{id}.xml", Package.Open(id).Files.Keys));
        Assert.Empty(Package.Open("IspRecipes.Devices").Dependencies);
        Assert.Equal(["IspRecipes.Devices"], Package.Open("IspRecipes.Hardware").Dependencies);
        Assert.Equal(["IspRecipes.Devices"], Package.Open("IspRecipes.Simulation").Dependencies);
        Assert.Equal(
            ["IspRecipes.Devices", "NJsonSchema", "Newtonsoft.Json", "YamlDotNet"],
            Package.Open("IspRecipes.Engine").Dependencies.Order(StringComparer.Ordinal));
    }

    /// <summary>A package site has no file beside the page; where the repository lies is not known.</summary>
    private static string WithoutRelativeLinks(string page) => RelativeLink().Replace(page, "$1");

    [GeneratedRegex(@"\[([^\]]*)\]\((?!https?://|#)[^)]*\)")]
    private static partial Regex RelativeLink();

    private static bool Holds(byte[] content, string text) =>
        content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    /// <summary>8 bytes of signature, length and name of the first chunk, then width and height (PNG, section 11.2.2).</summary>
    private static (int Width, int Height) SizeOfPng(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
