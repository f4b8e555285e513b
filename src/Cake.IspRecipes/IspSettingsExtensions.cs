using Cake.Core.IO;

namespace Cake.IspRecipes;

/// <summary>The settings, one after the other in a chain: <c>new IspFlashSettings().SetPort("COM3").WithVariable("keyboard", "planck")</c>.</summary>
public static class IspSettingsExtensions
{
    /// <summary>Sets <see cref="IspRecipeSettings.Programmer"/>.</summary>
    /// <returns>The same settings.</returns>
    public static T SetProgrammer<T>(this T settings, string? programmer)
        where T : IspRecipeSettings
    {
        settings.Programmer = programmer;
        return settings;
    }

    /// <summary>Sets <see cref="IspRecipeSettings.Port"/>.</summary>
    /// <returns>The same settings.</returns>
    public static T SetPort<T>(this T settings, string? port)
        where T : IspRecipeSettings
    {
        settings.Port = port;
        return settings;
    }

    /// <summary>Sets <see cref="IspRecipeSettings.Baud"/>.</summary>
    /// <returns>The same settings.</returns>
    public static T SetBaud<T>(this T settings, int? baud)
        where T : IspRecipeSettings
    {
        settings.Baud = baud;
        return settings;
    }

    /// <summary>Gives a variable of the recipe a value.</summary>
    /// <returns>The same settings.</returns>
    public static T WithVariable<T>(this T settings, string name, string value)
        where T : IspRecipeSettings
    {
        settings.Variables[name] = value;
        return settings;
    }

    /// <summary>Puts a file in place of one that the recipe names.</summary>
    /// <returns>The same settings.</returns>
    public static T WithFile<T>(this T settings, string name, FilePath path)
        where T : IspRecipeSettings
    {
        settings.Files[name] = path;
        return settings;
    }

    /// <summary>Sets <see cref="IspFlashSettings.Simulate"/>.</summary>
    /// <returns>The same settings.</returns>
    public static IspFlashSettings SetSimulate(this IspFlashSettings settings, bool simulate = true)
    {
        settings.Simulate = simulate;
        return settings;
    }

    /// <summary>Sets <see cref="IspFlashSettings.Offline"/>.</summary>
    /// <returns>The same settings.</returns>
    public static IspFlashSettings SetOffline(this IspFlashSettings settings, bool offline = true)
    {
        settings.Offline = offline;
        return settings;
    }

    /// <summary>Sets <see cref="IspFlashSettings.DryRun"/>.</summary>
    /// <returns>The same settings.</returns>
    public static IspFlashSettings SetDryRun(this IspFlashSettings settings, bool dryRun = true)
    {
        settings.DryRun = dryRun;
        return settings;
    }

    /// <summary>Sets <see cref="IspFlashSettings.PortWait"/>.</summary>
    /// <returns>The same settings.</returns>
    public static IspFlashSettings SetPortWait(this IspFlashSettings settings, TimeSpan time)
    {
        settings.PortWait = time;
        return settings;
    }

    /// <summary>Sets <see cref="IspFlashSettings.ReportFile"/>.</summary>
    /// <returns>The same settings.</returns>
    public static IspFlashSettings SetReportFile(this IspFlashSettings settings, FilePath? path)
    {
        settings.ReportFile = path;
        return settings;
    }

    /// <summary>Takes a part of a file only, as <see cref="IspMergeSettings.Clips"/> says.</summary>
    /// <returns>The same settings.</returns>
    public static IspMergeSettings WithClip(this IspMergeSettings settings, FilePath file, string range)
    {
        settings.Clips[file] = range;
        return settings;
    }

    /// <summary>Adds to every address of a file.</summary>
    /// <returns>The same settings.</returns>
    public static IspMergeSettings WithOffset(this IspMergeSettings settings, FilePath file, long bytes)
    {
        settings.Offsets[file] = bytes;
        return settings;
    }
}
