using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class VariablesTests
{
    private const string Text = """
        version: 1
        name: t
        mcu: atmega32u4
        programmer: avrisp
        variables: { my-board: kb, low: 0x5E, save: off, literal: "${" }
        files: { app: "build/${my-board}-${my-board}.hex", other: "$${x}.hex" }
        merge: { all: [ app, other ] }
        write: { flash: all }
        fuses: { low: "${low}", EESAVE: "${save}" }
        """;

    private static readonly string Recipe = Text.Replace(", literal: \"${\"", "");

    [Fact]
    public void Defaults_hold_where_nothing_is_set()
    {
        Recipe recipe = Read([]).Value!;

        Assert.Equal("build/kb-kb.hex", recipe.Files["app"].Path.Value);
        Assert.Equal(0x5E, recipe.Fuses[0].Value);
        Assert.False(recipe.Fuses[1].On);
    }

    [Fact]
    public void A_doubled_dollar_writes_the_characters_themselves() =>
        Assert.Equal("${x}.hex", Read([]).Value!.Files["other"].Path.Value);

    [Fact]
    public void A_value_from_outside_takes_the_type_it_reads_as()
    {
        Recipe recipe = Read(new() { ["low"] = "0xFF", ["save"] = "on", ["my-board"] = "60" }).Value!;

        Assert.Equal(0xFF, recipe.Fuses[0].Value);
        Assert.True(recipe.Fuses[1].On);
        Assert.Equal("build/60-60.hex", recipe.Files["app"].Path.Value);
    }

    [Fact]
    public void A_value_from_outside_is_judged_at_the_place_it_is_used()
    {
        Diagnostic told = Assert.Single(Read(new() { ["low"] = "0x1FF" }).Diagnostics);

        Assert.Equal((2005, 9), (told.Number, told.Where!.Line));
    }

    [Fact]
    public void The_command_line_beats_the_environment_and_the_environment_beats_the_default()
    {
        var inputs = new RecipeInputs { Environment = name => name == "ISPRECIPE_VAR_MY_BOARD" ? "env" : null };
        Recipe fromEnvironment = RecipeReader.Read("x.yaml", Recipe, inputs).Value!;
        Recipe fromLine = RecipeReader.Read(
            "x.yaml", Recipe, inputs with { Set = new Dictionary<string, string> { ["my-board"] = "line" } }).Value!;

        Assert.Equal("build/env-env.hex", fromEnvironment.Files["app"].Path.Value);
        Assert.Equal("build/line-line.hex", fromLine.Files["app"].Path.Value);
    }

    [Fact]
    public void A_path_from_outside_starts_from_the_working_directory()
    {
        Recipe recipe = RecipeReader.Read(
            "recipes/x.yaml",
            Recipe,
            new RecipeInputs { Set = new Dictionary<string, string> { ["files.app"] = "elsewhere/a.hex" } }).Value!;

        Assert.True(recipe.Files["app"].GivenOutside);
        Assert.Equal("elsewhere/a.hex", Engine.Recipes.Recipe.Locate(recipe.Files["app"]));
        Assert.False(recipe.Files["other"].GivenOutside);
        Assert.Equal(Path.Combine("recipes", "${x}.hex"), Engine.Recipes.Recipe.Locate(recipe.Files["other"]));
    }

    [Theory]
    [InlineData("my_board", "my-board")]
    [InlineData("files.ap", "files.app")]
    [InlineData("nonsense", null)]
    public void An_undeclared_name_is_refused(string name, string? suggestion)
    {
        Checked<Recipe> read = Read(new() { [name] = "x" });
        Diagnostic told = Assert.Single(read.Diagnostics);

        Assert.Equal((2013, ExitCode.Usage), (told.Number, read.Exit));
        Assert.Equal(suggestion is not null, told.Message.EndsWith($"did you mean '{suggestion}'?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_default_cannot_use_a_variable() =>
        Assert.Equal(2014, Assert.Single(RecipeReader.Read("x.yaml", Text, new RecipeInputs()).Diagnostics).Number);

    private static Checked<Recipe> Read(Dictionary<string, string> set) =>
        RecipeReader.Read("x.yaml", Recipe, new RecipeInputs { Set = set });
}
