namespace IspRecipes.Engine.Downloads;

/// <summary>Addresses that files can be had from.</summary>
internal static class WebAddress
{
    /// <summary>The address; null for what is none, or not http or https.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>What a file is called there: the last segment of the path; null where that is no name for a file.</summary>
    public static string? FileName(string text)
    {
        string name = Parse(text) is { } address ? Uri.UnescapeDataString(address.Segments[^1]) : "";
        return name.Trim('.', ' ').Length > 0 && name.IndexOfAny(['/', '\\', ':', '\0']) < 0 ? name : null;
    }
}
