using System.CommandLine;
using System.CommandLine.Parsing;
using IspRecipes.Cli.Avrdude;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe new [FILE]</c>: a recipe to begin with, from options or from answers.</summary>
internal sealed class NewCommand
{
    private const string Description = """
        Writes a new recipe, with comments on what it could say more.

          isprecipe new                 asks, at a terminal
          isprecipe new --example       writes one that runs at once, with --simulate
          isprecipe new board --mcu atmega32u4 --programmer usbasp --flash app.hex

        The last writes board.isprecipe.yaml. isprecipe.schema.json, from which
        editors complete recipes, goes beside it where its repository has none.
        --from-avrdude 'avrdude -c usbasp -p m32u4 -U flash:w:app.hex' says in a
        recipe what that command does, and what of it a recipe has no words for.
        """;

    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "Where it goes, else flash.isprecipe.yaml; - prints it. A name without .yaml gets .isprecipe.yaml.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly NewOptions _options = new();
    private readonly Option<bool> _example = new("--example")
    {
        Description = "A complete example with its programs: ATmega32U4, or --mcu stm32f103c8.",
    };

    private readonly Option<string?> _avrdude = new("--from-avrdude")
    {
        Description = "Say in a recipe what a command line of avrdude does.",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _schema = new("--schema")
    {
        Description = "What the editor's line names: a path from the recipe, an address, or none.",
        HelpName = "SCHEMA",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace files that are there already." };
    private readonly CliHost _host;

    private NewCommand(CliHost host) => _host = host;

    public static Command Create(CliHost host)
    {
        NewCommand create = new(host);
        Command command = new("new", Description) { create._file };
        create._options.AddTo(command, create._example, create._avrdude);
        foreach (Option option in (IEnumerable<Option>)[create._example, create._avrdude, create._schema, create._force])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(create.Check);
        command.SetAction(parsed => (int)create.Execute(parsed));
        return command;
    }

    private void Check(CommandResult result)
    {
        if (result.GetValue(_file) is { } file && (file.Length == 0 || file.Any(char.IsControl)))
        {
            result.AddError("FILE: a name without control characters is expected");
        }

        if (result.GetResult(_schema) is { Tokens: [{ Value: var schema }, ..] }
            && (schema.Length == 0 || schema.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))))
        {
            result.AddError($"--schema {schema}: editors read it up to the first space, and it has one");
        }
    }

    private ExitCode Execute(ParseResult parsed)
    {
        NewPlace place = new(parsed.GetValue(_file), parsed.GetValue(_schema));
        NewAnswers answers = _options.Answers(parsed);
        NewExample? example = parsed.GetValue(_example) ? NewExample.For(answers.Mcu) : null;
        if (parsed.GetValue(_example) && example is null)
        {
            return Messages.Refuse(_host, DiagnosticCode.NoExample, answers.Mcu, NewExample.Parts);
        }

        NewFiles files = new(_host, place, example?.Files ?? [], parsed.GetValue(_force));
        if (files.Obstacle is Diagnostic obstacle)
        {
            Messages.Write(_host, [obstacle]);
            return obstacle.Exit;
        }

        if (parsed.GetValue(_avrdude) is string line)
        {
            return Convert(line, answers, place, files);
        }

        answers = example is null ? Completed(answers) : example.At(place, answers);
        try
        {
            answers = answers.Missing.Count > 0 ? Asked(answers, place) : answers;
        }
        catch (OperationCanceledException)
        {
            _host.Error.WriteLine("Nothing was written.");
            return ExitCode.Interrupted;
        }

        return Write(answers, place, files);
    }

    /// <summary>An STM32 is reached by one kind of programmer alone.</summary>
    private static NewAnswers Completed(NewAnswers answers) =>
        answers.Programmer is null && PartCatalog.Find(answers.Mcu ?? "") is Stm32Part
            ? answers with { Programmer = "stlink-v2" }
            : answers;

    private NewAnswers Asked(NewAnswers answers, NewPlace place)
    {
        if (_host.In is null || new NewDraft(answers, place) is var given && given.Recipe() is null && given.Problems.Count > 0)
        {
            return answers;
        }

        using Interrupts interrupts = new();
        return new NewQuestions(_host, place, interrupts.Token).Ask(answers);
    }

    private ExitCode Write(NewAnswers answers, NewPlace place, NewFiles files)
    {
        NewDraft draft = new(answers, place);
        NewRecipe? recipe = draft.Recipe();
        foreach (string problem in draft.Problems)
        {
            Messages.Refuse(_host, problem);
        }

        if (answers.Missing.Count > 0)
        {
            return Messages.Refuse(_host, DiagnosticCode.NewNeedsMore, answers.Missing);
        }

        if (recipe is null)
        {
            return ExitCode.Usage;
        }

        return Save(recipe, place, files);
    }

    /// <summary>Only what the planner takes is written; what it refuses for want of a consent, --allow gives.</summary>
    private ExitCode Save(NewRecipe recipe, NewPlace place, NewFiles files)
    {
        IReadOnlyList<Diagnostic> errors = NewDraft.Errors(recipe, place);
        string text = recipe.Text();
        if (errors.Count > 0)
        {
            Messages.Write(_host, errors, path => path == place.Path ? text : null);
            _host.Error.WriteLine("Nothing was written.");
            return errors.Exit();
        }

        return files.Write(recipe, text);
    }

    private ExitCode Convert(string line, NewAnswers answers, NewPlace place, NewFiles files)
    {
        AvrdudeRecipe conversion = new(AvrdudeLine.Parse(line), answers, place);
        NewRecipe? recipe = conversion.Recipe();
        Messages.Write(_host, conversion.Told);
        return recipe is null ? ExitCode.Usage : Save(recipe, place, files);
    }
}
