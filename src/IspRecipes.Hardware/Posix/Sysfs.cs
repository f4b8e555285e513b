namespace IspRecipes.Hardware.Posix;

/// <summary>Linux's tree of devices, one fact a file.</summary>
internal static class Sysfs
{
    /// <summary>A one-line file without blanks around it; null where the device has none, or is just being unplugged.</summary>
    internal static string? Attribute(string folder, string name) => Line(folder, name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>As <see cref="Attribute"/>, but only the end of the line is cut off.</summary>
    internal static string? Line(string folder, string name)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, name));
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
