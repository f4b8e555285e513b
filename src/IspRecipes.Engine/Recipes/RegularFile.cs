namespace IspRecipes.Engine.Recipes;

/// <summary>
/// Tells a file from a pipe or a device before it is opened: opening a pipe waits for a writer, and opening a serial port
/// resets the board behind it. Neither has a length, and an empty file has nothing to read.
/// </summary>
internal static class RegularFile
{
    /// <summary>False for what is not there, empty, a pipe or a device; symbolic links are followed.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static bool HasContent(string path)
    {
        var file = new FileInfo(path);
        FileSystemInfo? target = file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) ?? file : null;
        return target is FileInfo { Exists: true, Length: > 0 };
    }
}
