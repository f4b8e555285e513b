using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Testing;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>What a server can do to a download; no half file is ever used.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly FetchWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_file_is_downloaded_once_and_then_taken_from_the_cache()
    {
        _world.Recipe(_world.Server.File("/app.hex", Content));

        FileRecord first = _world.Fetched();
        FileRecord second = _world.Fetched();

        Assert.Equal((FileOrigin.Download, FileOrigin.Cache), (first.Origin, second.Origin));
        Assert.Equal((_world.Cached, $"{_world.Server.Address}/app.hex"), (first.Path, first.Url));
        Assert.Equal([Sha256], Directory.GetFiles(_world.Path("cache")).Select(Path.GetFileName));
        Assert.Single(_world.Server.Requests);
    }

    [Fact]
    public void Its_progress_is_told_up_to_the_last_byte()
    {
        _world.Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Equal($"{_world.Server.Address}/app.hex", Assert.IsType<FetchEvent.Started>(_world.Events[0]).From.ToString());
        FetchEvent.Progressed last = _world.Events.OfType<FetchEvent.Progressed>().Last();
        Assert.Equal((Content.Length, Content.Length), (last.Done, last.Total));
        Assert.True(Assert.IsType<FetchEvent.Finished>(_world.Events[^1]) is { Succeeded: true, Bytes: var bytes } && bytes == Content.Length);
    }

    [Fact]
    public void A_file_that_changed_at_its_source_is_named_with_both_hashes()
    {
        byte[] changed = [.. Content, 0x0A];

        Diagnostic error = _world.Recipe(_world.Server.File("/app.hex", changed)).Failed("ISP7051");

        Assert.Contains($"{changed.Length} bytes, SHA-256 {Hash(changed)}, expected {Sha256}", error.Message);
        Assert.Contains("--set files.app=PATH", error.Hint);
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    [Theory]
    [InlineData("404 Not Found", "ISP7052", "HTTP 404")]
    [InlineData("410 Gone", "ISP7052", "HTTP 410")]
    [InlineData("403 Forbidden", "ISP7053", "HTTP 403 Forbidden")]
    [InlineData("500 Internal Server Error", "ISP7053", "HTTP 500 Internal Server Error")]
    public void A_server_that_refuses_is_quoted(string status, string code, string told)
    {
        Diagnostic error = _world.Recipe(_world.Server.Status("/app.hex", status)).Failed(code);

        Assert.Contains(told, error.Message);
        Assert.EndsWith("save the file yourself and give it with --set files.app=PATH", error.Hint);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        string address = _world.Server.Address;
        _world.Server.Dispose();

        Diagnostic error = _world.Recipe($"{address}/app.hex").Failed("ISP7054");

        Assert.Contains($"{new Uri(address).Authority} cannot be reached", error.Message);
        Assert.EndsWith("--set files.app=PATH", error.Hint);
    }

    [Fact]
    public void A_server_that_answers_nothing_is_given_up()
    {
        _world.Options = _world.Options with { Limits = new() { Silence = TimeSpan.FromMilliseconds(50) } };

        Diagnostic error = _world.Recipe(_world.Server.Silence("/app.hex")).Failed("ISP7056");

        Assert.EndsWith("has sent nothing for 0.05 s", error.Message);
        Assert.Equal("run it again", error.Hint);
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    [Fact]
    public void A_server_that_stalls_is_given_up_and_what_it_sent_is_kept()
    {
        var clock = new ImpatientClock();
        _world.Options = _world.Options with
        {
            Limits = new() { Clock = clock },
            Listen = happened => clock.IsOutOfPatience |= happened is FetchEvent.Progressed { Done: 1000 },
        };

        Diagnostic error = _world.Recipe(_world.Server.Stall("/app.hex", Content, after: 1000)).Failed("ISP7056");

        Assert.EndsWith($"has sent nothing for 30 s, after 1000 bytes of {Content.Length}", error.Message);
        clock.IsOutOfPatience = false;
        _world.Server.File("/app.hex", Content);
        Assert.Equal(FileOrigin.Download, _world.Fetched().Origin);
        Assert.Equal(["", "bytes=1000-"], _world.Ranges);
    }

    [Fact]
    public void A_download_that_broke_off_goes_on_from_there()
    {
        _world.Recipe(_world.Server.CutOff("/app.hex", Content, after: 1500));

        Diagnostic error = _world.Failed("ISP7057");
        Assert.EndsWith($"broke off after 1500 of {Content.Length} bytes", error.Message);
        Assert.Equal("run it again: it goes on from the 1500 bytes that are kept", error.Hint);

        _world.Server.File("/app.hex", Content);
        Assert.Equal(FileOrigin.Download, _world.Fetched().Origin);
        Assert.Equal(["", "bytes=1500-"], _world.Ranges);
        Assert.Equal("\"1\"", _world.Server.Requests[1].Headers["If-Range"]);
    }

    [Fact]
    public void Where_nothing_but_the_end_of_the_connection_ends_a_file_its_size_tells_whether_it_broke()
    {
        string url = _world.Server.Page("/app.hex", visit => visit.Send("200 OK", Content[..700]));

        Diagnostic error = _world.Recipe(url, $", size: {Content.Length}").Failed("ISP7057");

        Assert.EndsWith($"broke off after 700 of {Content.Length} bytes", error.Message);
        Assert.True(File.Exists($"{_world.Cached}.part"));
    }

    [Fact]
    public void A_server_without_parts_sends_the_file_from_its_start()
    {
        _world.Left(Content[..900]).Recipe(_world.Server.WholeFile("/app.hex", Content)).Fetched();

        Assert.Equal(["bytes=900-"], _world.Ranges);
    }

    [Fact]
    public void Another_version_than_the_one_that_was_begun_is_taken_whole()
    {
        _world.Left(new byte[900], "\"0\"").Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Single(_world.Server.Requests);
    }

    [Fact]
    public void A_wrong_beginning_is_found_out_and_the_file_fetched_from_its_start()
    {
        _world.Left(new byte[900]).Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Equal(["bytes=900-", ""], _world.Ranges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"1")]
    public void A_version_that_was_written_in_part_is_as_good_as_none(string etag)
    {
        _world.Left(Content[..900], etag).Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Equal(["bytes=900-"], _world.Ranges);
    }

    [Fact]
    public void A_beginning_that_is_longer_than_the_file_is_dropped()
    {
        _world.Left([.. Content, 0]).Recipe(_world.Server.File("/app.hex", Content)).Fetched();

        Assert.Equal([$"bytes={Content.Length + 1}-", ""], _world.Ranges);
    }

    [Fact]
    public void A_part_that_was_not_asked_for_is_not_taken()
    {
        string url = _world.Server.Page("/app.hex", visit => visit.Send(
            visit.Request.Headers.ContainsKey("Range")
                ? $"206 Partial Content\r\nContent-Length: 100\r\nContent-Range: bytes 0-99/{Content.Length}"
                : $"200 OK\r\nContent-Length: {Content.Length}",
            visit.Request.Headers.ContainsKey("Range") ? Content[..100] : Content));

        _world.Left(Content[..900]).Recipe(url).Fetched();
    }

    [Fact]
    public void What_was_received_whole_before_the_program_was_killed_needs_no_server()
    {
        _world.Left(Content).Recipe(_world.Server.Status("/app.hex", "500 Internal Server Error")).Fetched();

        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void More_than_can_be_a_firmware_is_not_downloaded()
    {
        _world.Options = _world.Options with { Limits = new() { Bytes = 1000 } };

        Assert.EndsWith("has more than 1000 bytes", _world.Recipe(_world.Server.File("/app.hex", Content)).Failed("ISP7060").Message);
        Assert.False(File.Exists($"{_world.Cached}.part"));
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public void An_interrupted_download_goes_on_the_next_time(ExitCode exit)
    {
        using var interrupt = new CancellationTokenSource();
        FetchOptions calm = _world.Options;
        _world.Recipe(_world.Server.Stall("/app.hex", Content, after: 1000)).Options = calm with
        {
            Cancel = interrupt.Token,
            Terminated = () => exit == ExitCode.Terminated,
            Listen = happened => Interrupt(happened, interrupt),
        };

        Diagnostic error = Assert.Single(_world.Plan().Diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal(("ISP7067", exit), (error.Code, error.Exit));
        Assert.Equal([$"{Sha256}.etag", $"{Sha256}.part"], Directory.GetFiles(_world.Path("cache")).Select(Path.GetFileName).Order());

        _world.Server.File("/app.hex", Content);
        _world.Options = calm;
        _world.Fetched();
        Assert.Equal(["", "bytes=1000-"], _world.Ranges);
    }

    [Fact]
    public void Recipes_that_an_interrupt_left_out_are_named()
    {
        Diagnostic error = Assert.Single(FetchReport.LeftOut(["a.yaml", "b.yaml"]).Diagnostics);

        Assert.Equal(("ISP7069", ExitCode.Interrupted), (error.Code, error.Exit));
        Assert.Equal("interrupted; not looked at: a.yaml, b.yaml", error.Message);
    }

    private static void Interrupt(FetchEvent happened, CancellationTokenSource interrupt)
    {
        if (happened is FetchEvent.Progressed { Done: 1000 })
        {
            interrupt.Cancel();
        }
    }
}
