using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>run --events</c>: every line of every kind of run keeps to schema/events.schema.json.</summary>
public sealed class EventsTests : IDisposable
{
    private const string FusesOnly = "version: 1\nname: fuses only\nmcu: atmega32u4\nprogrammer: avrisp\nfuses: { JTAGEN: off }\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_run_that_succeeds_tells_its_steps_beforehand_and_ends_each_that_it_began()
    {
        JsonElement[] events = Events(Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--events").EndedWith(0));

        Assert.Equal(["series-started", "run-started"], events.Take(2).Select(Name));
        Assert.Equal(["run-finished", "series-finished"], events.TakeLast(2).Select(Name));
        string[] titles = [.. events[1].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("title").GetString()!)];
        Assert.Equal(titles, events.Where(line => Name(line) == "step-started").Select(line => line.GetProperty("title").GetString()));
        Assert.Equal(Enumerable.Range(1, titles.Length), events.Where(line => Name(line) == "step-finished").Select(line => Number(line, "step")));
    }

    [Fact]
    public void A_progress_bar_can_be_drawn_of_it()
    {
        JsonElement[] events = Events(Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--events").EndedWith(0));

        foreach (IGrouping<int, JsonElement> step in events.Where(line => Name(line) == "step-progressed").GroupBy(line => Number(line, "step")))
        {
            int[] done = [.. step.Select(line => Number(line, "done"))];
            Assert.Equal(done.Order(), done);
            Assert.All(step, line => Assert.Equal(done[^1], Number(line, "total")));
            Assert.Equal(done[^1], Number(events[1].GetProperty("steps")[step.Key - 1], "bytes"));
        }
    }

    [Fact]
    public void Of_several_recipes_each_line_says_which_it_is_about()
    {
        string first = _scratch.Save("first.yaml", FusesOnly);
        string other = _scratch.Save("other.yaml", FusesOnly.Replace("atmega32u4", "atmega328p").Replace("JTAGEN: off", "EESAVE: on"));

        JsonElement[] events = Events(Isprecipe.On(Bench.With("avrisp", "atmega32u4"), "run", first, other, first, "--events").EndedWith(7));

        Assert.Equal([first, other, first], events[0].GetProperty("recipes").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal([(1, 0), (2, 7)], events.Where(line => Name(line) == "run-finished").Select(line => (Number(line, "run"), Number(line, "exit"))));
        int[] runs = [.. events[1..^1].Select(line => Number(line, "run"))];
        Assert.Equal(runs.Order(), runs);
        Assert.Equal(7, Number(events[^1], "exit"));
    }

    [Fact]
    public void A_run_that_fails_tells_the_error_that_ended_it()
    {
        SimulatedBench silent = Bench.With("avrisp", AvrCatalog.Find("atmega32u4")!, new BoardOptions { Silent = true });

        JsonElement[] events = Events(Isprecipe.On(silent, "run", Isprecipe.Demo, "--events").EndedWith(6));

        JsonElement told = Assert.Single(events, line => Name(line) == "reported").GetProperty("diagnostic");
        Assert.Equal("ISP4009", told.GetProperty("code").GetString());
        Assert.Equal("ISP4009", events[^2].GetProperty("failure").GetString());
        Assert.Equal(["failed"], events.Where(line => Name(line) == "step-finished").Select(line => line.GetProperty("outcome").GetString()));
    }

    [Fact]
    public void Recipes_that_fail_their_checks_are_told_and_nothing_is_run()
    {
        string broken = _scratch.Save("broken.yaml", "version: 1\nname: t\nfuzes: 1\n");
        string fine = _scratch.Save("fine.yaml", FusesOnly);

        JsonElement[] events = Events(Isprecipe.Run("run", fine, broken, "--events").EndedWith(3));

        Assert.DoesNotContain(events, line => Name(line) == "run-started");
        JsonElement end = Assert.Single(events, line => Name(line) == "run-finished");
        Assert.Equal((2, 3), (Number(end, "run"), Number(end, "exit")));
    }

    [Fact]
    public void Warnings_of_the_checks_are_in_the_stream_and_not_beside_it()
    {
        _scratch.SaveHex("app.hex", Samples.Bytes(64));
        string recipe = _scratch.Save("recipe.yaml", "version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: { app: app.hex }\nwrite: { flash: app }\n");

        CliRun run = Isprecipe.Run("run", recipe, "--simulate", "--events");

        Assert.Contains(Events(run), line => Name(line) == "reported" && line.GetProperty("diagnostic").GetProperty("code").GetString() == "ISP3015");
        Assert.Empty(run.Error);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_told_of_no_recipe()
    {
        string folder = _scratch.Path("report.json");
        Directory.CreateDirectory(folder);

        JsonElement[] events = Events(Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--events", "--report", folder).EndedWith(4));

        Assert.Contains(events, line => Name(line) == "reported" && line.GetProperty("diagnostic").GetProperty("code").GetString() == "ISP8006");
        Assert.Equal(4, Number(events[^1], "exit"));
    }

    [PeerTheory(ServedTwin.Needs, "kill")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_run_that_is_cancelled_tells_so_and_the_stream_ends(string signal, int exit)
    {
        using var twin = new ServedTwin(AvrCatalog.Find("atmega32u4")!, realTime: true);
        using System.Diagnostics.Process process = Isprecipe.Start("run", Isprecipe.Demo, "--port", twin.Port, "--events");
        List<string> lines = [process.StandardOutput.ReadLine()!, process.StandardOutput.ReadLine()!];

        process.Signal(signal);
        CliRun run = process.Finish().EndedWith(exit);

        JsonElement[] events = Events(run with { Out = string.Concat(lines.Select(line => $"{line}\n")) + run.Out });
        Assert.Equal((exit, exit), (Number(events[^2], "exit"), Number(events[^1], "exit")));
    }

    [Fact]
    public void A_bug_of_ours_ends_the_stream_too()
    {
        CliRun run = Isprecipe.Run("run", Isprecipe.Demo, "--events").EndedWith(1);

        Assert.Equal(1, Number(Events(run)[^1], "exit"));
        Assert.Contains("ISP9001", run.Error);
    }

    /// <summary>The lines of standard output, each held against the schema; the last one is the last.</summary>
    private static JsonElement[] Events(CliRun run)
    {
        JsonSchema schema = OutputSchema.Closed("events");
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(1, Number(events[0], "version"));
        Assert.Equal("series-finished", Name(Assert.Single(events, line => Name(line).StartsWith("series-f", StringComparison.Ordinal))));
        Assert.Equal("series-finished", Name(events[^1]));
        return events;
    }

    private static string Name(JsonElement line) => line.GetProperty("event").GetString()!;

    private static int Number(JsonElement line, string property) => line.GetProperty(property).GetInt32();
}
