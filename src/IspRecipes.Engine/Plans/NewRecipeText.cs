using System.Globalization;
using System.Text;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Plans;

/// <summary>The text of a new recipe: the part's facts, what it says, and what can be added.</summary>
internal sealed class NewRecipeText(NewRecipe recipe)
{
    private readonly StringBuilder _text = new();

    public string Write()
    {
        WriteHead();
        Line("version: 1");
        Line($"name: {YamlText.Scalar(recipe.Name)}");
        Line($"mcu: {recipe.Part.Id}");
        WriteProgrammer();
        WriteBoard();
        WriteFiles();
        WriteSettings("read", recipe.Read);
        WriteWord("erase", recipe.Erase);
        WriteWord("verify", recipe.Verify);
        WriteSettings("fuses", recipe.Fuses);
        WriteLock();
        WriteSettings("options", recipe.Options);
        if (recipe.Unlock)
        {
            Line("unlock: if-needed    # read protection is lifted where it is on, which erases all of the flash");
        }

        if (recipe.Allow.Count > 0)
        {
            Line($"allow: [ {string.Join(", ", recipe.Allow)} ]");
        }

        new NewRecipeAdditions(recipe).WriteTo(_text);
        return _text.ToString();
    }

    private void WriteHead()
    {
        if (recipe.Schema is not null)
        {
            Line($"# yaml-language-server: $schema={recipe.Schema}");
        }

        foreach (string fact in PartFacts.Of(recipe.Part, recipe.Programmer))
        {
            Line($"# {fact}");
        }

        if (recipe.FileName is string name)
        {
            string file = name.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_') ? name : $"\"{name}\"";
            Line("#");
            Line($"#     isprecipe plan {file}               what would be done; opens no port");
            Line($"#     isprecipe run {file} --simulate     does it to a chip that is not there");
            Line($"#     isprecipe run {file}                does it; 'isprecipe ports' lists yours, --port PORT names one");
        }
    }

    private void WriteProgrammer()
    {
        string settings = string.Concat(recipe.ProgrammerSettings.Select(setting => $", {Setting(setting)}"));
        Line(settings.Length == 0 ? $"programmer: {recipe.Programmer.Id}" : $"programmer: {{ type: {recipe.Programmer.Id}{settings} }}");
        WriteWord("port", recipe.Port);
    }

    private void WriteWord(string key, string? word)
    {
        if (word is not null)
        {
            Line($"{key}: {YamlText.Scalar(word)}");
        }
    }

    private void WriteBoard()
    {
        string[] facts =
        [
            .. recipe.Clock is null ? [] : (string[])[$"clock: {recipe.Clock}"],
            .. recipe.Supply is null ? [] : (string[])[$"supply: {recipe.Supply}"],
        ];
        if (facts.Length > 0)
        {
            Line($"board: {{ {string.Join(", ", facts)} }}");
        }
    }

    private void WriteFiles()
    {
        (string Name, string? Path)[] files =
            [("firmware", recipe.Firmware), ("bootloader", recipe.Bootloader), ("eeprom", recipe.Eeprom)];
        if (Array.TrueForAll(files, file => file.Path is null))
        {
            return;
        }

        Line("files:");
        foreach ((string name, string? path) in files.Where(file => file.Path is not null))
        {
            Line($"  {name}: {Source(name, path!)}");
        }

        if (recipe is { Firmware: not null, Bootloader: not null })
        {
            Line("merge:");
            Line("  production: [ firmware, bootloader ]    # one image; where both have a byte, it must be the same");
        }

        string? flash = recipe switch
        {
            { Firmware: not null, Bootloader: not null } => "production",
            { Firmware: not null } => "firmware",
            { Bootloader: not null } => "bootloader",
            _ => null,
        };
        string?[] memories = [flash is null ? null : $"flash: {flash}", recipe.Eeprom is null ? null : "eeprom: eeprom"];
        Line($"write: {{ {string.Join(", ", memories.OfType<string>())} }}");
    }

    private string Source(string name, string path) => name == "firmware" && recipe.Address is uint address
        ? $"{{ path: {YamlText.InFlow(path)}, format: bin, address: 0x{address:X8} }}"
        : YamlText.Scalar(path);

    private void WriteSettings(string key, IReadOnlyList<NewSetting> settings)
    {
        if (settings.Count > 0)
        {
            Line($"{key}: {{ {string.Join(", ", settings.Select(Setting))} }}");
        }
    }

    private void WriteLock()
    {
        if (recipe.Lock is [{ Name: "lock" } whole])
        {
            Line($"lock: {Value(whole)}");
        }
        else
        {
            WriteSettings("lock", recipe.Lock);
        }
    }

    private static string Setting(NewSetting setting) => $"{YamlText.InFlow(setting.Name)}: {Value(setting)}";

    /// <summary>A number stays one; all else is text.</summary>
    private static string Value(NewSetting setting) =>
        CoreSchema.Resolve(setting.Value) is long ? setting.Value : YamlText.InFlow(setting.Value);

    private void Line(string line) => _text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
