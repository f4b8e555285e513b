using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe find</c>: what it prints, and that a run takes it.</summary>
public sealed class FindTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_path_that_find_prints_is_one_that_run_takes()
    {
        string path = Isprecipe.Run("find", "demo").EndedWith(0).Out.Split('\n')[0];

        Isprecipe.Run("run", path, "--simulate").EndedWith(0);
    }

    /// <summary>Not taken by itself: the user's own of that name may say something else.</summary>
    [Theory]
    [InlineData("promicro-to-dfu.yaml")]
    [InlineData("promicro-to-dfu")]
    public void A_recipe_that_is_not_there_and_comes_along_is_named_by_its_path(string name)
    {
        string told = Isprecipe.Run("run", Path.Combine(Path.GetTempPath(), "nowhere", name), "--simulate").EndedWith(4).Error;

        Assert.Contains("ISP1016", told);
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "recipes", "promicro-to-dfu.yaml"), told);
    }

    [Fact]
    public void Recipes_beside_the_program_are_those_of_the_checkout()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "recipes");

        Assert.All(
            Directory.EnumerateFiles(Repository.File("recipes"), "*.yaml", SearchOption.AllDirectories).Where(file => !file.EndsWith(".local.yaml", StringComparison.Ordinal)),
            file => Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(beside, Path.GetRelativePath(Repository.File("recipes"), file)))));
    }

    [Fact]
    public void Words_find_recipes_with_what_they_are_for()
    {
        CliRun run = Isprecipe.Run("find", "atmega32u4", "caterina").EndedWith(0);

        Assert.Contains("leonardo-caterina.yaml", run.Out);
        Assert.Contains("Puts Caterina, the Arduino bootloader, on an Adafruit Feather 32U4", run.Out);
        Assert.DoesNotContain("atmega16u4", run.Out);
    }

    [Fact]
    public void Without_words_all_are_listed_as_one_document_with_json()
    {
        JsonElement found = JsonDocument.Parse(Isprecipe.Run("find", "--json").EndedWith(0).Out).RootElement;

        JsonElement dfu = found.GetProperty("recipes").EnumerateArray().Single(recipe => recipe.GetProperty("path").GetString()!.EndsWith("at90usb64-dfu.yaml", StringComparison.Ordinal));
        Assert.Equal("at90usb646", dfu.GetProperty("mcu").GetString());
        Assert.Equal("at90usb647", dfu.GetProperty("sisters")[0].GetString());
        Assert.Equal("atmel-dfu", dfu.GetProperty("kinds")[0].GetString());
        Assert.Equal("03EB:2FF9", dfu.GetProperty("usb").GetString());
    }

    [Fact]
    public void A_narrow_terminal_breaks_neither_the_document_nor_a_path()
    {
        JsonDocument.Parse(Isprecipe.Drawn(40, "find", "elite-c", "--json").EndedWith(0).Out);
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "recipes"), Isprecipe.Drawn(40, "find", "elite-c").EndedWith(0).Out);
    }

    [Fact]
    public void A_keyboard_of_QMKs_is_looked_into()
    {
        string keyboard = _scratch.Save("keyboard.json", """{ "development_board": "elite_c" }""");

        Assert.Contains("atmega32u4-dfu.yaml", Isprecipe.Run("find", "--from", keyboard).EndedWith(0).Out);
        Assert.DoesNotContain("promicro", Isprecipe.Run("find", "--from", keyboard, "soldered").EndedWith(0).Out);
    }

    [Theory]
    [InlineData("ISP8045", 2, "info.json", """{ "processor": "atmega32u4", "bootloader": "caterina" }""", "unheard-of")]
    [InlineData("ISP8046", 4, "info.json", "{")]
    [InlineData("ISP8047", 4, "rules.mk", "CONSOLE_ENABLE = no")]
    [InlineData("ISP8048", 2, "info.json", """{ "development_board": "elite_pi" }""")]
    [InlineData("ISP8049", 0, "rules.mk", "MCU = atmega32u4\nBOOTLOADER = halfkay\n")]
    public void What_is_not_found_is_told_as_text_and_as_data(string code, int exit, string name, string text, params string[] words)
    {
        string[] line = ["find", "--from", _scratch.Save(name, text), .. words];

        Assert.Contains(code, Isprecipe.Run(line).EndedWith(exit).Error);
        JsonElement document = JsonDocument.Parse(Isprecipe.Run([.. line, "--json"]).EndedWith(exit).Out).RootElement;
        Assert.Equal(code, document.GetProperty("diagnostics")[0].GetProperty("code").GetString());
    }
}
