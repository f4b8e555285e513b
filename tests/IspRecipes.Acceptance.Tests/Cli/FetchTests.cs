using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>fetch</c> and <c>run</c> with files from a server of ours, in this process and in others.</summary>
public sealed class FetchTests : IDisposable
{
    /// <summary>A program as HEX text, more than one read of a socket brings.</summary>
    private static readonly byte[] Content =
        Encoding.ASCII.GetBytes(IntelHex.Write(new MemoryImage(0, Samples.Bytes(28_000), new ImageSource("app"))));

    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly Scratch _scratch = new();
    private readonly LoopbackServer _server = new();

    private string Cache => _scratch.Path("cache");

    public void Dispose()
    {
        _server.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void Fetch_downloads_then_finds_and_plan_and_run_need_no_network_any_more()
    {
        string recipe = Recipe(_server.File("/app.hex", Content));

        CliRun missing = Run("plan", recipe).EndedWith(4);
        CliRun first = Run("fetch", recipe).EndedWith(0);
        CliRun second = Run("fetch", recipe, "--offline").EndedWith(0);
        CliRun plan = Run("plan", recipe).EndedWith(0);
        Run("run", recipe, "--simulate", "--offline").EndedWith(0);

        Assert.Contains($"'isprecipe fetch {recipe}' downloads it from {_server.Address}/app.hex", missing.Error);
        Assert.Equal($"app: downloaded, {Path.Combine(Cache, Sha256)}, {Content.Length:N0} bytes, SHA-256 {Sha256}\n", first.Out);
        Assert.Contains($"Fetch app from {_server.Authority}: ok, {Content.Length:N0} bytes in ", first.Error);
        Assert.Equal(first.Out.Replace("downloaded", "in the cache"), second.Out);
        Assert.Empty(second.Error);
        Assert.Contains($"app: {Path.Combine(Cache, Sha256)} (downloaded from {_server.Address}/app.hex), ", plan.Out);
        Assert.Single(_server.Requests);
    }

    /// <summary>Such as isp-firmware.yaml, whose files no recipe writes.</summary>
    [Fact]
    public void A_recipe_that_only_names_files_is_fetched_without_a_warning_and_each_of_several_says_whose_they_are()
    {
        string recipe = Recipe(_server.File("/app.hex", Content));
        string only = _scratch.Save("only.yaml", $"version: 1\nname: only\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: {{ app: {{ url: '{_server.Address}/app.hex', sha256: {Sha256} }} }}\n");

        CliRun both = Run("fetch", recipe, only).EndedWith(0);

        Assert.DoesNotContain("warning", both.Error);
        Assert.Equal([$"{recipe}: app: downloaded,", $"{only}: app: in the cache,"], both.Out.TrimEnd().Split('\n').Select(line => line[..(line.IndexOf(',') + 1)]));
        Assert.Contains("ISP2022", Run("validate", only).EndedWith(0).Error);
    }

    [Fact]
    public void A_run_downloads_what_it_writes_and_its_report_says_where_it_came_from()
    {
        string recipe = Recipe(_server.File("/app.hex", Content));

        JsonElement downloaded = File(Run("run", recipe, "--simulate", "--json").EndedWith(0));
        JsonElement cached = File(Run("run", recipe, "--simulate", "--json").EndedWith(0));

        Assert.Equal(("download", "cache"), (downloaded.GetProperty("from").GetString(), cached.GetProperty("from").GetString()));
        Assert.Equal($"{_server.Address}/app.hex", cached.GetProperty("url").GetString());
        Assert.Equal(Sha256, cached.GetProperty("sha256").GetString());
    }

    [Fact]
    public void Offline_a_run_refuses_what_is_not_at_hand()
    {
        CliRun run = Run("run", Recipe(_server.File("/app.hex", Content)), "--simulate", "--offline").EndedWith(4);

        Assert.Contains("ISP7019", run.Error);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public void What_was_fetched_is_data_too()
    {
        string recipe = Recipe(_server.File("/app.hex", Content));

        JsonElement fetched = Json(Run("fetch", recipe, "--json").EndedWith(0));
        _server.Status("/app.hex", "404 Not Found");
        Directory.Delete(Cache, recursive: true);
        JsonElement failed = Json(Run("fetch", recipe, recipe, "--json").EndedWith(4));

        Assert.Equal("download", fetched.GetProperty("files")[0].GetProperty("from").GetString());
        Assert.Equal(["ISP7052", "ISP7052"], failed.EnumerateArray().Select(one => one.GetProperty("diagnostics")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public void A_recipe_without_addresses_has_nothing_to_fetch() =>
        Assert.Equal($"{Isprecipe.Demo}: no file has a url\n", Run("fetch", Isprecipe.Demo).EndedWith(0).Out);

    [Fact]
    public void Events_tell_downloads_before_the_run()
    {
        JsonSchema schema = OutputSchema.Closed("events");

        string[] lines = Run("run", Recipe(_server.File("/app.hex", Content)), "--simulate", "--events").EndedWith(0)
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        string[] names = [.. lines.Select(line => Json(line).GetProperty("event").GetString()!)];
        Assert.Equal(["series-started", "fetch-started", "fetch-progressed"], names.Take(3));
        Assert.True(Array.IndexOf(names, "fetch-finished") < Array.IndexOf(names, "run-started"));
    }

    [Fact]
    public void On_a_terminal_a_download_that_breaks_off_leaves_its_bar_where_it_stood()
    {
        string recipe = Recipe(_server.CutOff("/app.hex", Content, after: Content.Length / 2));

        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", recipe).EndedWith(4);

        Assert.Matches(@"\rFetch app from 127\.0\.0\.1:\d+  \[#+-+\] [\d,]+ of [\d,]+ bytes", run.Error);
        Assert.Contains("ISP7057", run.Error);
    }

    [Fact]
    public void On_a_terminal_a_download_shows_at_once_what_is_waited_for()
    {
        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", Recipe(_server.Raw("/app.hex", ""))).EndedWith(4);

        Assert.StartsWith($"\rFetch app from {_server.Authority}\r ", run.Error);
    }

    [Fact]
    public void On_a_terminal_a_download_of_unknown_length_shows_what_has_come()
    {
        string recipe = Recipe(_server.Page("/app.hex", visit => visit.Send("200 OK", Content[..1000])));

        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", recipe).EndedWith(4);

        Assert.Contains($"\rFetch app from {_server.Authority}  1,000 bytes", run.Error);
    }

    [Fact]
    public void Of_two_processes_one_downloads_and_both_succeed()
    {
        using ManualResetEventSlim isAsked = new();
        using ManualResetEventSlim isAwaited = new();
        string recipe = Recipe(_server.Page("/app.hex", visit =>
        {
            visit.Send($"200 OK\r\nContent-Length: {Content.Length}", Content[..1000]);
            isAsked.Set();
            isAwaited.Wait();
            visit.Send(Content[1000..]);
        }));

        Process first = Start("fetch", recipe);
        isAsked.Wait();
        Process second = Start("fetch", recipe);
        string? told = second.StandardError.ReadLine();
        isAwaited.Set();

        Assert.Contains("note ISP7066: another isprecipe is downloading app; waiting for it", told);
        Assert.Contains("app: downloaded", first.Finish().EndedWith(0).Out);
        Assert.Contains("app: in the cache", second.Finish().EndedWith(0).Out);
        Assert.Single(_server.Requests);
        Assert.Equal([Sha256], Directory.GetFiles(Cache).Select(Path.GetFileName));
    }

    [PeerTheory("kill")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public void A_signal_in_mid_download_leaves_a_part_and_the_next_run_goes_on_from_it(string signal, int exit)
    {
        string recipe = Recipe(_server.Stall("/app.hex", Content, after: 1000));
        Process process = Start("run", recipe, "--simulate", "--events");
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("\"done\":1000"))
        {
        }

        process.Signal(signal);
        CliRun run = process.Finish().EndedWith(exit);
        Assert.Equal(signal != "KILL", run.Out.Contains("ISP7067"));
        Assert.Equal(
            signal == "KILL" ? [".etag", ".lock", ".part"] : [".etag", ".part"],
            Directory.GetFiles(Cache).Select(Path.GetExtension).Order());

        _server.File("/app.hex", Content);
        Run("run", recipe, "--simulate").EndedWith(0);
        Assert.Equal("bytes=1000-", _server.Requests[1].Headers["Range"]);
        Assert.Equal([Sha256], Directory.GetFiles(Cache).Select(Path.GetFileName));
    }

    /// <summary>The first answer fills the pipe that nobody reads, so that the signal finds the program between two of many recipes.</summary>
    [PeerTheory("kill")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_between_recipes_whose_files_are_at_hand_says_which_were_left_out(string signal, int exit)
    {
        string recipe = Recipe(_server.File("/app.hex", Content));
        string last = Path.ChangeExtension(recipe, ".last.yaml");
        System.IO.File.Copy(recipe, last);
        Run("fetch", recipe).EndedWith(0);
        Process process = Start(["fetch", .. Enumerable.Repeat(recipe, 3000), last]);
        string? first = process.StandardOutput.ReadLine();

        process.Signal(signal);
        CliRun run = process.Finish().EndedWith(exit);

        Assert.Contains("error ISP7069: interrupted; not looked at: ", run.Error);
        Assert.DoesNotContain(last, first + run.Out);
        Assert.Single(_server.Requests);
    }

    [PeerFact("kill")]
    public void What_was_left_out_is_data_too()
    {
        using ManualResetEventSlim isAsked = new();
        using ManualResetEventSlim isOver = new();
        string recipe = Recipe(_server.Page("/app.hex", _ =>
        {
            isAsked.Set();
            isOver.Wait();
        }));
        Process process = Start("fetch", recipe, recipe, "--json");
        isAsked.Wait();

        process.Signal("INT");
        JsonElement documents = Json(process.Finish().EndedWith(130));
        isOver.Set();

        Assert.Equal(["ISP7067", "ISP7069"], documents.EnumerateArray().Select(one => one.GetProperty("diagnostics")[0].GetProperty("code").GetString()));
        Assert.Empty(Directory.GetFiles(Cache));
    }

    /// <summary>The server answers the first when the second waits for it: it takes over, and nobody else asks beside it.</summary>
    [Fact]
    public void Of_two_processes_the_second_takes_over_where_the_first_fails_and_no_lock_stays()
    {
        using ManualResetEventSlim isAsked = new();
        using ManualResetEventSlim isAwaited = new();
        string recipe = Recipe(_server.Page("/app.hex", visit =>
        {
            isAsked.Set();
            isAwaited.Wait();
            visit.Send("404 Not Found\r\nContent-Length: 0", []);
        }));

        Process first = Start("fetch", recipe);
        isAsked.Wait();
        Process second = Start("fetch", recipe);
        string? told = second.StandardError.ReadLine();
        int asked = _server.Requests.Count;
        isAwaited.Set();

        Assert.Contains("note ISP7066", told);
        Assert.Equal(1, asked);
        Assert.Contains("ISP7052", first.Finish().EndedWith(4).Error);
        Assert.Contains("ISP7052", second.Finish().EndedWith(4).Error);
        Assert.Equal(2, _server.Requests.Count);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [PeerFact("setpriv")]
    [UnsupportedOSPlatform("windows")]
    public void A_cache_that_is_read_only_is_read_and_a_download_into_it_refused()
    {
        string recipe = Recipe(_server.File("/app.hex", Content));
        Run("fetch", recipe).EndedWith(0);
        string other = Recipe(_server.File("/other.hex", [.. Content, 0x0A]), [.. Content, 0x0A]);
        System.IO.File.SetUnixFileMode(Cache, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            ObeyingPermissions("run", recipe, "--simulate").Finish().EndedWith(0);
            CliRun refused = ObeyingPermissions("fetch", other).Finish().EndedWith(4);

            Assert.Contains($"ISP7061: the cache for downloads {Cache} cannot be written: permission denied\n", refused.Error);
            Assert.Equal([Sha256], Directory.GetFiles(Cache).Select(Path.GetFileName));
        }
        finally
        {
            System.IO.File.SetUnixFileMode(Cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_proxy_of_the_environment_is_asked_for_all_but_what_is_excepted()
    {
        _server.File("http://firmware.invalid/app.hex", Content);
        ProcessStartInfo command = Command("fetch", Recipe("http://firmware.invalid/app.hex"));
        command.Environment["HTTP_PROXY"] = _server.Address;

        Process.Start(command)!.Finish().EndedWith(0);

        Assert.Equal("http://firmware.invalid/app.hex", Assert.Single(_server.Requests).Target);
    }

    [Fact]
    public void A_proxy_that_lets_nobody_through_is_told()
    {
        ProcessStartInfo command = Command("run", Isprecipe.ProMicro, "--simulate");
        command.Environment["HTTPS_PROXY"] = $"http://me:secret@{_server.Authority}";
        command.Environment.Remove("ALL_PROXY");

        CliRun run = Process.Start(command)!.Finish().EndedWith(4);

        Assert.Contains($"ISP7054: raw.githubusercontent.com cannot be reached through the proxy {_server.Authority}: it answers HTTP 404\n", run.Error);
        Assert.DoesNotContain("secret", run.Error);
        Assert.Equal("raw.githubusercontent.com:443", Assert.Single(_server.Requests).Target);
    }

    [Fact]
    public void A_proxy_that_is_not_there_is_named()
    {
        ProcessStartInfo command = Command("fetch", Recipe("http://firmware.invalid/app.hex"));
        string proxy = _server.Authority;
        command.Environment["HTTP_PROXY"] = proxy;
        _server.Dispose();

        CliRun run = Process.Start(command)!.Finish().EndedWith(4);

        Assert.Contains($"firmware.invalid cannot be reached through the proxy {proxy}: Connection refused\n", run.Error);
    }

    private CliRun Run(params string[] args) => Isprecipe.Cached(Cache, terminal: false, args);

    private ProcessStartInfo Command(params string[] args)
    {
        ProcessStartInfo command = Isprecipe.Command(args);
        command.Environment["ISPRECIPE_CACHE"] = Cache;
        return command;
    }

    private Process Start(params string[] args) => Process.Start(Command(args))!;

    /// <summary>Root may write everywhere, unless it gives that right up.</summary>
    private Process ObeyingPermissions(params string[] args)
    {
        ProcessStartInfo command = Command(args);
        if (Environment.IsPrivilegedProcess)
        {
            string[] own = [.. command.ArgumentList];
            command.ArgumentList.Clear();
            foreach (string word in (string[])["--bounding-set=-dac_override", command.FileName, .. own])
            {
                command.ArgumentList.Add(word);
            }

            command.FileName = "setpriv";
        }

        return Process.Start(command)!;
    }

    private string Recipe(string url, byte[]? content = null)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content ?? Content));
        return _scratch.Save($"{sha256[..8]}.yaml", $$"""
            version: 1
            name: from elsewhere
            mcu: atmega32u4
            programmer: avrisp
            files: { app: { url: "{{url}}", sha256: {{sha256}} } }
            write: { flash: app }
            allow: [ remove-bootloader ]
            """);
    }

    private static JsonElement File(CliRun run) => Json(run).GetProperty("files")[0];

    private static JsonElement Json(CliRun run) => Json(run.Out);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
