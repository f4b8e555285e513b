using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Recipes;

/// <summary>
/// Recipes as people write them, and word for word what they are told. ISPRECIPE_APPROVE=1 writes the texts anew, to be
/// read in the diff.
/// </summary>
public sealed class CorpusTests
{
    private static readonly string Corpus = Repository.File("tests", "IspRecipes.Engine.Tests", "Corpus");

    public static TheoryData<string> Valid => Names("valid");

    public static TheoryData<string> Invalid => Names("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_recipe_is_read_without_an_error(string name)
    {
        Checked<Recipe> recipe = RecipeReader.Load(Path.Combine(Corpus, "valid", name), new RecipeInputs());

        Assert.Empty(recipe.Diagnostics);
        Assert.NotNull(recipe.Value);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_recipe_is_explained_word_for_word(string name)
    {
        string path = Path.Combine(Corpus, "invalid", name);
        string text = File.ReadAllText(path);
        Checked<Recipe> recipe = RecipeReader.Read(name, text, new RecipeInputs());

        string told = new DiagnosticRenderer(file => file == name ? text : null).Render(recipe.Diagnostics);

        Assert.Null(recipe.Value);
        Approve(Path.ChangeExtension(path, ".txt"), told);
    }

    private static void Approve(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Corpus, folder), "*.yaml").Select(file => Path.GetFileName(file)).Order()];
}
