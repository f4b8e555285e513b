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

    private readonly Dictionary<FuseId, Draft> _drafts = [];

    /// <summary>Fuse bytes in the order they are written: extended, high, low.</summary>
    public IReadOnlyList<PlannedFuse> Fuses(IReadOnlyList<FuseSetting> settings)
    {
        foreach (FuseSetting setting in settings)
        {
            Add(setting, part.Fuses);
        }

        return [.. WritingOrder.Where(_drafts.ContainsKey).Select(id => _drafts[id].Finish())];
    }

    public PlannedFuse? Lock(IReadOnlyList<FuseSetting> settings)
    {
        foreach (FuseSetting setting in settings)
        {
            Add(setting, [part.Lock]);
        }

        return _drafts.GetValueOrDefault(FuseId.Lock)?.Finish();
    }

    private void Add(FuseSetting setting, IReadOnlyList<FuseByte> bytes)
    {
        string name = setting.Name.Value;
        if (bytes.FirstOrDefault(fuse => FuseNames.Of(fuse.Id) == name) is FuseByte whole)
        {
            AddByte(setting, whole);
            return;
        }

        foreach (FuseByte fuse in bytes)
        {
            if (fuse.Fields.FirstOrDefault(field => field.Name == name) is FuseField field)
            {
                AddField(setting, fuse, field);
                return;
            }
        }

        ReportUnknown(setting.Name, bytes);
    }

    private void ReportUnknown(Located<string> name, IReadOnlyList<FuseByte> bytes)
    {
        string[] byteNames = [.. bytes.Select(fuse => FuseNames.Of(fuse.Id))];
        if (name.Value is "low" or "high" or "extended")
        {
            found.Add(DiagnosticCode.FuseAbsent, name.Where, name.Value, part.Name, byteNames);
            return;
        }

        string[] allowed = [.. byteNames, .. bytes.SelectMany(fuse => fuse.Fields).Select(field => field.Name)];
        string? suggestion = Suggestion.For(FuseNames.FromAvrdude(name.Value), allowed);
        found.Add(DiagnosticCode.UnknownFuse, name.Where, name.Value, part.Name, suggestion, allowed);
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
            found.Add(DiagnosticCode.UnimplementedBits, setting.ValueWhere, setting.Name.Value, value, written);
        }

        Claim(setting, fuse, fuse.Mask, value);
    }

    private void AddField(FuseSetting setting, FuseByte fuse, FuseField field)
    {
        long? value = setting.On is bool on && field.Max == 1 ? on ? 0 : 1 : setting.Value;
        if (value is not long number || number < 0 || number > field.Max)
        {
            ReportTooLarge(setting, field.Name, field.Max);
            return;
        }

        Claim(setting, fuse, field.Mask, field.Place((int)number));
    }

    private void ReportTooLarge(FuseSetting setting, string what, int max)
    {
        string value = setting.Text();
        found.Add(DiagnosticCode.FuseFieldTooLarge, setting.ValueWhere, value, what, part.Name, max > 9 ? $"0x{max:X}" : $"{max}");
    }

    private void Claim(FuseSetting setting, FuseByte fuse, byte mask, byte value)
    {
        if (!_drafts.TryGetValue(fuse.Id, out Draft? draft))
        {
            _drafts[fuse.Id] = draft = new Draft(fuse);
        }

        if ((draft.Mask & mask) == 0)
        {
            draft.Take(setting, mask, value);
            return;
        }

        bool thisIsByte = setting.Name.Value == FuseNames.Of(fuse.Id);
        Located<string> field = thisIsByte ? draft.Settings[0].Name : setting.Name;
        found.Add(DiagnosticCode.FuseByteAndField, field.Where, field.Value, FuseNames.Of(fuse.Id));
    }

    private sealed class Draft(FuseByte fuse)
    {
        private byte _value;

        public byte Mask { get; private set; }

        public List<FuseSetting> Settings { get; } = [];

        public void Take(FuseSetting setting, byte mask, byte value)
        {
            Mask |= mask;
            _value |= (byte)(value & mask);
            Settings.Add(setting);
        }

        public PlannedFuse Finish() => new(new FuseChange(fuse, _value, Mask), Settings);
    }
}
