using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>The cache: whose it is, what becomes of a damaged file, and who may fill it.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly FetchWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("ISPRECIPE_CACHE=/c HOME=/h", "/c")]
    [InlineData("XDG_CACHE_HOME=/x HOME=/h", "/x/isprecipe")]
    [InlineData("XDG_CACHE_HOME=relative HOME=/h", "/h/.cache/isprecipe")]
    [InlineData("HOME=/h", "/h/.cache/isprecipe")]
    [InlineData("HOME=", null)]
    [InlineData("", null)]
    public void The_environment_says_where_it_is(string variables, string? folder)
    {
        Dictionary<string, string> environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(OperatingSystem.IsLinux() ? folder : null, OperatingSystem.IsLinux() ? FileCache.Of(environment.GetValueOrDefault)?.Folder : null);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[0])]
    public void A_damaged_file_is_told_and_replaced(byte[] damaged)
    {
        _world.Recipe(_world.Server.File("/app.hex", Content)).Left([]);
        File.WriteAllBytes(_world.Cached, damaged);

        Checked<Plan> plan = _world.Plan();

        Diagnostic warning = Assert.Single(plan.Diagnostics, found => found.Code == "ISP7063");
        Assert.Contains($"its SHA-256 is {Hash(damaged)}", warning.Message);
        Assert.Equal(FileOrigin.Download, Assert.Single(plan.Value!.Files).Origin);
        Assert.Equal(Content, File.ReadAllBytes(_world.Cached));
    }

    [Fact]
    public void A_damaged_file_is_as_good_as_none_offline()
    {
        _world.Recipe(_world.Server.File("/app.hex", Content)).Left([]);
        File.WriteAllBytes(_world.Cached, [1, 2, 3]);
        _world.Options = FetchOptions.AtHand;

        Assert.Equal(["ISP7063", "ISP7019"], _world.Plan().Diagnostics.Where(found => found.Number is 7063 or 7019).Select(found => found.Code));
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told_with_what_to_do()
    {
        File.WriteAllText(_world.Path("a file"), "");

        Diagnostic error = _world.Set("ISPRECIPE_CACHE", _world.Path("a file/cache")).Recipe(_world.Server.File("/app.hex", Content)).Failed("ISP7061");

        Assert.Contains($"{_world.Path("a file/cache")} cannot be written: ", error.Message);
        Assert.Contains("ISPRECIPE_CACHE", error.Hint);
    }

    [Fact]
    public void A_place_that_could_not_be_opened_is_free_for_the_next_try()
    {
        using var waits = new CancellationTokenSource();
        string part = $"{_world.Cached}.part";
        Directory.CreateDirectory(part);
        _world.Options = _world.Options with { Listen = happened => CancelIfAwaited(happened, waits), Cancel = waits.Token };
        _world.Recipe(_world.Server.File("/app.hex", Content)).Failed("ISP7061");
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));

        Directory.Delete(part);
        _world.Fetched();
    }

    [Fact]
    public void Without_a_home_there_is_no_cache_and_a_download_says_so()
    {
        Diagnostic error = _world.Set("ISPRECIPE_CACHE", null).Recipe(_world.Server.File("/app.hex", Content)).Failed("ISP7062");

        Assert.Contains("set ISPRECIPE_CACHE", error.Hint);
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public async Task Of_two_who_want_the_same_file_one_downloads_and_the_other_waits()
    {
        using var isAwaited = new ManualResetEventSlim();
        using var isAsked = new ManualResetEventSlim();
        _world.Recipe(_world.Server.Page("/app.hex", visit =>
        {
            isAsked.Set();
            isAwaited.Wait();
            visit.Send($"200 OK\r\nContent-Length: {Content.Length}", Content);
        }));
        FetchOptions options = _world.Options;

        Task<FileRecord> first = Task.Run(_world.Fetched);
        isAsked.Wait();
        _world.Options = options with { Listen = happened => Told(happened, isAwaited) };
        FileRecord second = _world.Fetched();

        Assert.Equal((FileOrigin.Download, FileOrigin.Cache), ((await first).Origin, second.Origin));
        Assert.Single(_world.Server.Requests);
        Assert.Equal([Sha256], Directory.GetFiles(_world.Path("cache")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_version_of_which_no_byte_came_leaves_nothing()
    {
        _world.Recipe(_world.Server.CutOff("/app.hex", Content, after: 0)).Failed("ISP7057");

        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    /// <summary>The lock's file goes with each claim; who had it open by then must not take it for the lock.</summary>
    [Fact]
    public void However_many_want_a_place_one_at_a_time_has_it()
    {
        Directory.CreateDirectory(_world.Path("cache"));
        int inside = 0;
        int claims = 0;
        bool wasCrowded = false;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int round = 0; round < 2000; round++)
            {
                using CacheClaim? claim = CacheClaim.Try(_world.Cached);
                if (claim is not null)
                {
                    wasCrowded |= Interlocked.Increment(ref inside) > 1;
                    Interlocked.Increment(ref claims);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        });

        Assert.False(wasCrowded);
        Assert.True(claims > 0);
        Assert.Empty(Directory.GetFiles(_world.Path("cache")));
    }

    private static void CancelIfAwaited(FetchEvent happened, CancellationTokenSource waits)
    {
        if (happened is FetchEvent.Reported)
        {
            waits.Cancel();
        }
    }

    private static void Told(FetchEvent happened, ManualResetEventSlim isAwaited)
    {
        if (happened is FetchEvent.Reported { Diagnostic.Code: "ISP7066" })
        {
            isAwaited.Set();
        }
    }
}
