using System.Security.Cryptography;

namespace IspRecipes.Engine.Downloads;

/// <summary>
/// Downloaded files in a folder, each named by its SHA-256: what lies there under its name is the file, or damaged. Served by any
/// web server, the folder is a mirror.
/// </summary>
public sealed class FileCache(string folder)
{
    /// <summary>Many times the largest flash as text, or in an ELF file with debug information; beyond it are disk images.</summary>
    internal const long MostBytes = 64 << 20;

    /// <summary>How often it is looked whether another process has finished.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public string Folder { get; } = folder;

    /// <summary>
    /// ISPRECIPE_CACHE, or <c>isprecipe</c> in the folder that the system has for caches: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches
    /// on macOS, LOCALAPPDATA on Windows. Null where the environment names none of them.
    /// </summary>
    public static FileCache? Of(Func<string, string?> environment)
    {
        if (Set("ISPRECIPE_CACHE") is { } own)
        {
            return new FileCache(Path.GetFullPath(own));
        }

        string? system = OperatingSystem.IsWindows() ? Set("LOCALAPPDATA")
            : OperatingSystem.IsMacOS() ? InHome("Library/Caches")
            : Set("XDG_CACHE_HOME") is { } caches && Path.IsPathRooted(caches) ? caches // the specification ignores a relative one
            : InHome(".cache");
        return system is null ? null : new FileCache(Path.Combine(system, "isprecipe"));

        string? Set(string name) => environment(name) is { Length: > 0 } value ? value : null;

        string? InHome(string name) => Set("HOME") is { } home ? Path.Combine(home, name) : null;
    }

    /// <summary>Where a file lies or would lie.</summary>
    /// <param name="sha256">64 hexadecimal digits, lower-case.</param>
    public string PathOf(string sha256) => Path.Combine(Folder, sha256);

    /// <summary>A file's bytes, whole and the right ones; null where it is not there.</summary>
    /// <exception cref="InvalidDataException">What lies there is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public byte[]? Read(string sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > MostBytes)
        {
            throw new InvalidDataException($"it has {file.Length} bytes");
        }

        byte[] content = File.ReadAllBytes(file.FullName);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return hash == sha256 ? content : throw new InvalidDataException($"its SHA-256 is {hash}");
    }

    /// <summary>Claims the place of a file; waits while another process has it, which may then have brought the file.</summary>
    /// <param name="sha256">Which file.</param>
    /// <param name="waiting">Called once where it has to wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="DownloadException">The folder cannot be written.</exception>
    internal CacheClaim Claim(string sha256, Action waiting, CancellationToken cancel) => CacheClaim.Guard(Folder, () =>
    {
        Directory.CreateDirectory(Folder);
        for (bool told = false; ; told = true)
        {
            cancel.ThrowIfCancellationRequested();
            if (CacheClaim.Try(PathOf(sha256)) is { } claim)
            {
                return claim;
            }

            if (!told)
            {
                waiting();
            }

            cancel.WaitHandle.WaitOne(Beat);
        }
    });
}
