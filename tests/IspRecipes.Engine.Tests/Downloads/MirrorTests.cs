using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Testing;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>ISPRECIPE_MIRROR: servers that are asked before a file's own address.</summary>
public sealed class MirrorTests : IDisposable
{
    private readonly FetchWorld _world = new();
    private readonly LoopbackServer _mirror = new();

    public MirrorTests() => _world.Set("ISPRECIPE_MIRROR", $" {_mirror.Address}/cache/ ").Recipe(_world.Server.File("/app.hex", Content));

    public void Dispose()
    {
        _mirror.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void A_web_server_over_a_cache_is_a_mirror()
    {
        _mirror.File($"/cache/{Sha256}", Content);

        Assert.Equal(FileOrigin.Download, _world.Fetched().Origin);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void One_that_has_not_the_file_is_passed_over() => AssertPassedOver("(HTTP 404)");

    [Fact]
    public void One_that_has_another_file_under_the_name_is_passed_over_and_both_hashes_are_told()
    {
        _mirror.File($"/cache/{Sha256}", [1, 2, 3]);

        AssertPassedOver($"3 bytes, SHA-256 {Hash([1, 2, 3])}, expected {Sha256}");
    }

    [Fact]
    public void One_that_breaks_off_is_passed_over_and_its_bytes_count()
    {
        _mirror.CutOff($"/cache/{Sha256}", Content, after: 600);

        AssertPassedOver("broke off after 600");
        Assert.Equal(["bytes=600-"], _world.Ranges.Take(1));
    }

    [Fact]
    public void They_are_asked_in_their_order()
    {
        using var second = new LoopbackServer();
        second.File($"/{Sha256}", Content);
        _world.Set("ISPRECIPE_MIRROR", $"{_mirror.Address} {second.Address}");

        _world.Fetched();

        Assert.Single(_mirror.Requests);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_no_fault_of_a_mirror()
    {
        _mirror.File($"/cache/{Sha256}", Content);
        Directory.CreateDirectory(Path.Combine(_world.Cached, "in the way"));

        _world.Failed("ISP7061");

        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void What_is_no_address_is_told()
    {
        Checked<Plan> plan = _world.Set("ISPRECIPE_MIRROR", "mirror.example.org").Plan();

        Assert.Contains("'mirror.example.org'", Assert.Single(plan.Diagnostics, found => found.Code == "ISP7065").Message);
        Assert.NotNull(plan.Value);
    }

    [Fact]
    public void Where_the_address_fails_too_its_error_counts()
    {
        _world.Server.Status("/app.hex", "404 Not Found");

        Assert.Contains("/app.hex is not there", _world.Failed("ISP7052").Message);
    }

    private void AssertPassedOver(string why)
    {
        Checked<Plan> plan = _world.Plan();

        Diagnostic warning = Assert.Single(plan.Diagnostics, found => found.Code == "ISP7064");
        Assert.Contains(_mirror.Authority, warning.Message);
        Assert.Contains(why, warning.Message);
        Assert.Equal(Sha256, Assert.Single(plan.Value!.Files).Sha256);
    }
}
