using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What the settings of a merge mean, and what is wrong with those of a build: MSBuild and Cake call them by the same names.</summary>
public static class BuildMerge
{
    /// <summary>What <see cref="ClipSpec.Parse"/> takes, in words.</summary>
    public const string Ranges = "boot-section, application-section or a range such as 0x7000-0x8000";

    private static readonly string[] Policies = [.. Enum.GetNames<OverlapPolicy>().Select(name => name.ToLowerInvariant())];

    /// <summary>The fuse bytes that may tell the boot section, as <see cref="MergeRequest.Fuses"/> has them.</summary>
    public static IReadOnlyDictionary<string, byte> Fuses(byte? high, byte? extended) =>
        new (string Name, byte? Value)[] { ("high", high), ("extended", extended) }
            .Where(fuse => fuse.Value is not null)
            .ToDictionary(fuse => fuse.Name, fuse => fuse.Value!.Value);

    /// <summary>Reads a range; null where there is none, or (ISP8014) it is no range.</summary>
    public static ClipSpec? Range(string setting, string? text, Action<Diagnostic> tell)
    {
        ClipSpec? range = text is null ? null : ClipSpec.Parse(text);
        if (text is not null && range is null)
        {
            tell(DiagnosticCatalog.Of(DiagnosticCode.SettingWrong, null, setting, text, Ranges));
        }

        return range;
    }

    /// <summary>Reads what happens where files differ; <c>error</c> where nothing is said, or (ISP8014) nothing that is known.</summary>
    public static OverlapPolicy OnOverlap(string? text, Action<Diagnostic> tell)
    {
        int policy = text is null ? (int)OverlapPolicy.Error : Array.FindIndex(Policies, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (policy < 0)
        {
            tell(DiagnosticCatalog.Of(DiagnosticCode.SettingWrong, null, nameof(OnOverlap), text, string.Join(", ", Policies)));
        }

        return (OverlapPolicy)Math.Max(policy, 0);
    }

    /// <summary>What tells the boot section must do so once (ISP8021), and of a part (ISP8022).</summary>
    public static void CheckBootSection(MergeRequest request, Action<Diagnostic> tell)
    {
        string? fuse = request.Fuses.ContainsKey("high") ? "High" : request.Fuses.Count > 0 ? "Extended" : null;
        string? size = request.BootSize is null ? null : nameof(request.BootSize);
        if (size is not null && fuse is not null)
        {
            tell(DiagnosticCatalog.Of(DiagnosticCode.SettingsClash, null, size, fuse));
        }

        if ((size ?? fuse) is string given && request.Mcu is null)
        {
            tell(DiagnosticCatalog.Of(DiagnosticCode.SettingMissing, null, given, nameof(request.Mcu)));
        }
    }
}
