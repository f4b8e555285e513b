using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Recipes;

/// <summary>Whatever a file holds, reading it ends in a recipe or in diagnostics with places that exist.</summary>
public sealed class AnyTextTests
{
    private static readonly string[] Words =
    [
        "version: 1\n", "name: t\n", "mcu: ", "programmer: ", "files:", "merge:", "write:", "fuses:", "lock:", "variables:",
        "type", "inputs", "avrisp", "${a}", "${", "$${", "}", "{", "[", "]", ": ", ", ", "- ", "? ", "\n", "\n  ", "\t", "|\n",
        ">-\n", "'", "\"", "\\", "\\x", "&a ", "*a", "!t ", "!!int ", "<<: ", "---\n", "...\n", "%YAML 9.9\n", "%TAG ! x\n", "#",
        "0x1FF", "017", "-", "~", "1e999", "99999999999999999999", "\0", "\u2028", "\uD800", "\uFEFF", "é", "😀",
    ];

    private static readonly string Recipe = File.ReadAllText(
        Repository.File("tests", "IspRecipes.Engine.Tests", "Corpus", "valid", "promicro-to-dfu.yaml"));

    [Fact]
    public void No_text_crashes_the_reader() =>
        Prop.ForAll<string>(text => Read(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void No_jumble_of_yaml_crashes_the_reader() => Prop.ForAll(
        Gen.Elements(Words).ListOf().Select(string.Concat).ToArbitrary(), Read)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));

    [Fact]
    public void No_change_to_a_valid_recipe_crashes_the_reader() => Prop.ForAll(
        Mutations().ToArbitrary(), Read)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("{a: ")]
    [InlineData("&a ")]
    [InlineData("'")]
    [InlineData("\n- ")]
    public void A_hundred_thousand_of_anything_is_refused(string piece)
    {
        Checked<Recipe> read = RecipeReader.Read("x.yaml", string.Concat(Enumerable.Repeat(piece, 100_000)), new RecipeInputs());

        Assert.Equal(ExitCode.Recipe, read.Exit);
    }

    [Fact]
    public void A_thousand_merges_of_one_another_are_read_in_no_time()
    {
        string merges = string.Concat(Enumerable.Range(1, 1000).Select(n => $"  m{n}: [ m{n - 1}, m{n - 1} ]\n"));
        string text = $"version: 1\nname: t\nfiles: {{ m0: a.hex }}\nmerge:\n{merges}";

        Assert.NotNull(RecipeReader.Read("x.yaml", text, new RecipeInputs()).Value);
    }

    private static Gen<string> Mutations() =>
        from edits in Gen.Zip(Gen.Choose(0, Recipe.Length - 1), Gen.Elements(Words)).Zip(Gen.Choose(0, 12)).ListOf(3)
        select edits.Aggregate(Recipe, (text, edit) =>
        {
            int at = Math.Min(edit.Item1.Item1, text.Length);
            return text[..at] + edit.Item1.Item2 + text[Math.Min(text.Length, at + edit.Item2)..];
        });

    private static void Read(string text)
    {
        Checked<Recipe> read = RecipeReader.Read("x.yaml", text, new RecipeInputs());

        Assert.Equal(read.Value is null, read.HasErrors);
        foreach (Diagnostic diagnostic in read.Diagnostics.Where(diagnostic => diagnostic.Where is { Line: > 0 }))
        {
            Assert.True(diagnostic.Where!.Column > 0);
            Assert.DoesNotContain('\n', diagnostic.Message);
            Assert.NotEmpty(new DiagnosticRenderer(_ => text).Render(diagnostic));
        }
    }
}
