using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Turns fuse and lock settings, whole bytes or fields, into a value and a mask for each byte.</summary>
internal sealed class FusePlanner(AvrPart part, Findings findings)
{
    /// <summary>Fuse bytes in the order they are written: extended, high, low.</summary>
    private static readonly FuseId[] WritingOrder = [FuseId.Extended, FuseId.High, FuseId.Low];

    private readonly Dictionary<FuseId, Draft> _drafts = [];

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

        return _drafts.TryGetValue(FuseId.Lock, out Draft? draft) ? draft.Finish() : null;
    }

    private void Add(FuseSetting setting, IReadOnlyList<FuseByte> bytes)
    {
        string name = setting.Name.Value;
        if (FuseNames.Byte(name, bytes) is FuseByte whole)
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
        if (FuseNames.IsByteName(name.Value) && bytes[0].Id != FuseId.Lock)
        {
            string has = string.Join(", ", bytes.Select(fuse => FuseNames.Of(fuse.Id)));
            findings.Add(PlanCode.FuseByteAbsent, name.Where, part.Name, name.Value, has);
            return;
        }

        IReadOnlyList<string> known =
            [.. bytes.Select(fuse => FuseNames.Of(fuse.Id)), .. bytes.SelectMany(fuse => fuse.Fields).Select(field => field.Name)];
        PlanCode code = bytes[0].Id == FuseId.Lock ? PlanCode.LockFieldUnknown : PlanCode.FuseUnknown;
        findings.Add(code, name.Where, name.Value, part.Name, findings.DidYouMean(FuseNames.Modern(name.Value), known));
    }

    private void AddByte(FuseSetting setting, FuseByte fuse)
    {
        if (setting.Value is not long value)
        {
            findings.Add(PlanCode.FuseByteNeedsNumber, setting.ValueWhere, setting.Name.Value);
            return;
        }

        if (value is < 0 or > 0xFF)
        {
            findings.Add(PlanCode.FuseValueTooLarge, setting.ValueWhere, setting.Name.Value, $"0x{value:X}", "0xFF");
            return;
        }

        if (fuse.Id != FuseId.Lock && (value | fuse.Mask) != 0xFF)
        {
            string canonical = $"0x{(byte)(value | (byte)~fuse.Mask):X2}";
            findings.Add(PlanCode.FuseUnimplementedBits, setting.ValueWhere, setting.Name.Value, $"0x{value:X2}", part.Name, canonical);
        }

        Claim(setting, fuse, fuse.Mask, (byte)value);
    }

    private void AddField(FuseSetting setting, FuseByte fuse, FuseField field)
    {
        bool isFlag = field.Max == 1;
        if (setting.On is bool on)
        {
            if (!isFlag)
            {
                findings.Add(PlanCode.FuseFieldNeedsNumber, setting.ValueWhere, field.Name, field.Max);
                return;
            }

            Claim(setting, fuse, field.Mask, on ? (byte)0 : field.Mask);
            return;
        }

        long value = setting.Value ?? 0;
        if (value < 0 || value > field.Max)
        {
            findings.Add(PlanCode.FuseValueTooLarge, setting.ValueWhere, field.Name, value, field.Max);
            return;
        }

        Claim(setting, fuse, field.Mask, (byte)(value << field.Shift));
    }

    private void Claim(FuseSetting setting, FuseByte fuse, byte mask, byte value)
    {
        if (!_drafts.TryGetValue(fuse.Id, out Draft? draft))
        {
            _drafts[fuse.Id] = draft = new Draft(fuse, setting.Name.Where);
        }

        if ((draft.Mask & mask) != 0)
        {
            findings.Add(PlanCode.FuseGivenTwice, setting.Name.Where, setting.Name.Value, FuseNames.Of(fuse.Id), draft.Where.Line);
            return;
        }

        draft.Mask |= mask;
        draft.Value |= (byte)(value & mask);
        draft.Settings.Add(setting);
    }

    private sealed class Draft(FuseByte fuse, SourceSpan where)
    {
        public byte Mask { get; set; }

        public byte Value { get; set; }

        public SourceSpan Where => where;

        public List<FuseSetting> Settings { get; } = [];

        public PlannedFuse Finish() => new(new FuseChange(fuse, Value, Mask), where, Settings);
    }
}

/// <summary>A fuse byte or the lock byte as the recipe wants it.</summary>
/// <param name="Change">Value and mask.</param>
/// <param name="Where">The first setting that names it.</param>
/// <param name="Settings">All settings that made it.</param>
internal sealed record PlannedFuse(FuseChange Change, SourceSpan Where, IReadOnlyList<FuseSetting> Settings)
{
    /// <summary>The line to point at for a field: the setting that gave it, by its own name or with its byte.</summary>
    public SourceSpan WhereOf(FuseField field) =>
        Settings.FirstOrDefault(setting => setting.Name.Value == field.Name)?.ValueWhere ?? Settings[0].ValueWhere;
}

/// <summary>How recipes name the fuse bytes.</summary>
internal static class FuseNames
{
    public static string Of(FuseId id) => id switch
    {
        FuseId.Low => "low",
        FuseId.High => "high",
        FuseId.Extended => "extended",
        _ => "lock",
    };

    public static bool IsByteName(string name) => name is "low" or "high" or "extended";

    public static FuseByte? Byte(string name, IReadOnlyList<FuseByte> bytes) =>
        bytes.FirstOrDefault(fuse => Of(fuse.Id) == name);

    /// <summary>What avrdude's users call a byte, in a recipe's word; other names as they are.</summary>
    public static string Modern(string name) => name.ToLowerInvariant() switch
    {
        "lfuse" => "low",
        "hfuse" => "high",
        "efuse" => "extended",
        _ => name,
    };
}
