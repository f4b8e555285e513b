using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>The text of a new recipe, read again.</summary>
public class NewRecipeTests
{
    public static TheoryData<string> Parts => [.. PartCatalog.Ids];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_new_recipe_for_any_part_lacks_nothing_but_the_file(string id)
    {
        Part part = PartCatalog.Find(id)!;

        IReadOnlyList<Diagnostic> found = RecipeRunner.Plan("x.yaml", Of(part, "x", "missing.hex").Text(), new RecipeInputs()).Diagnostics;

        Diagnostic[] errors = [.. found.Where(diagnostic => diagnostic.Severity == Severity.Error)];
        Assert.Contains(errors, error => error.Number == (int)FaultCode.FileNotFound);
        Assert.All(errors, error => Assert.True(
            error.Number == (int)FaultCode.FileNotFound || part is AvrPart { Old: not OldInstructions.None }, $"{error.Code}: {error.Message}"));
    }

    /// <summary>Whatever YAML makes of a character, a name is read as it was given; a variable in it is none.</summary>
    [Fact]
    public void A_text_is_read_as_it_was_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<UnicodeString>(),
        unicode =>
        {
            // A lone surrogate is no text, and no path has a NUL.
            string text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(unicode.Get ?? "")).Replace("\0", "", StringComparison.Ordinal);
            Checked<Recipe> read = RecipeReader.Read("x.yaml", Of(PartCatalog.Find("atmega32u4")!, text, text).Text(), new RecipeInputs());
            return text.Length == 0 || (read.Value?.Name == text && read.Value.Files["firmware"].Path.Value == text);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("true")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("017")]
    [InlineData("0x17")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("...")]
    [InlineData("---")]
    [InlineData("- a")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("a, b")]
    [InlineData(" a ")]
    [InlineData("${a} and $${b}")]
    [InlineData("\"'\\\n\r\t\u0085\u2028\uFEFF\u007F")]
    [InlineData("日本 ☕ 🔌")]
    public void A_text_that_YAML_reads_otherwise_is_read_as_it_was_written(string text)
    {
        Checked<Recipe> read = RecipeReader.Read("x.yaml", Of(PartCatalog.Find("stm32f103c8")!, text, text).Text(), new RecipeInputs());

        Assert.Empty(read.Diagnostics);
        Assert.Equal((text, text), (read.Value?.Name, read.Value?.Files["firmware"].Path.Value));
    }

    private static NewRecipe Of(Part part, string name, string firmware) => new()
    {
        Name = name,
        Part = part,
        Programmer = ProgrammerCatalog.Find(part is Stm32Part ? "stlink-v2" : "usbasp")!,
        Firmware = firmware,
    };
}
