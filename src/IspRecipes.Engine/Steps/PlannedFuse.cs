using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>A fuse byte or the lock byte as the recipe wants it.</summary>
/// <param name="Change">Value and mask.</param>
/// <param name="Settings">The settings that made it, at least one, under the names the part has for them.</param>
internal sealed record PlannedFuse(FuseChange Change, IReadOnlyList<FuseSetting> Settings)
{
    /// <summary>The first line that names it.</summary>
    public SourceSpan Where => Settings[0].Name.Where;

    /// <summary>The setting that decides <paramref name="field"/>: by its own name, as a part of another field or of its byte.</summary>
    public FuseSetting SettingOf(FuseField field) =>
        Settings.FirstOrDefault(setting => Change.Fuse.Field(setting.Name.Value) is FuseField named && (named.Mask & field.Mask) != 0)
        ?? Settings[0];
}
