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

        long bytes = claim.Received;
        if (hash != file.Sha256)
        {
            claim.Restart(null);
            throw new DownloadException(DiagnosticCode.UpstreamChanged, url, file.Name, bytes, hash, file.Sha256);
        }

        claim.Keep();
        return bytes;
    }

    /// <summary>Receives until the server has sent everything.</summary>
    /// <returns>True where bytes of an earlier try were kept.</returns>
    private bool Receive(Uri url)
    {
        long kept = claim.Received;
        HttpResponseMessage answer = http.Get(url, kept, claim.ETag);
        if (kept > 0 && answer.StatusCode != HttpStatusCode.OK && answer.Content.Headers.ContentRange?.From != kept)
        {
            // 416: what was kept is as long as the file or longer; another range than the one asked for is as good as none.
            answer.Dispose();
            kept = 0;
            claim.Restart(null);
            answer = http.Get(url, 0, null);
        }

        using (answer)
        {
            bool resumes = kept > 0 && answer.StatusCode == HttpStatusCode.PartialContent;
            if (!resumes)
            {
                claim.Restart(answer.Headers.ETag is { IsWeak: false, Tag: var tag } ? tag : null);
            }

            Store(url, answer);
            return resumes;
        }
    }

    private void Store(Uri url, HttpResponseMessage answer)
    {
        long? total = answer.Content.Headers.ContentLength + claim.Received ?? file.Size;
        Stream content = answer.Content.ReadAsStream();
        try
        {
            for (int length = http.Read(content, _chunk); length > 0; length = http.Read(content, _chunk))
            {
                if (claim.Received + length > limits.Bytes)
                {
                    claim.Restart(null);
                    throw new DownloadException(DiagnosticCode.DownloadTooLarge, url, limits.Bytes);
                }

                claim.Append(_chunk, length);
                progress(claim.Received, total);
            }
        }
        catch (TimeoutException)
        {
            throw new DownloadException(DiagnosticCode.ServerSilent, url.Authority, limits.Silence, claim.Received, total);
        }
        catch (IOException broken)
        {
            throw new DownloadException(DiagnosticCode.DownloadCutOff, url, claim.Received, total, broken.Message);
        }

        // Without a length only the end of the connection ends the file, and so does a connection that breaks.
        if (answer.Content.Headers.ContentLength is null && answer.Headers.TransferEncodingChunked != true && claim.Received < file.Size)
        {
            throw new DownloadException(DiagnosticCode.DownloadCutOff, url, claim.Received, total, null);
        }
    }
}
