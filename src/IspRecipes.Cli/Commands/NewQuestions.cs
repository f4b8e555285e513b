using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Cli.Commands;

/// <summary>Asks at the terminal what a new recipe shall say, one thing after the other, each until the answer is right.</summary>
internal sealed class NewQuestions(CliHost host, NewPlace place, CancellationToken cancel)
{
    private static readonly Step[] OfChip =
    [
        new("Part, such as atmega32u4 or stm32f103c8", a => a.Mcu, (a, text) => a with { Mcu = text }),
        new("Programmer", a => a.Programmer, (a, text) => a with { Programmer = text }) { Choices = Programmers },
    ];

    private static readonly Step[] OfContent =
    [
        new("Application, a file; empty for none", a => a.Flash, (a, text) => a with { Flash = text }) { MayBeEmpty = true, IsFile = true },
        new("Bootloader, a file; empty for none", a => a.Bootloader, (a, text) => a with { Bootloader = text })
        {
            MayBeEmpty = true,
            IsFile = true,
            Asks = a => Part(a) is Stm32Part or AvrPart { BootSizesInWords.Count: > 0 } && Can(a, Abilities.ChipErase),
        },
        new("Fuses: low,high,extended or NAME=VALUE,... or factory", a => a.Fuses, (a, text) => a with { Fuses = text })
        {
            Default = "keep",
            Asks = a => Can(a, Abilities.Fuses),
        },
    ];

    private static readonly Step[] OfBoard =
    [
        new("Clock, such as 16 MHz crystal; empty for unknown", a => a.Clock, (a, text) => a with { Clock = text })
        {
            MayBeEmpty = true,
            Asks = a => Part(a) is AvrPart,
        },
        new("Supply of the board, such as 5 V; empty for unknown", a => a.Supply, (a, text) => a with { Supply = text })
        {
            MayBeEmpty = true,
            Asks = a => Part(a) is AvrPart,
        },
        new("Name of the recipe; empty for one made of part and file", a => a.Name, (a, text) => a with { Name = text }) { MayBeEmpty = true },
    ];

    private bool _ended;

    /// <summary>The answers with those in them that were missing; as far as they go, where the input ends.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    public NewAnswers Ask(NewAnswers answers)
    {
        NewAnswers chip = Ask(OfChip, answers);
        NewAnswers content = Ask(OfContent, chip);
        while (!_ended && !content.WritesSomething)
        {
            host.Error.WriteLine("  The recipe would write nothing: name a file, or fuses.");
            content = Ask(OfContent, chip);
        }

        return Ask(OfBoard, content);
    }

    private NewAnswers Ask(Step[] steps, NewAnswers answers)
    {
        foreach (Step step in steps.Where(step => !_ended && step.Given(answers) is null))
        {
            answers = step.Asks(answers) ? Ask(step, answers) : answers;
        }

        return answers;
    }

    private NewAnswers Ask(Step step, NewAnswers answers)
    {
        ProgrammerRow[] choices = [.. step.Choices(answers)];
        if (choices is [ProgrammerRow only])
        {
            return step.Answered(answers, only.Id);
        }

        Offer(choices);
        string? standing = step.Default ?? choices.FirstOrDefault()?.Id;
        while (Questions.Line(host, $"{step.Text}{(standing is null ? "" : $" [{standing}]")}: ", cancel) is string line)
        {
            string text = Meant(line.Trim(), choices, standing);
            NewAnswers answered = step.Answered(answers, text);
            if ((text.Length == 0 && !step.MayBeEmpty ? "an answer is needed here; Ctrl-C ends this" : Problem(answered)) is string problem)
            {
                host.Error.WriteLine($"  {problem}");
                continue;
            }

            if (step.IsFile && text.Length > 0 && !File.Exists(text))
            {
                host.Error.WriteLine($"  {text} is not there yet; the recipe may name it all the same.");
            }

            return answered;
        }

        host.Error.WriteLine();
        _ended = true;
        return answers;
    }

    private void Offer(ProgrammerRow[] choices)
    {
        if (choices.Length > 0)
        {
            Columns.Write(
                host.Error,
                ["  #", "ID", "WHAT IT IS"],
                [.. choices.Select((row, index) => (string[])[$"  {index + 1}", row.Id, row.Description])]);
        }
    }

    /// <summary>What an answer stands for: an empty line for what is offered, a number for a line of the list.</summary>
    private static string Meant(string typed, ProgrammerRow[] choices, string? standing) =>
        typed.Length == 0 ? standing ?? ""
        : int.TryParse(typed, out int number) && number > 0 && number <= choices.Length ? choices[number - 1].Id
        : Unquoted(typed);

    /// <summary>A file that is dragged into a terminal comes in quotes.</summary>
    private static string Unquoted(string text) =>
        text.Length > 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;

    /// <summary>What is wrong with a recipe of these answers; the one before was right, so it is the last answer that is wrong.</summary>
    private string? Problem(NewAnswers answers)
    {
        NewDraft draft = new(answers, place);
        return draft.Recipe() is { } recipe
            ? NewDraft.Errors(recipe, place)
                .Select(found => $"{found.Code}: {found.Message}{(found.Hint is null ? "" : $"\n    {found.Hint}")}").FirstOrDefault()
            : draft.Problems.FirstOrDefault();
    }

    private static Part? Part(NewAnswers answers) => PartCatalog.Find(answers.Mcu!);

    private static bool Can(NewAnswers answers, Abilities ability) => ProgrammerCatalog.Find(answers.Programmer!)!.Can(ability);

    private static IEnumerable<ProgrammerRow> Programmers(NewAnswers answers) =>
        ProgrammerCatalog.Rows.Where(row => row.Reach is Reach.Swd == Part(answers) is Stm32Part);

    /// <summary>One question.</summary>
    private sealed record Step(string Text, Func<NewAnswers, string?> Given, Func<NewAnswers, string, NewAnswers> Answered)
    {
        public bool MayBeEmpty { get; init; }

        public bool IsFile { get; init; }

        /// <summary>What an empty line stands for.</summary>
        public string? Default { get; init; }

        /// <summary>Of which one is chosen, by id or number.</summary>
        public Func<NewAnswers, IEnumerable<ProgrammerRow>> Choices { get; init; } = _ => [];

        /// <summary>Whether the answers so far leave anything to ask.</summary>
        public Func<NewAnswers, bool> Asks { get; init; } = _ => true;
    }
}
