using System.Security.Cryptography;
using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Reads the files a recipe names, each once, and holds them against what the recipe says of them.</summary>
/// <param name="found">Takes what is wrong.</param>
/// <param name="standardInput">What the path <c>-</c> stands for; null where that is a file of this name.</param>
internal sealed class SourceFiles(DiagnosticBag found, Func<Stream>? standardInput = null)
{
    private const long MostBytes = FileCache.MostBytes;

    private readonly List<FileRecord> _records = [];
    private readonly Dictionary<ImageSource, FileSource> _sources = [];
    private readonly Dictionary<string, ImageInspection?> _inspections = [];

    /// <summary>Gets what is not at its path; null where every file is a path.</summary>
    public FileFetcher? Fetcher { get; init; }

    /// <summary>Knows published files by their hash.</summary>
    public Func<string, KnownFile?> Known { get; init; } = KnownFiles.Find;

    /// <summary>The recipe as the user names it; empty where there is none.</summary>
    public string RecipePath { get; init; } = "";

    /// <summary>The files that were read, in the order they were needed.</summary>
    public IReadOnlyList<FileRecord> Records => _records;

    /// <summary>What the file holds for a memory; null where something is wrong with it, which is reported.</summary>
    public MemoryImage? Read(FileSource file, MemorySpace space)
    {
        if (!_inspections.TryGetValue(file.Name, out ImageInspection? inspection))
        {
            _inspections[file.Name] = inspection = Inspect(file);
            Report(inspection?.Faults ?? [], file);
        }

        if (inspection is not { Faults: [] })
        {
            return null;
        }

        ImageResult result = inspection.Take(space);
        Report(result.Faults, file);
        foreach (ImageSegment segment in result.Image?.Segments ?? [])
        {
            _sources[segment.Source] = file;
        }

        return result.Image;
    }

    /// <summary>The file's bytes, which are then in <see cref="Records"/>; null where it cannot be read, which is reported.</summary>
    public byte[]? Load(FileSource file)
    {
        string path = Recipe.Locate(file);
        string? url = file.GivenOutside ? null : file.Url?.Value;
        FileOrigin origin = FileOrigin.Path;
        byte[]? content;
        if (url is not null && !Path.Exists(path))
        {
            FetchedFile? fetched = Fetched(file, path);
            (content, path) = (fetched?.Content, fetched?.Path ?? path);
            origin = fetched is { IsNew: true } ? FileOrigin.Download : FileOrigin.Cache;
        }
        else
        {
            content = Content(file, path);
        }

        if (content is not null)
        {
            _records.Add(new FileRecord(
                file.Name, path, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, origin, url));
        }

        return content;
    }

    /// <summary>Loads a file and holds it against what the recipe says of it.</summary>
    /// <returns>What was read; null where it is missing, or not the one the recipe was written for.</returns>
    public FileRecord? Check(FileSource file) =>
        Load(file) is not null && IsTheOne(file, _records[^1]) ? _records[^1] : null;

    /// <summary>The files of an image, in the order of their lowest addresses; one that has two names is two.</summary>
    public IReadOnlyList<WrittenFile> Of(MemoryImage image) =>
    [
        .. from file in image.Segments.Select(segment => _sources.GetValueOrDefault(segment.Source)).OfType<FileSource>().Distinct()
           let record = Records.First(record => record.Name == file.Name)
           select new WrittenFile(
               record.Path, file, Known(record.Sha256), image.From(source => _sources.GetValueOrDefault(source) == file))
           {
               IsRaw = _inspections[file.Name]?.Format == ImageFormat.Binary,
           },
    ];

    /// <summary>The file read; null where it is missing, or not the one the recipe was written for.</summary>
    private ImageInspection? Inspect(FileSource file)
    {
        if (Load(file) is not byte[] content || !IsTheOne(file, _records[^1]))
        {
            return null;
        }

        return ImageFile.Inspect(content, _records[^1].Path, file.Format?.Value, file.Address?.Value ?? 0);
    }

    /// <summary>The file from the cache, or downloaded; null where it cannot be had, which is reported.</summary>
    private FetchedFile? Fetched(FileSource file, string path)
    {
        FetchedFile? fetched = null;
        if (Fetcher is not null && file is { Url: { } url, Sha256: { } sha256 } && WebAddress.Parse(url.Value) is { } address)
        {
            fetched = Fetcher.Get(new RemoteFile(file.Name, address, sha256.Value, file.Size?.Value, url.Where), found);
        }

        if (fetched is null && Fetcher is not { IsOffline: false })
        {
            Refuse(FaultCode.FileMissingDownloadable, file, file.Name, path, file.Url!.Value, RecipePath);
        }

        return fetched;
    }

    private void Report(IEnumerable<Fault> faults, FileSource file)
    {
        foreach (Fault fault in faults)
        {
            found.Add(DiagnosticCatalog.Of(fault, file.Path.Where));
        }
    }

    private byte[]? Content(FileSource file, string path)
    {
        if (path == "-" && standardInput is not null)
        {
            using Stream input = standardInput();
            return ReadToEnd(input) ?? Refuse(FaultCode.FileTooLarge, file, path, MostBytes + 1, MostBytes);
        }

        if (Directory.Exists(path))
        {
            return Refuse(FaultCode.FileIsDirectory, file, path);
        }

        if (!File.Exists(path))
        {
            return Refuse(FaultCode.FileNotFound, file, path.Length == 0 ? "without a name" : path);
        }

        try
        {
            if (!RegularFile.HasContent(path))
            {
                found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.FileEmpty, new FilePlace(path), path)));
                return null;
            }

            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MostBytes)
            {
                return Refuse(FaultCode.FileTooLarge, file, path, stream.Length, MostBytes);
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Refuse(FaultCode.FileUnreadable, file, path, exception.Message);
        }
    }

    /// <summary>All of a stream of unknown length; null where that is too much.</summary>
    private static byte[]? ReadToEnd(Stream input)
    {
        using var content = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        for (int length = input.Read(chunk); length > 0; length = input.Read(chunk))
        {
            content.Write(chunk, 0, length);
            if (content.Length > MostBytes)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    private byte[]? Refuse(FaultCode code, FileSource file, params object[] facts)
    {
        found.Add(DiagnosticCatalog.Of(new Fault(code, facts), file.Path.Where));
        return null;
    }

    /// <summary>False for a file beside the recipe that is not the one it was written for; one given from outside may differ.</summary>
    private bool IsTheOne(FileSource file, FileRecord read)
    {
        if (file.Sha256 is Located<string> expected && !expected.Value.Equals(read.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            return Differs(file, expected.Where, FaultCode.HashMismatch, file.GivenOutside ? "" : file.Name, read.Path, expected.Value, read.Sha256);
        }

        if (file.Size is Located<long> size && size.Value != read.Bytes)
        {
            return Differs(file, size.Where, FaultCode.FileSizeMismatch, read.Path, size.Value, read.Bytes);
        }

        return true;
    }

    private bool Differs(FileSource file, SourceSpan where, FaultCode code, params object[] facts)
    {
        Diagnostic difference = DiagnosticCatalog.Of(new Fault(code, facts), where);
        found.Add(file.GivenOutside ? difference with { Severity = Severity.Warning } : difference);
        return file.GivenOutside;
    }
}
