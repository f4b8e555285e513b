using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// Fuse bytes from factory values, given bytes and settings by name, without a recipe and without a chip. Lock bits by name start
/// from what an erase leaves, since the factory locks the chips that come with a USB bootloader.
/// </summary>
public static class FuseCalculator
{
    /// <param name="part">The part.</param>
    /// <param name="given">Bytes in place of the factory's.</param>
    /// <param name="settings">As in a recipe, each as <c>NAME=VALUE</c>.</param>
    public static Checked<FuseResult> Calculate(
        AvrPart part, IReadOnlyDictionary<FuseId, byte> given, IReadOnlyList<string> settings)
    {
        var found = new DiagnosticBag();
        var bytes = new SortedDictionary<FuseId, byte>();
        foreach (FuseByte fuse in part.Fuses.Append(part.Lock).Where(fuse => fuse.Factory is not null))
        {
            bytes[fuse.Id] = (byte)(fuse.Factory!.Value | ~fuse.Mask);
        }

        IReadOnlyList<PlannedFuse> changes = new FusePlanner(part, found).All([.. settings.Select(Parse)]);
        if (bytes.ContainsKey(FuseId.Lock) && changes.Any(change => change.Change.Fuse.Id == FuseId.Lock))
        {
            bytes[FuseId.Lock] = 0xFF;
        }

        Apply(new FusePlanner(part, found).All([.. given.Select(Given)]), bytes, part, found);
        var before = new FuseBytes(part, new SortedDictionary<FuseId, byte>(bytes));
        Apply(changes, bytes, part, found);

        FuseId[] touched = [.. part.Fuses.Select(fuse => fuse.Id).Where(bytes.ContainsKey), .. LockIfTouched(given, changes)];
        var result = new FuseResult(before, new FuseBytes(part, bytes), touched);
        return new Checked<FuseResult>(found.HasErrors ? null : result, found.Sorted());
    }

    private static void Apply(
        IReadOnlyList<PlannedFuse> changes, SortedDictionary<FuseId, byte> bytes, AvrPart part, DiagnosticBag found)
    {
        foreach (PlannedFuse planned in changes)
        {
            FuseId id = planned.Change.Fuse.Id;
            if (!bytes.TryGetValue(id, out byte current) && !planned.Change.IsWhole)
            {
                found.Add(
                    DiagnosticCode.FuseFactoryUnknown, planned.Where, FuseNames.Of(id), part.Name, planned.Settings[0].Name.Value);
                continue;
            }

            bytes[id] = planned.Change.Over(current);
        }
    }

    private static IEnumerable<FuseId> LockIfTouched(
        IReadOnlyDictionary<FuseId, byte> given, IReadOnlyList<PlannedFuse> changes) =>
        given.ContainsKey(FuseId.Lock) || changes.Any(change => change.Change.Fuse.Id == FuseId.Lock) ? [FuseId.Lock] : [];

    private static FuseSetting Given(KeyValuePair<FuseId, byte> given)
    {
        string name = FuseNames.Of(given.Key);
        var where = new SourceSpan($"--{name}");
        return new FuseSetting(new Located<string>(name, where), given.Value, null, where);
    }

    private static FuseSetting Parse(string text)
    {
        string[] sides = text.Split('=', 2);
        var where = new SourceSpan(text);
        string value = sides.ElementAtOrDefault(1)?.Trim() ?? "";
        long? number = FieldValues.Number(value);
        return new FuseSetting(new Located<string>(sides[0].Trim(), where), number, null, where, number is null ? value : null);
    }
}

/// <summary>What a calculation gives.</summary>
/// <param name="Before">The bytes that the settings change.</param>
/// <param name="After">The bytes with the settings in them.</param>
/// <param name="Wanted">What is to be written for it: every fuse byte, and the lock byte if it was named.</param>
public sealed record FuseResult(FuseBytes Before, FuseBytes After, IReadOnlyList<FuseId> Wanted);
