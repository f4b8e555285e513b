using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Editor;

/// <summary>
/// yaml-language-server as an editor talks to it: JSON-RPC over stdin and stdout, each message behind a Content-Length. It is
/// told to fetch nothing, and that <c>*.isprecipe.yaml</c> has our schema, as SchemaStore's catalogue would tell it.
/// </summary>
public sealed class LanguageServer : IDisposable
{
    public const string Program = "artifacts/peers/editor/node_modules/yaml-language-server/bin/yaml-language-server";

    /// <summary>A server that says nothing for longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly object?[] Settings =
    [
        new { schemaStore = new { enable = false }, schemas = new Dictionary<string, string> { [Schema] = "*.isprecipe.yaml" } },
        null, null, null,
    ];

    private readonly Process _server;
    private readonly Dictionary<string, JsonNode> _diagnostics = [];
    private int _requests;
    private bool _isConfigured;

    public LanguageServer()
    {
        _server = Process.Start(new ProcessStartInfo(Testing.Peers.Require("node"), [Testing.Peers.Require(Program), "--stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        object textDocument = new { completion = new { completionItem = new { documentationFormat = new[] { "markdown" } } } };
        object capabilities = new { workspace = new { configuration = true }, textDocument };
        Ask("initialize", new { processId = Environment.ProcessId, rootUri = (string?)null, capabilities });
        Tell("initialized", new { });
        Tell("workspace/didChangeConfiguration", new { });
        while (!_isConfigured)
        {
            Receive();
        }
    }

    /// <summary>Address of the published schema.</summary>
    public static string Schema => new Uri(Repository.File("schema", "isprecipe.schema.json")).AbsoluteUri;

    /// <summary>Shows the server a document; what it finds in it, <see cref="Diagnostics"/> waits for.</summary>
    public void Open(string uri, string text) =>
        Tell("textDocument/didOpen", new { textDocument = new { uri, languageId = "yaml", version = 1, text } });

    /// <summary>What is wrong with an open document: line and column, from 1, and the sentence.</summary>
    public IReadOnlyList<(int Line, int Column, string Message)> Diagnostics(string uri)
    {
        JsonNode? found;
        while (!_diagnostics.Remove(uri, out found))
        {
            Receive();
        }

        return [.. found.AsArray().Select(one => Place(one!["range"]!["start"]!, (string)one["message"]!)).Order()];
    }

    /// <summary>What the server offers at a place: each label, and what is said about it.</summary>
    public IReadOnlyDictionary<string, string> Complete(string uri, int line, int column) =>
        At("textDocument/completion", uri, line, column)!["items"]!.AsArray().ToDictionary(
            item => (string)item!["label"]!, item => Words(item!["documentation"]));

    /// <summary>What the server shows for the word at a place; empty for nothing.</summary>
    public string Hover(string uri, int line, int column) => Words(At("textDocument/hover", uri, line, column)?["contents"]);

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private static (int Line, int Column, string Message) Place(JsonNode start, string message) =>
        ((int)start["line"]! + 1, (int)start["character"]! + 1, message);

    private static string Words(JsonNode? text) => text is JsonObject markup ? (string)markup["value"]! : (string?)text ?? "";

    private JsonNode? At(string method, string uri, int line, int column) =>
        Ask(method, new { textDocument = new { uri }, position = new { line = line - 1, character = column - 1 } });

    private void Tell(string method, object parameters) => Send(new { jsonrpc = "2.0", method, @params = parameters });

    private JsonNode? Ask(string method, object parameters)
    {
        int id = ++_requests;
        Send(new { jsonrpc = "2.0", id, method, @params = parameters });
        JsonNode message = Receive();
        while (message["method"] is not null || (int?)message["id"] != id)
        {
            message = Receive();
        }

        return message["error"] is null ? message["result"] : throw new InvalidOperationException($"{method}: {message["error"]}");
    }

    /// <summary>The server's next message; diagnostics are kept, what it asks is answered.</summary>
    private JsonNode Receive()
    {
        using Timer impatience = new(_ => _server.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        int length = 0;
        for (string line = ReadLine(); line.Length > 0; line = ReadLine())
        {
            length = line.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(line.AsSpan(16), CultureInfo.InvariantCulture) : length;
        }

        byte[] body = new byte[length];
        _server.StandardOutput.BaseStream.ReadExactly(body);
        JsonNode message = JsonNode.Parse(body)!;
        string? method = (string?)message["method"];
        if (method == "textDocument/publishDiagnostics")
        {
            _diagnostics[(string)message["params"]!["uri"]!] = message["params"]!["diagnostics"]!;
        }
        else if (method is not null && message["id"] is JsonNode id)
        {
            bool asksForSettings = method == "workspace/configuration";
            Send(new { jsonrpc = "2.0", id, result = asksForSettings ? Settings : null });
            _isConfigured |= asksForSettings;
        }

        return message;
    }

    private string ReadLine()
    {
        StringBuilder line = new();
        for (int next = _server.StandardOutput.BaseStream.ReadByte(); next != '\n'; next = _server.StandardOutput.BaseStream.ReadByte())
        {
            line.Append(next >= 0 ? (char)next : throw new EndOfStreamException("yaml-language-server ended, or said nothing for a minute"));
        }

        return line.ToString().TrimEnd();
    }

    private void Send(object message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message);
        _server.StandardInput.BaseStream.Write([.. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), .. body]);
        _server.StandardInput.BaseStream.Flush();
    }
}
