using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>fetch</c> and <c>run</c> with files from a server of ours.</summary>
public sealed class FetchTests : FetchFolder
{
    [Fact]
    public void Fetch_downloads_then_finds_and_plan_and_run_need_no_network_any_more()
    {
        string recipe = Recipe(Server.File("/app.hex", Content));

        CliRun missing = Run("plan", recipe).EndedWith(4);
        CliRun first = Run("fetch", recipe).EndedWith(0);
        CliRun second = Run("fetch", recipe, "--offline").EndedWith(0);
        CliRun plan = Run("plan", recipe).EndedWith(0);
        Run("run", recipe, "--simulate", "--offline").EndedWith(0);

        Assert.Contains($"'isprecipe fetch {recipe}' downloads it from {Server.Address}/app.hex", missing.Error);
        Assert.Equal($"app: downloaded, {Path.Combine(Cache, Sha256)}, {Content.Length:N0} bytes, SHA-256 {Sha256}\n", first.Out);
        Assert.Contains($"Fetch app from {Server.Authority}: ok, {Content.Length:N0} bytes in ", first.Error);
        Assert.Equal(first.Out.Replace("downloaded", "in the cache"), second.Out);
        Assert.Empty(second.Error);
        Assert.Contains($"app: {Path.Combine(Cache, Sha256)} (downloaded from {Server.Address}/app.hex), ", plan.Out);
        Assert.Single(Server.Requests);
    }

    /// <summary>Such as isp-firmware.yaml, whose files no recipe writes.</summary>
    [Fact]
    public void A_recipe_that_only_names_files_is_fetched_without_a_warning_and_each_of_several_says_whose_they_are()
    {
        string recipe = Recipe(Server.File("/app.hex", Content));
        string only = Scratch.Save("only.yaml", $"version: 1\nname: only\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: {{ app: {{ url: '{Server.Address}/app.hex', sha256: {Sha256} }} }}\n");

        CliRun both = Run("fetch", recipe, only).EndedWith(0);

        Assert.DoesNotContain("warning", both.Error);
        Assert.Equal([$"{recipe}: app: downloaded,", $"{only}: app: in the cache,"], both.Out.TrimEnd().Split('\n').Select(line => line[..(line.IndexOf(',') + 1)]));
        Assert.Contains("ISP2022", Run("validate", only).EndedWith(0).Error);
    }

    [Fact]
    public void A_run_downloads_what_it_writes_and_its_report_says_where_it_came_from()
    {
        string recipe = Recipe(Server.File("/app.hex", Content));

        JsonElement downloaded = File(Run("run", recipe, "--simulate", "--json").EndedWith(0));
        JsonElement cached = File(Run("run", recipe, "--simulate", "--json").EndedWith(0));

        Assert.Equal(("download", "cache"), (downloaded.GetProperty("from").GetString(), cached.GetProperty("from").GetString()));
        Assert.Equal($"{Server.Address}/app.hex", cached.GetProperty("url").GetString());
        Assert.Equal(Sha256, cached.GetProperty("sha256").GetString());
    }

    [Fact]
    public void Offline_a_run_refuses_what_is_not_at_hand()
    {
        CliRun run = Run("run", Recipe(Server.File("/app.hex", Content)), "--simulate", "--offline").EndedWith(4);

        Assert.Contains("ISP7019", run.Error);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public void What_was_fetched_is_data_too()
    {
        string recipe = Recipe(Server.File("/app.hex", Content));

        JsonElement fetched = Json(Run("fetch", recipe, "--json").EndedWith(0));
        Server.Status("/app.hex", "404 Not Found");
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

        string[] lines = Run("run", Recipe(Server.File("/app.hex", Content)), "--simulate", "--events").EndedWith(0)
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        string[] names = [.. lines.Select(line => Json(line).GetProperty("event").GetString()!)];
        Assert.Equal(["series-started", "fetch-started", "fetch-progressed"], names.Take(3));
        Assert.True(Array.IndexOf(names, "fetch-finished") < Array.IndexOf(names, "run-started"));
    }

    [Fact]
    public void On_a_terminal_a_download_that_breaks_off_leaves_its_bar_where_it_stood()
    {
        string recipe = Recipe(Server.CutOff("/app.hex", Content, after: Content.Length / 2));

        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", recipe).EndedWith(4);

        Assert.Matches(@"\rFetch app from 127\.0\.0\.1:\d+  \[#+-+\] [\d,]+ of [\d,]+ bytes", run.Error);
        Assert.Contains("ISP7057", run.Error);
    }

    [Fact]
    public void On_a_terminal_a_download_shows_at_once_what_is_waited_for()
    {
        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", Recipe(Server.Raw("/app.hex", ""))).EndedWith(4);

        Assert.StartsWith($"\rFetch app from {Server.Authority}\r ", run.Error);
    }

    [Fact]
    public void On_a_terminal_a_download_of_unknown_length_shows_what_has_come()
    {
        string recipe = Recipe(Server.Page("/app.hex", visit => visit.Send("200 OK", Content[..1000])));

        CliRun run = Isprecipe.Cached(Cache, terminal: true, "fetch", recipe).EndedWith(4);

        Assert.Contains($"\rFetch app from {Server.Authority}  1,000 bytes", run.Error);
    }
}
