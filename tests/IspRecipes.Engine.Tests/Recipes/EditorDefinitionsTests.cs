using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class EditorDefinitionsTests
{
    private static readonly string SchemaFile = Repository.File("schema", "isprecipe.schema.json");

    private static readonly Lazy<Regex> PartPattern = new(() => new Regex(
        JsonDocument.Parse(File.ReadAllText(SchemaFile)).RootElement
            .GetProperty("definitions").GetProperty("editorParts").GetProperty("pattern").GetString()!,
        RegexOptions.ECMAScript));

    /// <summary>ISPRECIPE_APPROVE=1 writes them anew, to be read in the diff.</summary>
    [Fact]
    public void The_names_an_editor_offers_are_those_of_the_device_data()
    {
        string schema = File.ReadAllText(SchemaFile);
        string generated = EditorDefinitions.In(schema);
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(SchemaFile, generated);
            schema = generated;
        }

        Assert.Equal(generated, schema);
    }

    [Fact]
    public void An_editor_knows_a_part_by_every_name_that_the_catalogue_knows_it_by()
    {
        string[] names = [.. PartCatalog.Ids.SelectMany(id => PartCatalog.Find(id)!.Aliases.Prepend(id))];
        string[] spelt = [.. names, .. names.Select(name => name.ToUpperInvariant()), .. PartCatalog.Ids.Select(id => PartCatalog.Find(id)!.Name)];

        Assert.All([.. spelt, "STM32F103C8T6", "stm32f103c8T6TR", "stm32f103xb", "BluePill", "${chip}", "atmega${size}"], name => Assert.Matches(PartPattern.Value, name));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/editor.md")]
    public void A_page_counts_the_parts_right(string page) =>
        Assert.Contains($"{PartCatalog.Ids.Count} parts by", File.ReadAllText(Repository.File(page)));

    [Fact]
    public void An_editor_flags_a_name_if_and_only_if_the_catalogue_lacks_it() => Prop.ForAll(
        NearlyParts().ToArbitrary(), name => PartPattern.Value.IsMatch(name) == (PartCatalog.Find(name) is not null))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true));

    /// <summary>Ids with a character more, fewer or changed.</summary>
    private static Gen<string> NearlyParts() =>
        from id in Gen.Elements<string>(PartCatalog.Ids)
        from at in Gen.Choose(0, id.Length - 1)
        from removed in Gen.Choose(0, 1)
        from added in Gen.Elements("", "0", "1", "6", "8", "a", "A", "p", "P", "x", "b", "T6", "c7x", "-", " ")
        select id[..at] + added + id[(at + removed)..];
}
