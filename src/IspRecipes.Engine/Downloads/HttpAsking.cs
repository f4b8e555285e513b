using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>Asks web servers for a file, follows their redirects, and says in our words why there is none.</summary>
/// <param name="file">What the recipe calls it.</param>
/// <param name="handler">What it goes through; follows no redirect itself.</param>
/// <param name="limits">When it is given up.</param>
/// <param name="cancel">Ends it.</param>
internal sealed class HttpAsking(string file, HttpMessageHandler handler, DownloadLimits limits, CancellationToken cancel) : IDisposable
{
    private static readonly ProductInfoHeaderValue Agent = new(
        "isprecipe", Assembly.GetExecutingAssembly().GetName().Version?.ToString(fieldCount: 3));

    private static readonly StringWithQualityHeaderValue AsItIs = new("identity");

    private readonly HttpMessageInvoker _http = new(handler);

    public void Dispose() => _http.Dispose();

    /// <summary>The answer that holds the file.</summary>
    /// <exception cref="DownloadException">There is none.</exception>
    public HttpResponseMessage Get(Uri url)
    {
        HttpResponseMessage answer = Ask(url, 0, null);
        return HoldsAll(answer) ? answer : throw Refusal(answer, url);
    }

    /// <summary>The answer that holds the rest of the file, or all of it: not every server knows parts, and it may have another version.</summary>
    /// <param name="url">Where to ask.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="etag">The version that the earlier bytes are of; another one is wanted whole.</param>
    /// <returns>Null where the file does not reach so far (416), or another part came.</returns>
    /// <exception cref="DownloadException">There is none.</exception>
    public HttpResponseMessage? GetRest(Uri url, long from, string? etag)
    {
        HttpResponseMessage answer = Ask(url, from, etag);
        if (HoldsAll(answer) || answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == from)
        {
            return answer;
        }

        if (answer.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
        {
            throw Refusal(answer, url);
        }

        answer.Dispose();
        return null;
    }

    /// <summary>Waits for bytes, but not for ever.</summary>
    /// <param name="content">The answer's.</param>
    /// <param name="into">Takes them.</param>
    /// <exception cref="TimeoutException">None came.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public int Read(Stream content, byte[] into) => Await(token => content.ReadAsync(into, token).AsTask());

    /// <summary>The answer at the end of all redirects.</summary>
    private HttpResponseMessage Ask(Uri url, long from, string? etag)
    {
        HashSet<Uri> seen = [url];
        Uri address = url;
        for (int redirects = 1; ; redirects++)
        {
            HttpResponseMessage answer = Send(address, from, etag);
            if (Redirect(answer, address) is not Uri next)
            {
                return answer;
            }

            answer.Dispose();
            if (!seen.Add(next) || redirects > limits.Redirects)
            {
                throw new DownloadException(DiagnosticCode.RedirectsEndless, url, redirects, next);
            }

            address = Follow(address, next);
        }
    }

    private HttpResponseMessage Send(Uri address, long from, string? etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(Agent);
        request.Headers.AcceptEncoding.Add(AsItIs);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            request.Headers.IfRange = RangeConditionHeaderValue.TryParse(etag, out RangeConditionHeaderValue? version) ? version : null;
        }

        try
        {
            return Await(token => _http.SendAsync(request, token));
        }
        catch (TimeoutException)
        {
            throw new DownloadException(DiagnosticCode.ServerSilent, address.Authority, limits.Silence);
        }
        catch (OperationCanceledException slow) when (slow.InnerException is TimeoutException)
        {
            throw Unreachable(address, $"no connection within {limits.Connect.TotalSeconds:0} s");
        }
        catch (HttpRequestException failed)
        {
            throw Failure(failed, address);
        }
    }

    private DownloadException Failure(HttpRequestException failed, Uri address)
    {
        string reason = failed.GetBaseException().Message.TrimEnd('.');
        return failed.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => new(DiagnosticCode.ServerNotTrusted, address.Authority, reason, file),
            HttpRequestError.ResponseEnded => new(DiagnosticCode.DownloadCutOff, address, 0),
            HttpRequestError.InvalidResponse => new(DiagnosticCode.AnswerUnasked, address, $"what is no HTTP ({reason})", file),
            HttpRequestError.ProxyTunnelError => Unreachable(address, $"it answers HTTP {(int?)failed.StatusCode}"),
            _ => Unreachable(address, reason),
        };
    }

    private DownloadException Unreachable(Uri address, string reason) =>
        new(DiagnosticCode.ServerUnreachable, address.Authority, HttpHandlers.ProxyOf(address), reason, file);

    /// <summary>Where an answer leads instead; null for one that is the last, or leads to no address.</summary>
    private static Uri? Redirect(HttpResponseMessage answer, Uri address) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && Uri.TryCreate(address, answer.Headers.Location, out Uri? next)
            ? next
            : null;

    private static Uri Follow(Uri address, Uri next)
    {
        string? why = next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps ? "which is no address of the web"
            : address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp ? "where anybody on the way could change it"
            : null;
        return why is null ? next : throw new DownloadException(DiagnosticCode.RedirectRefused, address, next, why);
    }

    /// <summary>203 is what a proxy answers that has changed something; the hash tells what.</summary>
    private static bool HoldsAll(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation;

    private DownloadException Refusal(HttpResponseMessage answer, Uri url)
    {
        using (answer)
        {
            int status = (int)answer.StatusCode;
            return status switch
            {
                404 or 410 => new(DiagnosticCode.NotOnServer, url, status, file),
                206 => new(DiagnosticCode.AnswerUnasked, url, $"a part of it ({Part(answer)})", file),
                < 400 or 416 => new(DiagnosticCode.AnswerUnasked, url, $"HTTP {status} {answer.ReasonPhrase}", file),
                _ => new(DiagnosticCode.ServerRefuses, url, status, answer.ReasonPhrase, file),
            };
        }
    }

    private static string Part(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentRange is { } range ? $"HTTP 206, {range}" : "HTTP 206";

    /// <summary>Blocks until it is done: only what is asynchronous inside can be ended while it looks up a name or waits for bytes.</summary>
    private T Await<T>(Func<CancellationToken, Task<T>> begin)
    {
        using var silence = new CancellationTokenSource(limits.Silence, limits.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        try
        {
            return begin(either.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
