namespace IspRecipes.Hardware.Posix;

/// <summary>Linux's tree of devices, one fact a file.</summary>
internal static class Sysfs
{
    /// <summary>A one-line file; null where the device has none, or is just being unplugged.</summary>
    internal static string? Attribute(string folder, string name)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, name)).Trim();
            return text.Length > 0 ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
