using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>The same in processes of their own: several at once, struck by signals, without the right to write, behind proxies.</summary>
public sealed class FetchProcessTests : FetchFolder
{
    [Fact]
    public void Of_two_processes_one_downloads_and_both_succeed()
    {
        using ManualResetEventSlim isAsked = new();
        using ManualResetEventSlim isAwaited = new();
        string recipe = Recipe(Server.Page("/app.hex", visit =>
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
        Assert.Single(Server.Requests);
        Assert.Equal([Sha256], Directory.GetFiles(Cache).Select(Path.GetFileName));
    }

    [PeerTheory("kill")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public void A_signal_in_mid_download_leaves_a_part_and_the_next_run_goes_on_from_it(string signal, int exit)
    {
        string recipe = Recipe(Server.Stall("/app.hex", Content, after: 1000));
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

        Server.File("/app.hex", Content);
        Run("run", recipe, "--simulate").EndedWith(0);
        Assert.Equal("bytes=1000-", Server.Requests[1].Headers["Range"]);
        Assert.Equal([Sha256], Directory.GetFiles(Cache).Select(Path.GetFileName));
    }

    /// <summary>The first answer fills the pipe that nobody reads, so that the signal finds the program between two of many recipes.</summary>
    [PeerTheory("kill")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_between_recipes_whose_files_are_at_hand_says_which_were_left_out(string signal, int exit)
    {
        string recipe = Recipe(Server.File("/app.hex", Content));
        string last = Path.ChangeExtension(recipe, ".last.yaml");
        System.IO.File.Copy(recipe, last);
        Run("fetch", recipe).EndedWith(0);
        Process process = Start(["fetch", .. Enumerable.Repeat(recipe, 3000), last]);
        string? first = process.StandardOutput.ReadLine();

        process.Signal(signal);
        CliRun run = process.Finish().EndedWith(exit);

        Assert.Contains("error ISP7069: interrupted; not looked at: ", run.Error);
        Assert.DoesNotContain(last, first + run.Out);
        Assert.Single(Server.Requests);
    }

    [PeerFact("kill")]
    public void What_was_left_out_is_data_too()
    {
        using ManualResetEventSlim isAsked = new();
        using ManualResetEventSlim isOver = new();
        string recipe = Recipe(Server.Page("/app.hex", _ =>
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
        string recipe = Recipe(Server.Page("/app.hex", visit =>
        {
            isAsked.Set();
            isAwaited.Wait();
            visit.Send("404 Not Found\r\nContent-Length: 0", []);
        }));

        Process first = Start("fetch", recipe);
        isAsked.Wait();
        Process second = Start("fetch", recipe);
        string? told = second.StandardError.ReadLine();
        int asked = Server.Requests.Count;
        isAwaited.Set();

        Assert.Contains("note ISP7066", told);
        Assert.Equal(1, asked);
        Assert.Contains("ISP7052", first.Finish().EndedWith(4).Error);
        Assert.Contains("ISP7052", second.Finish().EndedWith(4).Error);
        Assert.Equal(2, Server.Requests.Count);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [PeerFact("setpriv")]
    [UnsupportedOSPlatform("windows")]
    public void A_cache_that_is_read_only_is_read_and_a_download_into_it_refused()
    {
        string recipe = Recipe(Server.File("/app.hex", Content));
        Run("fetch", recipe).EndedWith(0);
        string other = Recipe(Server.File("/other.hex", [.. Content, 0x0A]), [.. Content, 0x0A]);
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
        Server.File("http://firmware.invalid/app.hex", Content);
        ProcessStartInfo command = Command("fetch", Recipe("http://firmware.invalid/app.hex"));
        command.Environment["HTTP_PROXY"] = Server.Address;

        Process.Start(command)!.Finish().EndedWith(0);

        Assert.Equal("http://firmware.invalid/app.hex", Assert.Single(Server.Requests).Target);
    }

    [Fact]
    public void A_proxy_that_lets_nobody_through_is_told()
    {
        ProcessStartInfo command = Command("run", Isprecipe.ProMicro, "--simulate");
        command.Environment["HTTPS_PROXY"] = $"http://me:secret@{Server.Authority}";
        command.Environment.Remove("ALL_PROXY");

        CliRun run = Process.Start(command)!.Finish().EndedWith(4);

        Assert.Contains($"ISP7054: raw.githubusercontent.com cannot be reached through the proxy {Server.Authority}: it answers HTTP 404\n", run.Error);
        Assert.DoesNotContain("secret", run.Error);
        Assert.Equal("raw.githubusercontent.com:443", Assert.Single(Server.Requests).Target);
    }

    [Fact]
    public void A_proxy_that_is_not_there_is_named()
    {
        ProcessStartInfo command = Command("fetch", Recipe("http://firmware.invalid/app.hex"));
        string proxy = Server.Authority;
        command.Environment["HTTP_PROXY"] = proxy;
        Server.Dispose();

        CliRun run = Process.Start(command)!.Finish().EndedWith(4);

        Assert.Contains($"firmware.invalid cannot be reached through the proxy {proxy}: Connection refused\n", run.Error);
    }

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
}
