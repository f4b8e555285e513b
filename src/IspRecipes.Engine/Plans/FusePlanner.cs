using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Turns fuse and lock settings, whole bytes or fields, into a value and a mask for each byte.</summary>
internal sealed class FusePlanner(AvrPart part, DiagnosticBag found)
{
    /// <summary>The clock comes last: all that is written before it is still read back at the old one.</summary>
    private static readonly FuseId[] WritingOrder = [FuseId.Extended, FuseId.High, FuseId.Low];

    private readonly Dictionary<FuseId, FuseDraft> _drafts = [];

    /// <summary>Fuse bytes in the order they are written: extended, high, low.</summary>
    public IReadOnlyList<PlannedFuse> Fuses(IReadOnlyList<FuseSetting> settings)
    {
        Add(settings, part.Fuses);
        return [.. WritingOrder.Where(_drafts.ContainsKey).Select(id => _drafts[id].Finish())];
    }

    public PlannedFuse? Lock(IReadOnlyList<FuseSetting> settings)
    {
        Add(settings, [part.Lock]);
        return _drafts.GetValueOrDefault(FuseId.Lock)?.Finish();
    }

    /// <summary>Settings of fuse bytes and of the lock byte, all in one list.</summary>
    public IReadOnlyList<PlannedFuse> All(IReadOnlyList<FuseSetting> settings)
    {
        Add(settings, [.. part.Fuses, part.Lock]);
        return [.. _drafts.Values.Select(draft => draft.Finish())];
    }

    private void Add(IReadOnlyList<FuseSetting> settings, IReadOnlyList<FuseByte> bytes)
    {
        foreach (FuseSetting setting in settings)
        {
            Add(setting, bytes);
        }
    }

    private void Add(FuseSetting setting, IReadOnlyList<FuseByte> bytes)
    {
        string name = setting.Name.Value;
        if (bytes.FirstOrDefault(fuse => FuseNames.Of(fuse.Id).Equals(name, StringComparison.OrdinalIgnoreCase)) is FuseByte whole)
        {
            AddByte(Named(setting, FuseNames.Of(whole.Id)), whole);
        }
        else if (bytes.FirstOrDefault(fuse => fuse.Field(name) is not null) is FuseByte fuse)
        {
            FuseField field = fuse.Field(name)!;
            AddField(Named(setting, field.Name), fuse, field);
        }
        else
        {
            ReportUnknown(setting.Name, bytes);
        }
    }

    /// <summary>The setting under the part's own spelling.</summary>
    private static FuseSetting Named(FuseSetting setting, string name) =>
        setting with { Name = setting.Name with { Value = name } };

    private void ReportUnknown(Located<string> name, IReadOnlyList<FuseByte> bytes)
    {
        string[] byteNames = [.. bytes.Select(fuse => FuseNames.Of(fuse.Id))];
        if (name.Value.ToLowerInvariant() is "low" or "high" or "extended")
        {
            found.Add(DiagnosticCode.FuseAbsent, name.Where, name.Value, part.Name, part.Fuses.Select(fuse => FuseNames.Of(fuse.Id)));
            return;
        }

        string[] fields = [.. bytes.SelectMany(fuse => fuse.Fields.Concat(fuse.Combined)).Select(field => field.Name)];
        string[] allowed = [.. byteNames, .. fields];
        string? suggestion = Suggestion.For(FuseNames.FromAvrdude(name.Value), allowed);
        if (part.KnowsFields || suggestion is not null)
        {
            found.Add(DiagnosticCode.UnknownFuse, name.Where, name.Value, part.Name, suggestion, allowed);
        }
        else
        {
            found.Add(DiagnosticCode.FuseFieldsUnknown, name.Where, name.Value, part.Name, byteNames);
        }
    }

    private void AddByte(FuseSetting setting, FuseByte fuse)
    {
        if (setting.Value is not (>= 0 and <= 0xFF))
        {
            ReportTooLarge(setting, FuseNames.Of(fuse.Id), 0xFF);
            return;
        }

        byte value = (byte)setting.Value;
        byte written = (byte)(value | ~fuse.Mask);
        if (written != value && fuse.Id != FuseId.Lock)
        {
            found.Add(DiagnosticCode.UnimplementedBits, setting.ValueWhere, setting.Name.Value, value, part.Name, written);
        }

        Claim(setting, fuse, fuse.Mask, value);
    }

    private void AddField(FuseSetting setting, FuseByte fuse, FuseField field)
    {
        if (FieldValues.Read(field, setting.Text()) is int value)
        {
            Claim(setting, fuse, field.Mask, field.Place(value));
        }
        else if (setting.Value is not null && field.Values.Count == 0)
        {
            ReportTooLarge(setting, field.Name, field.Max);
        }
        else
        {
            IEnumerable<string> names = field.Values.Select(named => named.Name);
            found.Add(
                DiagnosticCode.UnknownFuseValue,
                setting.ValueWhere,
                setting.Text(),
                field.Name,
                part.Name,
                Suggestion.For(setting.Text(), names),
                FieldValues.Allowed(field, setting.Text()));
        }
    }

    private void ReportTooLarge(FuseSetting setting, string what, int max)
    {
        string value = setting.Text();
        found.Add(DiagnosticCode.FuseFieldTooLarge, setting.ValueWhere, value, what, part.Name, max > 9 ? $"0x{max:X}" : $"{max}");
    }

    private void Claim(FuseSetting setting, FuseByte fuse, byte mask, byte value)
    {
        if (!_drafts.TryGetValue(fuse.Id, out FuseDraft? draft))
        {
            _drafts[fuse.Id] = draft = new FuseDraft(fuse);
        }

        if (draft.Settings.FirstOrDefault(earlier => earlier.Name.Value == setting.Name.Value) is not null)
        {
            found.Add(DiagnosticCode.GivenTwice, setting.Name.Where, setting.Name.Value, "the fuse settings");
        }
        else if (draft.Contradicting(setting, mask, value) is not FuseSetting earlier)
        {
            draft.Take(setting, mask, value);
        }
        else if (FuseDraft.IsWhole(setting, fuse) || FuseDraft.IsWhole(earlier, fuse))
        {
            Located<string> field = FuseDraft.IsWhole(setting, fuse) ? earlier.Name : setting.Name;
            found.Add(DiagnosticCode.FuseByteAndField, field.Where, field.Value, FuseNames.Of(fuse.Id));
        }
        else
        {
            found.Add(
                DiagnosticCode.FuseFieldsContradict, setting.Name.Where, setting.Words(), earlier.Words(), FuseNames.Of(fuse.Id));
        }
    }
}
