using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>Which file wins: one given from outside, one beside the recipe, the cache, the address.</summary>
public sealed class WhichFileTests : IDisposable
{
    private readonly FetchWorld _world = new();

    public WhichFileTests() => _world.Recipe(_world.Server.File("/boot/app.hex?raw=1", Content));

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_file_beside_the_recipe_with_the_name_that_the_address_ends_with_wins()
    {
        File.WriteAllBytes(_world.Path("app.hex"), Content);

        FileRecord file = _world.Fetched();

        Assert.Equal((FileOrigin.Path, _world.Path("app.hex")), (file.Origin, file.Path));
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void One_with_another_hash_is_an_error_and_nothing_is_downloaded()
    {
        File.WriteAllBytes(_world.Path("app.hex"), [.. Content, 0x0A]);

        Assert.Contains(Sha256, _world.Failed("ISP7018").Message);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void One_given_from_outside_wins_over_both()
    {
        File.WriteAllBytes(_world.Path("app.hex"), Content);
        byte[] mine = [.. Content, 0x0A];
        File.WriteAllBytes(_world.Path("mine.hex"), mine);
        var inputs = new RecipeInputs { Set = new Dictionary<string, string> { ["files.app"] = _world.Path("mine.hex") } };

        Checked<Plan> plan = RecipeRunner.Plan(_world.Path("recipe.yaml"), inputs, _world.Options);

        Assert.Contains("ISP7018", plan.Diagnostics.Where(found => found.Severity == Severity.Warning).Select(found => found.Code));
        FileRecord file = Assert.Single(plan.Value!.Files);
        Assert.Equal((Hash(mine), FileOrigin.Path, null), (file.Sha256, file.Origin, file.Url));
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void A_plan_by_itself_downloads_nothing_and_says_which_command_does()
    {
        Diagnostic error = Assert.Single(
            RecipeRunner.Plan(_world.Path("recipe.yaml"), new RecipeInputs()).Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal("ISP7019", error.Code);
        Assert.Contains($"isprecipe fetch {_world.Path("recipe.yaml")}'", error.Hint);
        Assert.Contains(_world.Path("app.hex"), error.Message);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void A_recipe_with_errors_is_not_worth_a_download()
    {
        File.AppendAllText(_world.Path("recipe.yaml"), "\nfuzes: { low: 0x5E }");

        Checked<Plan> plan = _world.Plan();

        Assert.Equal(ExitCode.Recipe, plan.Exit);
        Assert.Contains("ISP7019", plan.Diagnostics.Select(found => found.Code));
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void Fetch_gets_also_what_no_step_writes_and_a_run_only_what_it_writes()
    {
        byte[] isp = [.. Content, 0x0A];
        string url = _world.Server.File("/isp.hex", isp);
        string text = File.ReadAllText(_world.Path("recipe.yaml"));
        File.WriteAllText(_world.Path("recipe.yaml"), text.Replace("files: { ", $"files: {{ isp: {{ url: '{url}', sha256: {Hash(isp)} }}, "));

        _world.Fetched();
        FetchReport report = _world.Fetch().Value!;

        Assert.Equal(
            [("isp", FileOrigin.Download), ("app", FileOrigin.Cache)],
            report.Files.Select(file => (file.Name, file.Origin)));
    }

    [Fact]
    public void Of_several_files_each_is_tried()
    {
        string url = _world.Server.Status("/isp.hex", "404 Not Found");
        string text = File.ReadAllText(_world.Path("recipe.yaml"));
        File.WriteAllText(_world.Path("recipe.yaml"), text.Replace("files: { ", $"files: {{ isp: {{ url: '{url}', sha256: {new string('a', 64)} }}, "));

        Checked<FetchReport> report = _world.Fetch();

        Assert.Equal((ExitCode.File, "app"), (report.Exit, Assert.Single(report.Value!.Files).Name));
    }

    [Theory]
    [InlineData("https://example.org/a/boot.hex", "boot.hex")]
    [InlineData("https://example.org/a/boot%20one.hex?raw=1#x", "boot one.hex")]
    [InlineData("https://example.org/a/", "app")]
    [InlineData("https://example.org", "app")]
    [InlineData("https://example.org/..%2F..%2Fetc%2Fpasswd", "app")]
    [InlineData("https://example.org/c:%5Cboot.hex", "app")]
    public void A_file_without_a_path_is_called_as_its_address_ends(string url, string name) =>
        Assert.Equal(name, RecipeRunner.Load(Recipe(url), new RecipeInputs()).Value!.Files["app"].Path.Value);

    [Theory]
    [InlineData("https://")]
    [InlineData("https:// example.org/x")]
    [InlineData("http://[::1/x")]
    public void What_is_no_address_is_told_with_one_that_is(string url)
    {
        Diagnostic error = Assert.Single(RecipeRunner.Load(Recipe(url), new RecipeInputs()).Diagnostics);

        Assert.Equal("ISP2006", error.Code);
        Assert.Contains(url, error.Message);
    }

    /// <summary>None of the published files is in this repository: a hash of ours stands for one of theirs.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_known_to_be_bad_is_recognised_downloaded_or_not(bool downloaded)
    {
        if (!downloaded)
        {
            File.WriteAllBytes(_world.Path("app.hex"), Content);
        }

        KnownFile stale = KnownFiles.All.First(file => file.Fault is not null);
        Recipe recipe = RecipeRunner.Load(_world.Path("recipe.yaml"), new RecipeInputs()).Value!;
        var found = new DiagnosticBag();
        var files = new SourceFiles(found)
        {
            Fetcher = new FileFetcher(name => name == "ISPRECIPE_CACHE" ? _world.Path("cache") : null, _world.Options),
            Known = hash => hash == Sha256 ? stale : null,
        };
        MemoryImage image = files.Read(recipe.Files["app"], MemorySpace.Flash)!;

        new FileRules(AvrCatalog.Find("at90usb646")!, found).Check(Assert.Single(files.Of(image)));

        Diagnostic warning = Assert.Single(found.Sorted());
        Assert.Equal("ISP7043", warning.Code);
        Assert.StartsWith(downloaded ? _world.Cached : _world.Path("app.hex"), warning.Message);
        Assert.Contains("bootloader_at90usb64_1.0.0.hex", warning.Hint);
    }

    private string Recipe(string url)
    {
        _world.Recipe(url);
        return _world.Path("recipe.yaml");
    }
}
