using System.IO.Compression;
using IspRecipes.Engine.Diagnostics;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>Answers that do not fit what was asked: they are the server's fault, and no change of the file.</summary>
public sealed class AnswerTests : IDisposable
{
    private readonly FetchWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_server_that_knows_no_range_is_asked_once_for_the_whole()
    {
        Diagnostic error = _world.Left(Content[..900]).Recipe(_world.Server.Status("/app.hex", "416 Range Not Satisfiable")).Failed("ISP7068");

        Assert.Contains("is answered with HTTP 416 Range Not Satisfiable", error.Message);
        Assert.Equal(["bytes=900-", ""], _world.Ranges);
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    [Theory]
    [InlineData("bytes 0-99/5000", "a part of it (HTTP 206, bytes 0-99/5000)")]
    [InlineData("bytes */5000", "a part of it (HTTP 206, bytes */5000)")]
    [InlineData("", "a part of it (HTTP 206)")]
    public void A_part_is_not_the_whole_that_was_asked_for(string range, string told)
    {
        Diagnostic error = _world.Recipe(Part(range)).Failed("ISP7068");

        Assert.Contains($"/app.hex is answered with {told}, and the whole file as it is was asked for", error.Message);
        Assert.Contains("--set files.app=PATH", error.Hint);
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    [Fact]
    public void Another_part_than_the_one_that_was_asked_for_is_dropped_and_the_whole_asked_for_once()
    {
        _world.Left(Content[..900]).Recipe(Part("bytes 0-99/5000")).Failed("ISP7068");

        Assert.Equal(["bytes=900-", ""], _world.Ranges);
    }

    [Theory]
    [InlineData("204 No Content")]
    [InlineData("202 Accepted")]
    [InlineData("304 Not Modified")]
    public void An_answer_without_the_file_is_quoted(string status) =>
        Assert.Contains($"is answered with HTTP {status}, ", _world.Recipe(_world.Server.Status("/app.hex", status)).Failed("ISP7068").Message);

    [Fact]
    public void The_file_is_asked_for_as_it_is()
    {
        _world.Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Equal("identity", Assert.Single(_world.Server.Requests).Headers["Accept-Encoding"]);
    }

    [Fact]
    public void A_file_that_comes_compressed_unasked_is_told_as_that()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Content);
        }

        Diagnostic error = _world.Recipe(Encoded("gzip", compressed.ToArray())).Failed("ISP7068");

        Assert.Contains("is answered with the file compressed (Content-Encoding: gzip), and", error.Message);
    }

    /// <summary>Object stores keep <c>aws-chunked</c> of how a file was uploaded.</summary>
    [Fact]
    public void An_encoding_that_is_only_said_does_not_matter_where_the_bytes_are_right() =>
        _world.Recipe(Encoded("aws-chunked", Content)).Fetched();

    [Fact]
    public void An_encoding_that_is_none_is_not_told() => _world.Recipe(Encoded("identity", [1, 2, 3])).Failed("ISP7051");

    [Fact]
    public void Of_a_file_whose_length_nobody_told_it_is_said_that_it_may_be_cut_off()
    {
        Diagnostic error = _world.Recipe(_world.Server.Page("/app.hex", visit => visit.Send("200 OK", Content[..700]))).Failed("ISP7051");

        Assert.StartsWith("the server told no length, so this may be only the beginning of the file: try again", error.Hint);
    }

    [Fact]
    public void A_server_that_hangs_up_without_an_answer_was_reached() =>
        Assert.EndsWith("/app.hex broke off after 0 bytes", _world.Recipe(_world.Server.Raw("/app.hex", "")).Failed("ISP7057").Message);

    [Fact]
    public void What_does_not_speak_HTTP_is_told_as_that()
    {
        Diagnostic error = _world.Recipe(_world.Server.Raw("/app.hex", "SSH-2.0-OpenSSH_9.6\r\n")).Failed("ISP7068");

        Assert.Contains("is answered with what is no HTTP (Received an invalid status line: 'SSH-2.0-OpenSSH_9.6'), and", error.Message);
    }

    [Theory]
    [InlineData("\r\nContent-Type: text/html; charset=utf-8", "14 bytes of text/html, SHA-256")]
    [InlineData("\r\nContent-Type: application/octet-stream", "14 bytes, SHA-256")]
    [InlineData("", "14 bytes, SHA-256")]
    public void A_web_page_in_place_of_the_file_is_told(string type, string told)
    {
        string url = _world.Server.Page("/app.hex", visit => visit.Send($"200 OK{type}\r\nContent-Length: 14", "<html></html>\n"u8.ToArray()));

        Assert.Contains(told, _world.Recipe(url).Failed("ISP7051").Message);
    }

    [Fact]
    public void What_says_that_it_is_too_large_is_not_begun()
    {
        _world.Options = _world.Options with { Limits = new() { Bytes = 1000 } };

        _world.Recipe(_world.Server.Page("/app.hex", visit => visit.Send("200 OK\r\nContent-Length: 1001", []))).Failed("ISP7060");
    }

    private string Encoded(string encoding, byte[] body) => _world.Server.Page(
        "/app.hex", visit => visit.Send($"200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}", body));

    private string Part(string range) => _world.Server.Page("/app.hex", visit => visit.Send(
        $"206 Partial Content\r\nContent-Length: 100{(range.Length > 0 ? $"\r\nContent-Range: {range}" : "")}", Content[..100]));
}
