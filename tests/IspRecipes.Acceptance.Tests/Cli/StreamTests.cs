using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Streams and files that take nothing, or no more: whatever becomes of the words, the job is done to its end.</summary>
public sealed class StreamTests : IDisposable
{
    private const string FullDisk = "/dev/full";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory("sh")]
    [InlineData("2>&-")]
    [InlineData(">&-")]
    [InlineData("<&-")]
    [InlineData("<&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void A_run_whose_streams_are_closed_is_a_run(string closed)
    {
        using var twin = new ServedTwin(AvrCatalog.Find("atmega32u4")!);
        string file = _scratch.Path("report.json");

        CliRun run = Isprecipe.Redirected(closed, "run", Isprecipe.Demo, "--port", twin.Port, "--report", file).EndedWith(0);

        Assert.Equal("done", Outcome(file));
        Assert.Equal(0xD9, twin.Chip.Fuse(FuseId.High));
        Assert.Equal(!closed.Contains(" >&-") && closed[0] != '>', run.Out.StartsWith("Done: ", StringComparison.Ordinal));
        Assert.Equal(!closed.Contains("2>&-"), run.Error.Contains("Verify flash: ok"));
    }

    [PeerTheory("sh")]
    [InlineData("2>&-")]
    [InlineData(">&-")]
    public void A_failure_that_nobody_hears_has_its_exit_code(string closed) =>
        Isprecipe.Redirected(closed, "run", _scratch.Path("missing.yaml")).EndedWith(4);

    [PeerFact("sh")]
    public void A_closed_input_is_an_empty_one() => Assert.Contains(
        "ISP7", Isprecipe.Redirected("<&-", "inspect", "-").EndedWith(4).Error);

    [PeerTheory("sh", FullDisk)]
    [InlineData("2>", 0)]
    [InlineData(">", 4)]
    public void A_full_disk_ends_no_run(string stream, int exit)
    {
        string file = _scratch.Path("report.json");

        CliRun run = Isprecipe.Redirected($"{stream}{FullDisk}", "run", Isprecipe.Demo, "--simulate", "--report", file).EndedWith(exit);

        Assert.Equal("done", Outcome(file));
        Assert.Equal(exit == 4, run.Error.Contains("ISP8035: standard output cannot be written to its end"));
    }

    [Theory]
    [InlineData("--events")]
    [InlineData("--json")]
    [InlineData("--plain")]
    public void An_output_that_cannot_be_written_is_no_bug_of_ours_and_ends_no_run(string option)
    {
        string file = _scratch.Path("report.json");

        CliRun run = Isprecipe.Unheard("run", Isprecipe.Demo, "--simulate", option, "--report", file).EndedWith(4);

        Assert.StartsWith("isprecipe: error ISP8035: ", run.Error.Split('\n')[^3]);
        Assert.Equal("done", Outcome(file));
    }

    [Fact]
    public void That_a_chip_was_changed_does_not_hide_that_nobody_could_be_told() =>
        Isprecipe.Unheard("run", Isprecipe.Demo, "--simulate", "--detailed-exitcode").EndedWith(4);

    [PeerFact(FullDisk)]
    public void A_trace_that_fills_the_disk_is_told_after_the_run_and_ends_none()
    {
        SimulatedBench bench = Bench.With("avrisp", "atmega32u4");

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo, Isprecipe.Demo, "--trace", FullDisk).EndedWith(4);

        Assert.Contains("2 of 2 recipes done", run.Out);
        Assert.StartsWith("isprecipe: error ISP8035: the trace cannot be written to its end: No space left", run.Error.Split('\n')[^3]);
        Assert.DoesNotContain("ISP9001", run.Error);
        Assert.Equal(0xD9, bench.Chip.Fuse(FuseId.High));
    }

    private static string? Outcome(string report) => JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("outcome").GetString();
}
