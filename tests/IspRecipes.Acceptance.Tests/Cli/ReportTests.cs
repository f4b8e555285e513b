using System.Text.Json;
using System.Xml.Linq;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What a run leaves behind for machines: --json, --report, --trace.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_report_on_standard_output_is_one_document_that_keeps_to_the_schema()
    {
        CliRun run = Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--json").EndedWith(0);

        Assert.Empty(OutputSchema.Closed("report").Validate(run.Out));
        Assert.True(JsonDocument.Parse(run.Out).RootElement.GetProperty("chip").GetProperty("changed").GetBoolean());
        Assert.Contains("Verify flash: ok", run.Error);
    }

    [Fact]
    public void A_recipe_that_fails_its_checks_is_reported_by_the_same_schema()
    {
        JsonSchema schema = OutputSchema.Closed("report");
        string broken = _scratch.Save("broken.yaml", "version: 1\nname: [\n");
        string unsafeOne = _scratch.Save("unsafe.yaml", "version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nfuses: { SPIEN: off }\n");

        string one = Isprecipe.Run("run", unsafeOne, "--json").EndedWith(9).Out;
        string several = Isprecipe.Run("run", Isprecipe.Demo, broken, unsafeOne, "--json").EndedWith(3).Out;

        Assert.Empty(schema.Validate(one));
        JsonElement report = JsonDocument.Parse(one).RootElement;
        Assert.Equal(("refused", "ISP3010"), (report.GetProperty("outcome").GetString(), report.GetProperty("failure").GetProperty("code").GetString()));
        JsonElement[] reports = [.. JsonDocument.Parse(several).RootElement.EnumerateArray()];
        Assert.Equal([broken, unsafeOne], reports.Select(each => each.GetProperty("recipe").GetProperty("path").GetString()));
        Assert.All(reports, each => Assert.Empty(schema.Validate(each.GetRawText())));
    }

    [Fact]
    public void Of_several_recipes_there_is_an_array_even_where_the_first_ended_them()
    {
        JsonElement reports = JsonDocument.Parse(Isprecipe.On(Silent(), "run", Isprecipe.Demo, Isprecipe.Demo, "--json").EndedWith(6).Out).RootElement;

        Assert.Equal("failed", Assert.Single(reports.EnumerateArray()).GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_told_in_the_document()
    {
        string notFolder = _scratch.Save("file", "");

        JsonElement report = JsonDocument.Parse(Isprecipe.Run(
            "run", Isprecipe.Demo, "--simulate", "--json", "--report", Path.Combine(notFolder, "r.json")).EndedWith(4).Out).RootElement;

        Assert.Equal("ISP8006", report.GetProperty("failure").GetProperty("code").GetString());
    }

    [Fact]
    public void A_failed_run_is_reported_as_well()
    {
        string file = _scratch.Path("sub/report.json");

        Isprecipe.On(Silent(), "run", Isprecipe.Demo, "--report", file).EndedWith(6);

        JsonElement report = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Assert.Equal("ISP4009", report.GetProperty("failure").GetProperty("code").GetString());
        Assert.False(report.GetProperty("chip").GetProperty("changed").GetBoolean());
    }

    [Fact]
    public void A_build_server_gets_a_suite_per_run_and_a_case_per_step()
    {
        string file = _scratch.Path("report.xml");

        Isprecipe.On(Silent(), "run", Isprecipe.Demo, "--report", file).EndedWith(6);

        XElement suite = XDocument.Load(file).Root!.Element("testsuite")!;
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        XElement failure = suite.Element("testcase")!.Element("failure")!;
        Assert.Equal("ISP4009", failure.Attribute("type")!.Value);
        Assert.Contains("is silent", failure.Attribute("message")!.Value);
    }

    [Fact]
    public void An_issue_gets_tables()
    {
        string file = _scratch.Path("report.md");

        Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--report", file).EndedWith(0);

        string[] lines = File.ReadAllLines(file);
        Assert.Equal("# Demo, application and boot program in one image: done", lines[0]);
        Assert.Contains("| high | 0x99 | 0xD9 | JTAGEN on -> off |", lines);
        Assert.Contains(lines, line => line.StartsWith("| Write flash from production | done | 384 | 0.4", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_reports_are_written_of_several_recipes_and_each_holds_all_of_them()
    {
        string[] files = [.. ((string[])["r.json", "r.xml", "r.md"]).Select(_scratch.Path)];

        Isprecipe.Run(["run", Isprecipe.Demo, Isprecipe.Demo, "--simulate", .. files.SelectMany(file => (string[])["--report", file])]).EndedWith(0);

        Assert.Equal(2, JsonDocument.Parse(File.ReadAllText(files[0])).RootElement.GetArrayLength());
        Assert.Equal(2, XDocument.Load(files[1]).Root!.Elements("testsuite").Count());
        Assert.Equal(2, File.ReadAllLines(files[2]).Count(line => line.StartsWith("# ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_report_names_the_backup_that_was_taken()
    {
        string[] files = [.. ((string[])["r.json", "r.xml", "r.md"]).Select(_scratch.Path)];
        string folder = _scratch.Path("saved");
        string restore = Path.Combine(folder, "restore.isprecipe.yaml");

        Isprecipe.Run(["run", Isprecipe.Demo, "--simulate", "--backup", folder, .. files.SelectMany(file => (string[])["--report", file])]).EndedWith(0);

        Assert.Equal(restore, JsonDocument.Parse(File.ReadAllText(files[0])).RootElement.GetProperty("backup").GetString());
        XElement suite = XDocument.Load(files[1]).Root!.Element("testsuite")!;
        Assert.Equal("properties", suite.Elements().First().Name);
        Assert.Equal(
            [("backup", restore)],
            suite.Element("properties")!.Elements("property").Select(property => (property.Attribute("name")!.Value, property.Attribute("value")!.Value)));
        Assert.Contains($"| Backup | {folder}; `isprecipe run {restore}` puts it back |", File.ReadAllLines(files[2]));
    }

    [Fact]
    public void A_trace_holds_every_frame()
    {
        string file = _scratch.Path("frames.txt");

        Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "--trace", file).EndedWith(0);

        Assert.Contains("30 20", File.ReadAllText(file)); // GET_SYNC, CRC_EOP
    }

    [Theory]
    [InlineData("--report", "report.json")]
    [InlineData("--trace", "frames.txt")]
    public void A_file_that_cannot_be_written_is_refused_before_the_run(string option, string name)
    {
        string notFolder = _scratch.Save("file", "");
        SimulatedBench bench = Bench.With("avrisp", "atmega32u4");

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo, option, Path.Combine(notFolder, name)).EndedWith(4);

        Assert.Contains("ISP8006", run.Error);
        Assert.False(bench.Chip.Touched);
        Assert.Equal(TimeSpan.Zero, bench.Clock.Now);
    }

    [Theory]
    [InlineData("version: 1\nname: [\n", 3, "ISP1")]
    [InlineData("version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nfuzes: 1\n", 3, "ISP2")]
    [InlineData("version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: { a: a.hex }\nwrite: { flash: a }\n", 4, "ISP7")]
    [InlineData("version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nfuses: { SPIEN: off }\n", 9, "ISP3010")]
    [InlineData(null, 4, "ISP1016")]
    public void A_recipe_that_is_refused_is_reported_in_every_format_in_place_of_an_earlier_run(string? recipe, int exit, string code)
    {
        string path = recipe is null ? _scratch.Path("missing.yaml") : _scratch.Save("refused.yaml", recipe);
        string[] files = [.. ((string[])["r.json", "r.xml", "r.md"]).Select(name => _scratch.Save(name, "earlier"))];

        Isprecipe.Run(["run", path, .. files.SelectMany(file => (string[])["--report", file])]).EndedWith(exit);

        JsonElement report = JsonDocument.Parse(File.ReadAllText(files[0])).RootElement;
        Assert.StartsWith(code, report.GetProperty("failure").GetProperty("code").GetString());
        Assert.StartsWith(code, XDocument.Load(files[1]).Descendants("error").Concat(XDocument.Load(files[1]).Descendants("failure")).First().Attribute("type")!.Value);
        Assert.Contains($"**{code}", File.ReadAllText(files[2]));
    }

    [Fact]
    public void Of_several_recipes_those_that_are_refused_are_reported()
    {
        string file = _scratch.Path("r.json");

        Isprecipe.Run("run", Isprecipe.Demo, _scratch.Path("missing.yaml"), "--simulate", "--report", file).EndedWith(4);

        Assert.Equal(_scratch.Path("missing.yaml"), Assert.Single(JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray())
            .GetProperty("recipe").GetProperty("path").GetString());
    }

    private static SimulatedBench Silent() =>
        Bench.With("avrisp", AvrCatalog.Find("atmega32u4")!, new BoardOptions { Silent = true });
}
