using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>Gets files that a recipe knows by hash: from the cache, else from the mirrors and the file's own address, through the cache.</summary>
/// <param name="environment">Names the cache and the mirrors.</param>
/// <param name="options">How it is done.</param>
internal sealed class FileFetcher(Func<string, string?> environment, FetchOptions options)
{
    private readonly FileCache? _cache = FileCache.Of(environment);

    /// <summary>True where nothing may be downloaded.</summary>
    public bool IsOffline => options.Offline;

    /// <summary>The file, whole and the right one; null where it cannot be had. Offline the caller says that it is missing.</summary>
    public FetchedFile? Get(RemoteFile file, DiagnosticBag found)
    {
        if (Cached(file, found) is { } cached)
        {
            return cached;
        }

        if (options.Offline)
        {
            return null;
        }

        if (_cache is null)
        {
            found.Add(DiagnosticCode.CacheUnknown, file.Where, file.Name);
            return null;
        }

        return Fetch(file, _cache, found);
    }

    private FetchedFile? Fetch(RemoteFile file, FileCache cache, DiagnosticBag found)
    {
        try
        {
            using CacheClaim claim = cache.Claim(file.Sha256, () => TellWaiting(file), options.Cancel);
            if (Cached(file, new DiagnosticBag()) is { } brought)
            {
                claim.IsFilled = true;
                return brought;
            }

            Download(file, claim, found);
            return ReadBack(file, cache) with { IsNew = true };
        }
        catch (DownloadException failed)
        {
            found.Add(failed.Diagnose(file.Where));
            return null;
        }
        catch (OperationCanceledException)
        {
            Diagnostic interrupted = DiagnosticCatalog.Of(DiagnosticCode.FetchInterrupted, file.Where, file.Name);
            found.Add(options.Terminated() ? interrupted with { Exit = ExitCode.Terminated } : interrupted);
            return null;
        }
    }

    private void Download(RemoteFile file, CacheClaim claim, DiagnosticBag found)
    {
        TimeProvider clock = options.Limits.Clock;
        long start = clock.GetTimestamp();
        long bytes = 0;
        using var http = new HttpAsking(file.Name, options.Handler(options.Limits), options.Limits, options.Cancel);
        var downloader = new Downloader(file, claim, http, options.Limits, (done, total) =>
            options.Listen(new FetchEvent.Progressed(file.Name, done, total, clock.GetElapsedTime(start))));
        try
        {
            bytes = Download(file, downloader, found);
        }
        finally
        {
            options.Listen(new FetchEvent.Finished(file.Name, bytes > 0, bytes, clock.GetElapsedTime(start)));
        }
    }

    /// <summary>Asks the mirrors first; one that fails is passed over, whatever the reason.</summary>
    private long Download(RemoteFile file, Downloader downloader, DiagnosticBag found)
    {
        foreach (string mirror in Mirrors())
        {
            if (AddressAt(mirror, file, found) is not Uri address)
            {
                continue;
            }

            try
            {
                options.Listen(new FetchEvent.Started(file.Name, address));
                return downloader.Download(address);
            }
            catch (DownloadException failed) when (!failed.IsOfCache)
            {
                found.Add(DiagnosticCode.MirrorPassedOver, file.Where, failed.Diagnose(file.Where).Message);
            }
        }

        options.Listen(new FetchEvent.Started(file.Name, file.Url));
        return downloader.Download(file.Url);
    }

    private string[] Mirrors() =>
        (environment("ISPRECIPE_MIRROR") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static Uri? AddressAt(string mirror, RemoteFile file, DiagnosticBag found)
    {
        if (WebAddress.Parse($"{mirror.TrimEnd('/')}/{file.Sha256}") is { } address)
        {
            return address;
        }

        found.Add(DiagnosticCode.MirrorNotAddress, null, mirror);
        return null;
    }

    private FetchedFile? Cached(RemoteFile file, DiagnosticBag found)
    {
        if (_cache is null)
        {
            return null;
        }

        string path = _cache.PathOf(file.Sha256);
        try
        {
            return _cache.Read(file.Sha256) is { } content ? new FetchedFile(path, content) : null;
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            found.Add(DiagnosticCode.CacheDamaged, file.Where, path, unusable.Message);
            return null;
        }
    }

    /// <exception cref="DownloadException">The disk gives back something else.</exception>
    private static FetchedFile ReadBack(RemoteFile file, FileCache cache) => CacheClaim.Guard(cache.Folder, () => new FetchedFile(
        cache.PathOf(file.Sha256), cache.Read(file.Sha256) ?? throw new IOException($"{file.Sha256} is gone")));

    private void TellWaiting(RemoteFile file) =>
        options.Listen(new FetchEvent.Reported(DiagnosticCatalog.Of(DiagnosticCode.FetchAwaited, file.Where, file.Name)));
}

/// <summary>A file from the cache.</summary>
/// <param name="Path">Where it lies there.</param>
/// <param name="Content">Its bytes, of the hash that was asked for.</param>
internal sealed record FetchedFile(string Path, byte[] Content)
{
    /// <summary>True where it was downloaded just now.</summary>
    public bool IsNew { get; init; }
}
