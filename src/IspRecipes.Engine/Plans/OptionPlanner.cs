using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Turns option settings, each a field by the manual's name, into values and masks of an STM32's option bytes.</summary>
internal sealed class OptionPlanner(Stm32Part part, DiagnosticBag found)
{
    private readonly byte[] _values = new byte[OptionBytes.Count];
    private readonly byte[] _mask = new byte[OptionBytes.Count];
    private readonly List<FuseSetting> _taken = [];

    /// <summary>Null where the recipe names none that the part has.</summary>
    public PlannedOptions? Plan(IReadOnlyList<FuseSetting> settings)
    {
        foreach (FuseSetting setting in settings)
        {
            if (part.Family.FindOption(setting.Name.Value) is var (option, field))
            {
                Add(setting with { Name = setting.Name with { Value = field.Name } }, option, field);
            }
            else
            {
                ReportUnknown(setting.Name);
            }
        }

        return _taken is [FuseSetting first, ..]
            ? new PlannedOptions(new OptionBytes(_values), new OptionBytes(_mask), _taken, first.Name.Where)
            : null;
    }

    private void Add(FuseSetting setting, OptionByte option, FuseField field)
    {
        if (_taken.Any(earlier => earlier.Name.Value == field.Name))
        {
            found.Add(DiagnosticCode.GivenTwice, setting.Name.Where, field.Name, "the options");
        }
        else if (Read(setting, field) is int value)
        {
            _values[(int)option.Id] |= field.Place(value);
            _mask[(int)option.Id] |= field.Mask;
            _taken.Add(setting);
        }
        else if (setting.Value is not null)
        {
            found.Add(
                DiagnosticCode.FuseFieldTooLarge, setting.ValueWhere,
                setting.Text(), field.Name, part.Name, field.Max > 9 ? $"0x{field.Max:X}" : $"{field.Max}");
        }
        else
        {
            string[] names = [.. field.Values.Select(named => named.Name)];
            found.Add(
                DiagnosticCode.UnknownFuseValue, setting.ValueWhere,
                setting.Text(), field.Name, part.Name, Meant(setting.Text(), names), (string[])[.. names, $"0 to {field.Max}"]);
        }
    }

    /// <summary>A number or a name. What is on where a bit is 0 the manual alone says, so that the words stand for nothing else.</summary>
    private static int? Read(FuseSetting setting, FuseField field) =>
        setting.On is null || field.Values.Any(named => named.Name == setting.Text()) ? FieldValues.Read(field, setting.Text()) : null;

    /// <summary>The name that is misspelt; never the same with another number: who writes level-2 does not mean level-0.</summary>
    private static string? Meant(string text, string[] names) =>
        Suggestion.For(text, names) is { } near && WithoutDigits(near) != WithoutDigits(text) ? near : null;

    private static string WithoutDigits(string text) => string.Concat(text.Where(character => !char.IsAsciiDigit(character)));

    private void ReportUnknown(Located<string> name)
    {
        string[] allowed = [.. part.Family.Options.SelectMany(option => option.Fields).Select(field => field.Name)];
        found.Add(DiagnosticCode.UnknownOption, name.Where, name.Value, part.Name, Suggestion.For(name.Value, allowed), allowed);
    }
}
