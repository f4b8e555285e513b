using System.Text;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// The text of a recipe that puts back what a chip held. It consents to what is proven by the chip having been reached as
/// it was: its clock, lock bits that it had, a boot section that was blank. To what would end ISP, or erase a protected
/// chip, it never does.
/// </summary>
/// <param name="was">The recipe before whose run the chip was read: programmer and board are its own.</param>
/// <param name="part">The chip, with the flash that counts.</param>
internal sealed class RestoreRecipe(Recipe was, Part part)
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Consent, string Why)> _consents = [];

    /// <param name="flash">All of it.</param>
    /// <param name="fuses">Fuse bytes and the lock byte as they were read.</param>
    /// <param name="files">The files that hold the memories, by memory.</param>
    public string OfAvr(AvrPart avr, ReadOnlySpan<byte> flash, IReadOnlyDictionary<FuseId, byte> fuses, IReadOnlyList<SavedMemory> files)
    {
        WriteHead(files, isBlank: !flash.ContainsAnyExcept((byte)0xFF));
        string[] bytes = [.. fuses.Where(fuse => fuse.Key != FuseId.Lock).Select(fuse => $"{FuseNames.Of(fuse.Key)}: 0x{fuse.Value:X2}")];
        Line($"fuses: {{ {string.Join(", ", bytes)} }}");
        byte locked = (byte)(fuses[FuseId.Lock] | ~avr.Lock.Mask);
        if (locked != 0xFF)
        {
            Line($"lock: 0x{locked:X2}");
        }

        if ((avr.ClockFuse ?? avr.Fuse(FuseId.Low)) is FuseByte clock && ServedBy(avr.ClockOf(fuses[clock.Id])) is false)
        {
            _consents.Add(("clock-source", "the chip ran from this clock, on this board, when it was read"));
        }

        if (avr.Lock.Field("LB") is FuseField lb && (locked & lb.Mask) != lb.Mask)
        {
            _consents.Add(("write-protect", "the chip had these lock bits; a chip erase raises them again"));
        }

        if (avr.BootSizesInWords.Count > 0 && !flash[^(2 * avr.BootSizesInWords.Min())..].ContainsAnyExcept((byte)0xFF))
        {
            _consents.Add(("remove-bootloader", "the chip held none at the end of its flash"));
        }

        return Finish();
    }

    /// <param name="flash">All of it.</param>
    /// <param name="options">As they acted. RDP is left out: the chip was open, and a recipe that only closes it is not this one.</param>
    public string OfStm32(Stm32Part stm32, ReadOnlySpan<byte> flash, OptionBytes options, IReadOnlyList<SavedMemory> files)
    {
        WriteHead(files, isBlank: !flash.ContainsAnyExcept((byte)0xFF));
        Line("options:");
        foreach (OptionByte option in stm32.Family.Options.Where(option => option.Id != OptionByteId.Rdp))
        {
            foreach (FuseField field in option.Fields)
            {
                int value = field.Extract(options[option.Id]);
                Line($"  {field.Name}: {YamlText.Scalar(OptionNames.Value(field, value))}");
            }
        }

        if (stm32.Family.Options.Any(option => option.Id >= OptionByteId.Wrp0 && options[option.Id] != 0xFF))
        {
            _consents.Add(("write-protect", "the chip had these pages protected; 'WRP0: 0xFF' and the like lift it"));
        }

        return Finish();
    }

    private void WriteHead(IReadOnlyList<SavedMemory> files, bool isBlank)
    {
        SavedMemory[] written = [.. files.Where(file => !(isBlank && file.Name == "flash"))];
        Line("# Puts back what the chip held before a run; 'isprecipe run --backup' wrote it.");
        Line("# It is for that one chip: on another it overwrites what is there as any recipe does.");
        Line("version: 1");
        Line($"name: {YamlText.Scalar($"Restore what was there before {was.Name}")}");
        Line($"mcu: {was.Mcu!.Value}");
        Line($"programmer: {{ {string.Join(", ", Programmer())} }}");
        WriteBoard();
        if (written.Length > 0)
        {
            Line("files:");
        }

        foreach (SavedMemory file in written)
        {
            Line($"  {file.Name}: {{ path: {YamlText.InFlow(file.FileName)}, sha256: {file.Sha256} }}");
        }

        if (written.Length > 0)
        {
            Line($"write: {{ {string.Join(", ", written.Select(file => $"{file.Name}: {file.Name}"))} }}");
        }

        if (isBlank)
        {
            Line("erase: chip    # its flash was blank");
        }
    }

    private IEnumerable<string> Programmer()
    {
        ProgrammerChoice choice = was.Programmer!;
        yield return $"type: {choice.Type.Value}";
        foreach ((string key, string? value) in new (string, string?)[]
        {
            ("baud", choice.Baud is { } baud ? $"{baud.Value}" : null),
            ("sck", choice.Sck is { } sck ? ClockWords.Frequency(sck.Value) : null),
            ("supply", choice.Supply is { } supply ? $"{supply.Value:0.##} V" : null),
            ("power", choice.Power is { } power ? YesOrNo(power.Value) : null),
            ("pull-ups", choice.PullUps is { } pulls ? YesOrNo(pulls.Value) : null),
            ("swd", choice.Swd is { } swd ? ClockWords.Frequency(swd.Value) : null),
            ("under-reset", choice.UnderReset is { } held ? YesOrNo(held.Value) : null),
        })
        {
            if (value is not null)
            {
                yield return $"{key}: {value}";
            }
        }
    }

    private void WriteBoard()
    {
        string[] facts =
        [
            .. was.Board.Clock is { Value: var clock } ? [$"clock: {ClockWords.Frequency(clock.Hertz)} {clock.Source.ToString().ToLowerInvariant()}"] : Array.Empty<string>(),
            .. was.Board.Supply is { } supply ? [$"supply: {supply.Value:0.##} V"] : Array.Empty<string>(),
        ];
        if (facts.Length > 0)
        {
            Line($"board: {{ {string.Join(", ", facts)} }}");
        }

        if (part is Stm32Part && was.FlashSize is { } size)
        {
            Line($"flash-size: {size.Value}");
        }
    }

    private string Finish()
    {
        if (_consents.Count > 0)
        {
            Line("allow:");
        }

        foreach ((string consent, string why) in _consents)
        {
            Line($"  - {consent}    # {why}");
        }

        return _text.ToString();
    }

    /// <summary>Null and false where the recipe's board is not known to have the clock.</summary>
    private bool ServedBy(ClockChoice? clock) => clock is not null && was.Board.Clock?.Value.Serves(clock.Class) == true;

    private static string YesOrNo(bool value) => value ? "true" : "false";

    private void Line(string line) => _text.Append($"{line}\n");
}

/// <summary>A memory in a file of a backup.</summary>
/// <param name="Name">As the recipe calls it: <c>flash</c>, <c>eeprom</c>.</param>
/// <param name="FileName">Beside the recipe.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
internal sealed record SavedMemory(string Name, string FileName, string Sha256);
