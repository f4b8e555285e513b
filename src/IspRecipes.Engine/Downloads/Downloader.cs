using System.Net;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>Brings one file into its place in the cache; goes on from what an earlier try has left there.</summary>
/// <param name="file">Which.</param>
/// <param name="claim">Its place.</param>
/// <param name="http">Asks servers.</param>
/// <param name="limits">When it is given up.</param>
/// <param name="progress">Takes bytes done so far, and of how many.</param>
internal sealed class Downloader(
    RemoteFile file, CacheClaim claim, HttpAsking http, DownloadLimits limits, Action<long, long?> progress)
{
    private readonly byte[] _chunk = new byte[1 << 16];
    private string? _encoding;
    private string? _page;
    private bool _endIsTold = true;

    /// <summary>Bytes that the next try goes on from; null where there are none.</summary>
    private long? Kept => claim.Received > 0 ? claim.Received : null;

    /// <summary>Downloads what is missing, and fills the cache if all of it together is the file.</summary>
    /// <param name="url">The file's own address, or that of a mirror.</param>
    /// <returns>The file's length.</returns>
    /// <exception cref="DownloadException">It is not there, not the one, or did not come to its end.</exception>
    public long Download(Uri url)
    {
        string hash = claim.Received > 0 ? claim.Hash() : "";
        if (hash != file.Sha256)
        {
            bool resumed = Receive(url);
            hash = claim.Hash();
            if (hash != file.Sha256 && resumed)
            {
                claim.Restart(null);
                Receive(url);
                hash = claim.Hash();
            }
        }

        return hash == file.Sha256 ? Keep() : throw Refuse(url, hash);
    }

    private long Keep()
    {
        long bytes = claim.Received;
        claim.Keep();
        return bytes;
    }

    /// <summary>What was received whole is another file, or came in a form that nobody asked for.</summary>
    private DownloadException Refuse(Uri url, string hash)
    {
        long bytes = claim.Received;
        claim.Restart(null);
        return _encoding is null
            ? new(DiagnosticCode.UpstreamChanged, url, file.Name, bytes, _page, hash, file.Sha256, _endIsTold ? null : "no length")
            : new(DiagnosticCode.AnswerUnasked, url, $"the file compressed (Content-Encoding: {_encoding})", file.Name);
    }

    /// <summary>Receives until the server has sent everything.</summary>
    /// <returns>True where bytes of an earlier try were kept.</returns>
    private bool Receive(Uri url)
    {
        using HttpResponseMessage answer = Rest(url) ?? http.Get(url);
        bool resumes = answer.StatusCode == HttpStatusCode.PartialContent;
        if (!resumes)
        {
            claim.Restart(answer.Headers.ETag is { IsWeak: false, Tag: var tag } ? tag : null);
        }

        _encoding = answer.Content.Headers.ContentEncoding.LastOrDefault(encoding => encoding != "identity");
        _page = answer.Content.Headers.ContentType?.MediaType is "text/html" and var type ? type : null;
        _endIsTold = answer.Content.Headers.ContentLength is not null || answer.Headers.TransferEncodingChunked == true;
        Store(url, answer);
        return resumes;
    }

    /// <summary>What is missing of an earlier try; null without one, or where there is no going on from it, and then it is dropped.</summary>
    private HttpResponseMessage? Rest(Uri url)
    {
        HttpResponseMessage? rest = claim.Received > 0 ? http.GetRest(url, claim.Received, claim.ETag) : null;
        if (rest is null)
        {
            claim.Restart(null);
        }

        return rest;
    }

    private void Store(Uri url, HttpResponseMessage answer)
    {
        long? total = answer.Content.Headers.ContentLength + claim.Received ?? file.Size;
        if (total > limits.Bytes)
        {
            throw TooLarge(url);
        }

        Stream content = answer.Content.ReadAsStream();
        try
        {
            for (int length = http.Read(content, _chunk); length > 0; length = http.Read(content, _chunk))
            {
                if (claim.Received + length > limits.Bytes)
                {
                    throw TooLarge(url);
                }

                claim.Append(_chunk, length);
                progress(claim.Received, total);
            }
        }
        catch (TimeoutException)
        {
            throw new DownloadException(DiagnosticCode.ServerSilent, url.Authority, limits.Silence, Kept, total, Kept);
        }
        catch (IOException broken)
        {
            string? reason = broken is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } ? null : broken.GetBaseException().Message;
            throw new DownloadException(DiagnosticCode.DownloadCutOff, url, claim.Received, total, reason, Kept);
        }

        // Without a length only the end of the connection ends the file, and so does a connection that breaks.
        if (!_endIsTold && claim.Received < file.Size)
        {
            throw new DownloadException(DiagnosticCode.DownloadCutOff, url, claim.Received, total, null, Kept);
        }
    }

    private DownloadException TooLarge(Uri url)
    {
        claim.Restart(null);
        return new(DiagnosticCode.DownloadTooLarge, url, limits.Bytes);
    }
}
