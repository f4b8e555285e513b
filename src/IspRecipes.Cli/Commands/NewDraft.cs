using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary>Answers on the way to a recipe: what they mean, and whether the recipe they make is right.</summary>
/// <param name="answers">From options, questions or both.</param>
/// <param name="place">Where the recipe shall lie.</param>
internal sealed class NewDraft(NewAnswers answers, NewPlace place)
{
    private readonly List<string> _problems = [];

    /// <summary>Answers that mean nothing, each in a sentence.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The recipe; null where the part or the programmer is missing, or an answer means nothing.</summary>
    public NewRecipe? Recipe()
    {
        Part? part = Known(answers.Mcu, PartCatalog.Find, Usage.UnknownPart);
        ProgrammerRow? programmer = Known(answers.Programmer, ProgrammerCatalog.Find, id => Usage.Unknown("programmer", id, ProgrammerCatalog.Ids));
        Check(answers.Clock, Quantities.Clock, "a clock such as '16 MHz crystal', '8 MHz internal' or '12 MHz external'");
        Check(Volts(answers.Supply), Quantities.Voltage, "a voltage such as '5 V' or '3.3 V'");
        if (part is not null && programmer is not null && programmer.Reach is Reach.Swd != part is Stm32Part)
        {
            _problems.Add(Usage.Sentence(
                DiagnosticCode.OtherArchitecture, programmer.Id, programmer.Reach is Reach.Swd ? "STM32s" : "AVRs", part.Name));
        }

        NewRecipe? recipe = part is null || programmer is null ? null : Recipe(part, programmer);
        return _problems.Count == 0 ? recipe : null;
    }

    /// <summary>What the planner finds in a recipe before it is written; a file that is still to be built is no error.</summary>
    public static IReadOnlyList<Diagnostic> Errors(NewRecipe recipe, NewPlace place) =>
    [
        .. RecipeRunner.Plan(place.Path, recipe.Text(), new RecipeInputs()).Diagnostics
            .Where(found => found.Severity == Severity.Error && found.Number != (int)FaultCode.FileNotFound),
    ];

    private NewRecipe Recipe(Part part, ProgrammerRow programmer)
    {
        string? flash = Given(answers.Flash), bootloader = Given(answers.Bootloader);
        return new NewRecipe
        {
            Name = Given(answers.Name) ?? string.Join(", ", ((string?[])[part.Name, Path.GetFileName(flash ?? bootloader)]).OfType<string>()),
            Part = part,
            Programmer = programmer,
            Schema = place.Schema,
            FileName = place.IsOutput ? null : Path.GetFileName(place.Path),
            Firmware = place.FromFolder(flash),
            Address = answers.Address ?? (bootloader is null && IsRaw(flash) ? part.Flash.Start : null),
            Bootloader = place.FromFolder(bootloader),
            Eeprom = place.FromFolder(Given(answers.Eeprom)),
            Fuses = Fuses(part),
            Lock = Lock(),
            Options = Settings("--options", Given(answers.Options)),
            Clock = Given(answers.Clock),
            Supply = Given(Volts(answers.Supply)),
            Unlock = answers.Unlock,
            Allow = answers.Unlock && !answers.Allow.Contains("mass-erase") ? [.. answers.Allow, "mass-erase"] : answers.Allow,
        };
    }

    private IReadOnlyList<NewSetting> Fuses(Part part)
    {
        string text = Given(answers.Fuses) ?? "keep";
        if (text == "keep" || text.Contains('='))
        {
            return text == "keep" ? [] : Settings("--fuses", text);
        }

        if (part is not AvrPart avr)
        {
            _problems.Add($"the {part.Name} has no fuses\n    its option bytes are set by --options; 'isprecipe parts {part.Id}' lists them");
            return [];
        }

        if (FuseSet.Parse(avr, text, out string problem) is not { } bytes)
        {
            _problems.Add($"{problem}; or factory, or keep");
            return [];
        }

        if (bytes.Count == 0 && avr.Fuses.Any(fuse => fuse.Factory is null))
        {
            _problems.Add($"how the factory sets the fuses of the {avr.Name} is not known\n    write the bytes, or keep");
        }

        return
        [
            .. avr.Fuses.Select(fuse => new NewSetting(FuseNames.Of(fuse.Id), $"0x{(bytes.Count == 0 ? fuse.Factory : bytes[fuse.Id]):X2}")),
        ];
    }

    private IReadOnlyList<NewSetting> Lock() => Given(answers.Lock) is not { } text ? []
        : FuseSet.Byte(text) is byte whole ? [new NewSetting("lock", $"0x{whole:X2}")]
        : Settings("--lock", text);

    /// <summary><c>NAME=VALUE,NAME=VALUE</c>.</summary>
    private IReadOnlyList<NewSetting> Settings(string option, string? text)
    {
        List<NewSetting> settings = [];
        foreach (string pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides is [{ Length: > 0 } name, { Length: > 0 } value])
            {
                settings.Add(new NewSetting(name, value));
            }
            else
            {
                _problems.Add($"{option} {text}: '{sides[0]}' has no value; write {sides[0]}=VALUE");
            }
        }

        return settings;
    }

    private T? Known<T>(string? name, Func<string, T?> find, Func<string, string> unknown)
        where T : class
    {
        T? found = name is null ? null : find(name);
        if (name is not null && found is null)
        {
            _problems.Add(unknown(name));
        }

        return found;
    }

    private void Check<T>(string? text, Func<string, T?> read, string expected)
    {
        if (Given(text) is { } given && read(given) is null)
        {
            _problems.Add($"'{given}' is not {expected}");
        }
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Who is asked for volts may leave out the V.</summary>
    private static string? Volts(string? text) => Given(text) is { } given && char.IsAsciiDigit(given[^1]) ? $"{given} V" : text;

    private static bool IsRaw(string? path) => path is not null && path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase);
}
