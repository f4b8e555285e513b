using System.CommandLine;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Cli.Commands;

/// <summary>The options of new, each an answer to a question of it.</summary>
internal sealed class NewOptions
{
    private static readonly string[] Consents =
        ["reset-disable", "debugwire", "clock-source", "remove-bootloader", "mass-erase", "write-protect"];

    private readonly Option<string?> _mcu = Text("--mcu", "PART", "Part to be flashed; 'isprecipe parts' lists them.");
    private readonly Option<string?> _programmer = Text("--programmer", "ID", "What flashes it; 'isprecipe programmers' lists them.");
    private readonly Option<string?> _flash = Text("--flash", "FILE", "The application; it need not be there yet.");
    private readonly Option<string?> _address = Text("--address", "ADDRESS", "Where a raw binary in --flash begins.");
    private readonly Option<string?> _bootloader = Text("--bootloader", "FILE", "A bootloader, merged with the application where there is one.");
    private readonly Option<string?> _eeprom = Text("--eeprom", "FILE", "What an AVR's EEPROM shall hold.");
    private readonly Option<string?> _fuses = Text("--fuses", "FUSES", "low,high,extended as bytes, NAME=VALUE,..., factory or keep.");
    private readonly Option<string?> _lock = Text("--lock", "LOCK", "The lock byte, or NAME=VALUE,...");
    private readonly Option<string?> _options = Text("--options", "OPTIONS", "Option bytes of an STM32, NAME=VALUE,...");
    private readonly Option<bool> _unlock = new("--unlock")
    {
        Description = "Lift an STM32's read protection; erases its flash, and consents to that.",
    };

    private readonly Option<string?> _clock = Text("--clock", "CLOCK", "What clocks the chip, such as '16 MHz crystal'.");
    private readonly Option<string?> _supply = Text("--supply", "VOLTS", "The board's supply, such as '5 V'.");
    private readonly Option<string?> _name = Text("--name", "TEXT", "What the recipe does, in a few words.");
    private readonly Option<string[]> _allow = new("--allow") { Description = "Consent to what can cost you the chip.", HelpName = "CONSENT" };

    public NewOptions()
    {
        _mcu.CompletionSources.Add(_ => Completions.Parts());
        _programmer.CompletionSources.Add(_ => Completions.Programmers());
        foreach (Option<string?> file in (IEnumerable<Option<string?>>)[_flash, _bootloader, _eeprom])
        {
            file.CompletionSources.Add(_ => [Completions.Images]);
        }

        _allow.AcceptOnlyFromAmong(Consents);
        _address.Validators.Add(result =>
        {
            if (Quantities.Integer(result.Tokens[0].Value) is not >= 0)
            {
                result.AddError($"--address {result.Tokens[0].Value}: an address such as 0x08002000 is expected");
            }
        });
    }

    /// <summary>What an example has of its own.</summary>
    private IReadOnlyList<Option> OfContent => [_flash, _address, _bootloader, _eeprom, _fuses, _lock, _options, _unlock, _clock, _supply, _allow];

    /// <summary>What a command line of avrdude says.</summary>
    private IReadOnlyList<Option> OfAvrdude => [_mcu, _programmer, _flash, _address, _bootloader, _eeprom, _fuses, _lock, _options, _unlock];

    public void AddTo(Command command, Option<bool> example, Option<string?> avrdude)
    {
        foreach (Option option in (IEnumerable<Option>)[_mcu, _programmer, .. OfContent, _name])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(example) && OfContent.FirstOrDefault(option => result.GetResult(option) is not null) is { } other)
            {
                result.AddError($"--example brings files and settings of its own: leave out {other.Name}");
            }

            if (result.GetResult(avrdude) is not null && OfAvrdude.Prepend(example).FirstOrDefault(option => result.GetResult(option) is not null) is { } said)
            {
                result.AddError($"--from-avrdude takes it all from the command line: leave out {said.Name}");
            }
        });
    }

    public NewAnswers Answers(ParseResult parsed) => new()
    {
        Mcu = parsed.GetValue(_mcu),
        Programmer = parsed.GetValue(_programmer),
        Flash = parsed.GetValue(_flash),
        Address = parsed.GetValue(_address) is { } address ? (uint)Quantities.Integer(address)!.Value : null,
        Bootloader = parsed.GetValue(_bootloader),
        Eeprom = parsed.GetValue(_eeprom),
        Fuses = parsed.GetValue(_fuses),
        Lock = parsed.GetValue(_lock),
        Options = parsed.GetValue(_options),
        Unlock = parsed.GetValue(_unlock),
        Clock = parsed.GetValue(_clock),
        Supply = parsed.GetValue(_supply),
        Name = parsed.GetValue(_name),
        Allow = [.. (parsed.GetValue(_allow) ?? []).Distinct()],
    };

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
