using System.Security.Cryptography;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>
/// The place of one file in the cache while one process fills it: <c>HASH.lock</c> is held, <c>HASH.part</c> takes the bytes and outlives
/// a failure, <c>HASH.etag</c> says which version of the file they are of. The file itself appears whole. Nothing empty stays behind.
/// </summary>
internal sealed class CacheClaim : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly FileStream _part;

    private CacheClaim(string path, FileStream held, FileStream part)
    {
        _path = path;
        _lock = held;
        _part = part;
        _part.Seek(0, SeekOrigin.End);
    }

    /// <summary>True once the file is in its place, whoever brought it.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Bytes received so far.</summary>
    public long Received => _part.Length;

    /// <summary>The version of the file that the bytes are of, in the server's word; null where it told none.</summary>
    public string? ETag => File.Exists(ETagPath) ? Write(() => File.ReadAllText(ETagPath)) : null;

    private string ETagPath => $"{_path}.etag";

    /// <summary>The claim; null while another process has it. The system ends it with the process, however that ends.</summary>
    public static CacheClaim? Try(string path)
    {
        if (Lock($"{path}.lock") is not { } held)
        {
            return null;
        }

        try
        {
            return new CacheClaim(path, held, OpenPart(path));
        }
        catch
        {
            Unlock(held);
            throw;
        }
    }

    /// <summary>Does something to the cache's folder.</summary>
    /// <exception cref="DownloadException">The system refuses it.</exception>
    public static T Guard<T>(string folder, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception refused) when (refused is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Behind its reason .NET names the file, whose name is a hash.
            string reason = refused is UnauthorizedAccessException ? "permission denied" : refused.Message.Split(" : '")[0];
            throw new DownloadException(DiagnosticCode.CacheUnwritable, folder, reason);
        }
    }

    /// <summary>Begins from the first byte.</summary>
    /// <param name="etag">Of what follows; null where the server tells none.</param>
    public void Restart(string? etag) => Write(() =>
    {
        _part.SetLength(0);
        File.Delete(ETagPath);
        if (etag is not null)
        {
            File.WriteAllText(ETagPath, etag);
        }

        return 0;
    });

    public void Append(byte[] chunk, int length) => Write(() =>
    {
        _part.Write(chunk, 0, length);
        return 0;
    });

    /// <summary>SHA-256 of what was received, as the disk gives it back.</summary>
    public string Hash() => Write(() =>
    {
        _part.Flush(flushToDisk: true);
        _part.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(_part));
    });

    /// <summary>The bytes become the file, in place of a damaged one.</summary>
    public void Keep() => Write(() =>
    {
        _part.Dispose();
        File.Move(_part.Name, _path, overwrite: true);
        File.Delete(ETagPath);
        IsFilled = true;
        return 0;
    });

    /// <summary>Lets another process have the place.</summary>
    public void Dispose()
    {
        bool isOfNoUse = _part.CanRead && (IsFilled || _part.Length == 0);
        _part.Dispose();
        if (isOfNoUse)
        {
            TryDelete(_part.Name);
            TryDelete(ETagPath);
        }

        Unlock(_lock);
    }

    /// <summary>
    /// The lock's file, held; null while another process holds it. Between opening a file and locking it, its holder may have deleted it, and
    /// a third process made a new one: that would be two locks, and both held. So it counts only if it is the one at its path still.
    /// </summary>
    private static FileStream? Lock(string path)
    {
        while (true)
        {
            FileStream held;
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (IsHeld(taken))
            {
                return null;
            }

            if (new FileInfo(path) is { Exists: true } there && there.Length == held.Length)
            {
                return held;
            }

            held.Dispose();
        }
    }

    /// <summary>
    /// Deletes the lock's file while it is held, and marks it by its length for those who have it open: .NET tells no inode. Windows
    /// deletes no file that somebody has open, so there it is let go first.
    /// </summary>
    private static void Unlock(FileStream held)
    {
        using (held)
        {
            if (!OperatingSystem.IsWindows())
            {
                Try(() =>
                {
                    File.Delete(held.Name);
                    held.SetLength(1); // a full disk may refuse it
                });
            }
        }

        if (OperatingSystem.IsWindows())
        {
            TryDelete(held.Name);
        }
    }

    /// <summary>Without a buffer, since a process that is killed flushes none.</summary>
    private static FileStream OpenPart(string path) =>
        new($"{path}.part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);

    private T Write<T>(Func<T> write) => Guard(Path.GetDirectoryName(_path)!, write);

    private static void TryDelete(string path) => Try(() => File.Delete(path));

    private static void Try(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A file is left behind.
        }
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows, where .NET keeps the system's number.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
