namespace IspRecipes.Hardware.Posix;

/// <summary>Who has a device open, as far as /proc tells: it hides other users' files, and macOS has none.</summary>
internal static class PortHolder
{
    private const string Processes = "/proc";

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>The other processes that have the device open: <c>avrdude (pid 4711)</c>, commas between.</summary>
    /// <param name="device">Path with its links resolved.</param>
    /// <param name="processes">Where they are listed; another folder in tests.</param>
    /// <returns>Null where none can be seen.</returns>
    internal static string? Find(string device, string processes = Processes)
    {
        if (!Directory.Exists(processes))
        {
            return null;
        }

        string[] holders = [.. Holders(device, processes).Select(Describe)];
        return holders.Length > 0 ? string.Join(", ", holders) : null;
    }

    /// <summary>Whether another isprecipe has the device open; true as well where nobody can be seen who has.</summary>
    /// <param name="device">Path with its links resolved.</param>
    internal static bool MayBeOurs(string device)
    {
        string[] holders = Directory.Exists(Processes) ? [.. Holders(device, Processes)] : [];
        return holders.Length == 0 || !holders.All(IsStranger);
    }

    /// <summary>
    /// Whether a process runs without this assembly; false for one that ends at this moment, which is seen to run nothing.
    /// </summary>
    /// <param name="process">Its folder in /proc.</param>
    internal static bool IsStranger(string process)
    {
        try
        {
            string[] mapped = File.ReadAllLines($"{process}/maps");
            string assembly = $"/{typeof(PortHolder).Assembly.GetName().Name}.dll";
            return mapped.Length > 0 && !mapped.Any(line => line.Contains(assembly, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Holders(string device, string processes) => Directory.EnumerateDirectories(processes, "*", All)
        .Where(process => IsAnotherProcess(Path.GetFileName(process)) && HasOpen(process, device));

    private static bool IsAnotherProcess(string name) =>
        int.TryParse(name, out int process) && process != Environment.ProcessId;

    private static bool HasOpen(string process, string device)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"{process}/fd", "*", All)
                .Any(file => new FileInfo(file).LinkTarget == device);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or not ours to see
        }
    }

    private static string Describe(string process)
    {
        string name;
        try
        {
            name = File.ReadAllText($"{process}/comm").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            name = "a process";
        }

        return $"{name} (pid {Path.GetFileName(process)})";
    }
}
