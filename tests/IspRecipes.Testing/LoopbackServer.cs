using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IspRecipes.Testing;

/// <summary>A web server of our own, which can do what a bad one or a bad line does. Each connection is one request on a thread of its own.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Dictionary<string, Action<Visit>> _pages = [];
    private readonly List<Request> _requests = [];
    private readonly ManualResetEventSlim _end = new();

    /// <summary>A machine's proxy must not stand between.</summary>
    static LoopbackServer() => Environment.SetEnvironmentVariable("NO_PROXY", "127.0.0.1,localhost");

    /// <param name="certificate">For https; null for http.</param>
    public LoopbackServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => $"{(_certificate is null ? "http" : "https")}://{Authority}";

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>All that was asked so far.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Serves a file as good servers do: with its length, a version and its parts.</summary>
    public string File(string path, byte[] content, string etag = "\"1\"") => Page(path, visit =>
    {
        bool wantsRest = visit.Request.Headers.TryGetValue("Range", out string? range)
            && (!visit.Request.Headers.TryGetValue("If-Range", out string? version) || version == etag);
        if (!wantsRest)
        {
            visit.Send($"200 OK\r\nETag: {etag}\r\nContent-Length: {content.Length}", content);
            return;
        }

        int from = int.Parse(range!["bytes=".Length..^1], CultureInfo.InvariantCulture);
        visit.Send(
            from < content.Length
                ? $"206 Partial Content\r\nETag: {etag}\r\nContent-Length: {content.Length - from}\r\n"
                    + $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"
                : $"416 Range Not Satisfiable\r\nContent-Length: 0\r\nContent-Range: bytes */{content.Length}",
            from < content.Length ? content[from..] : []);
    });

    /// <summary>Serves a file whole, whatever part is asked for.</summary>
    public string WholeFile(string path, byte[] content) =>
        Page(path, visit => visit.Send($"200 OK\r\nContent-Length: {content.Length}", content));

    /// <summary>Sends the beginning of a file, and hangs up.</summary>
    public string CutOff(string path, byte[] content, int after, string etag = "\"1\"") =>
        Page(path, visit => visit.Send($"200 OK\r\nETag: {etag}\r\nContent-Length: {content.Length}", content[..after]));

    /// <summary>Sends the beginning of a file, and then nothing, with the line open.</summary>
    public string Stall(string path, byte[] content, int after) => Page(path, visit =>
    {
        visit.Send($"200 OK\r\nETag: \"1\"\r\nContent-Length: {content.Length}", content[..after]);
        _end.Wait();
    });

    /// <summary>Takes the request, and says nothing.</summary>
    public string Silence(string path) => Page(path, _ => _end.Wait());

    public string Status(string path, string status) => Page(path, visit => visit.Send($"{status}\r\nContent-Length: 0", []));

    /// <summary>Answers with a text that need be no HTTP, and hangs up.</summary>
    public string Raw(string path, string answer) => Page(path, visit => visit.Send(Encoding.ASCII.GetBytes(answer)));

    public string Redirect(string path, string to) =>
        Page(path, visit => visit.Send($"302 Found\r\nLocation: {to}\r\nContent-Length: 0", []));

    /// <summary>Answers as told; what it is told last counts.</summary>
    /// <returns>The page's address.</returns>
    public string Page(string path, Action<Visit> answer)
    {
        lock (_pages)
        {
            _pages[path] = answer;
        }

        return Address + path;
    }

    public void Dispose()
    {
        _end.Set();
        _listener.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    secure.AuthenticateAsServer(_certificate);
                    stream = secure;
                }

                Answer(stream);
            }
            catch (Exception gone) when (gone is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client hung up, as it may.
            }
        }
    }

    private void Answer(Stream stream)
    {
        Request request = Request.Read(stream);
        lock (_requests)
        {
            _requests.Add(request);
        }

        Action<Visit>? answer;
        lock (_pages)
        {
            answer = _pages.GetValueOrDefault(request.Target);
        }

        var visit = new Visit(request, stream);
        (answer ?? (_ => visit.Send("404 Not Found\r\nContent-Length: 0", [])))(visit);
    }

    /// <summary>What a client asked.</summary>
    /// <param name="Target">As it stands in the request line: a path, or for a proxy a whole address.</param>
    /// <param name="Headers">By name.</param>
    public sealed record Request(string Target, IReadOnlyDictionary<string, string> Headers)
    {
        internal static Request Read(Stream stream)
        {
            var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            string[] words = (reader.ReadLine() ?? throw new IOException("no request")).Split(' ');
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            while (reader.ReadLine() is { Length: > 0 } line)
            {
                int colon = line.IndexOf(':');
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }

            return new Request(words[1], headers);
        }
    }

    /// <summary>One request and the line that its answer goes over.</summary>
    public sealed class Visit(Request request, Stream stream)
    {
        public Request Request => request;

        /// <param name="head">Status, and headers behind it.</param>
        /// <param name="body">What follows.</param>
        public void Send(string head, byte[] body)
        {
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"));
            Send(body);
        }

        /// <summary>Goes on with the body.</summary>
        public void Send(byte[] more)
        {
            stream.Write(more);
            stream.Flush();
        }
    }
}
