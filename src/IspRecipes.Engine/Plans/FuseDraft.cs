using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A fuse byte while its settings are taken in one by one.</summary>
internal sealed class FuseDraft(FuseByte fuse)
{
    private readonly List<(FuseSetting Setting, byte Mask)> _taken = [];
    private byte _mask;
    private byte _value;

    public IEnumerable<FuseSetting> Settings => _taken.Select(taken => taken.Setting);

    public static bool IsWhole(FuseSetting setting, FuseByte fuse) => setting.Name.Value == FuseNames.Of(fuse.Id);

    /// <summary>
    /// An earlier setting that this one cannot stand beside: a byte and a field of it never can, a combined field and one
    /// of its parts where they want the same bits to differ.
    /// </summary>
    public FuseSetting? Contradicting(FuseSetting setting, byte mask, byte value) =>
        _taken.FirstOrDefault(taken => (taken.Mask & mask) != 0
            && ((taken.Mask & mask & (_value ^ value)) != 0 || IsWhole(setting, fuse) || IsWhole(taken.Setting, fuse))).Setting;

    public void Take(FuseSetting setting, byte mask, byte value)
    {
        _mask |= mask;
        _value |= (byte)(value & mask);
        _taken.Add((setting, mask));
    }

    public PlannedFuse Finish() => new(new FuseChange(fuse, _value, _mask), [.. Settings]);
}
