using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe find</c>: the recipes that come with it, by part, bootloader or board.</summary>
internal static class FindCommand
{
    private const string Description = """
        Finds a recipe that comes along, by part, bootloader or board.

          isprecipe find atmega32u4 caterina
          isprecipe find elite-c
          isprecipe find --from rules.mk

        All words must fit; none lists all recipes. --from reads the chip and bootloader of a QMK keyboard from
        its keyboard.json, info.json or rules.mk, or finds them from its folder in a checkout of qmk_firmware.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string[]> words = new("WORDS") { Description = "Of a part, a bootloader, a board, or USB ids.", Arity = ArgumentArity.ZeroOrMore };
        words.CompletionSources.Add(_ => Completions.Parts());
        Option<string?> from = new("--from") { Description = "A QMK keyboard's keyboard.json, info.json or rules.mk, or its folder.", HelpName = "FILE" };
        from.CompletionSources.Add(_ => [Completions.Keyboards]);
        Option<bool> json = new("--json") { Description = "One JSON document on standard output." };
        Command command = new("find", Description) { words, from, json };
        command.SetAction(parsed => (int)Find(
            host, parsed.GetValue(words) ?? [], parsed.GetValue(from), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Find(CliHost host, string[] words, string? from, bool json)
    {
        ShippedRecipes shipped = new(ShippedRecipes.Folder);
        List<Diagnostic> told = [];
        ShippedRecipe[] found = [.. (from is null ? shipped.All : OfKeyboard(shipped, from, told)).Where(recipe => recipe.Answers(words))];
        if (found.Length == 0 && told.Count == 0)
        {
            told.Add(DiagnosticCatalog.Of(DiagnosticCode.NoRecipeFound, null, string.Join(' ', words)));
        }

        if (json)
        {
            Json.Write(host.Data, new { Recipes = found.Select(Document), Diagnostics = told.Select(Messages.Document) });
        }
        else
        {
            Messages.Write(host, told);
            Array.ForEach(found, recipe => Write(host, recipe));
        }

        return told.Exit();
    }

    private static IReadOnlyList<ShippedRecipe> OfKeyboard(ShippedRecipes shipped, string path, List<Diagnostic> told)
    {
        Checked<QmkKeyboard> read = QmkKeyboard.Read(path);
        told.AddRange(read.Diagnostics);
        if (read.Value is not { } keyboard)
        {
            return [];
        }

        IReadOnlyList<ShippedRecipe> fitting = shipped.For(keyboard);
        if (fitting.Count == 0)
        {
            told.Add(DiagnosticCatalog.Of(DiagnosticCode.NoRecipeForKeyboard, null, path, keyboard.Processor, keyboard.Bootloader));
        }
        else if (keyboard.Bootloader is string kind && !fitting[0].Kinds.Contains(kind))
        {
            told.Add(DiagnosticCatalog.Of(DiagnosticCode.OtherBootloadersOnly, null, path, keyboard.Processor, kind));
        }

        return fitting;
    }

    private static void Write(CliHost host, ShippedRecipe recipe)
    {
        host.Data.WriteLine(recipe.Path);
        if (recipe.Description is not null)
        {
            host.Out.WriteLine($"    {recipe.Description}");
        }
    }

    private static object Document(ShippedRecipe recipe) => new
    {
        recipe.Path,
        recipe.Name,
        recipe.Description,
        recipe.Mcu,
        recipe.Sisters,
        recipe.Kinds,
        recipe.Usb,
    };
}
