using System.Text.RegularExpressions;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>Sentences name options of the command line; in a build, <c>--boot-size</c> is a setting called <c>BootSize</c>.</summary>
public static partial class SettingNames
{
    /// <summary>A sentence or hint with the names of a build's settings in it.</summary>
    /// <param name="text">As the catalogue has it.</param>
    /// <param name="others">Settings that are not called as their option is, by the option: <c>set</c>.</param>
    public static string InBuild(string text, IReadOnlyDictionary<string, string> others) => Option().Replace(text, option =>
    {
        string name = option.Groups["name"].Value;
        return others.GetValueOrDefault(name)
            ?? string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    });

    [GeneratedRegex("(?<![-\\w,])--(?<name>programmer|port|baud|set|boot-size|high|extended|clip|offset|mcu|on-overlap)\\b")]
    private static partial Regex Option();
}
