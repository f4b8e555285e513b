using System.Security.Cryptography;
using System.Text;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>A recipe that writes a file from a server of ours, and an empty cache.</summary>
internal sealed class FetchWorld : IDisposable
{
    private readonly World _world = World.With("avrisp", "atmega32u4");
    private readonly Dictionary<string, string> _environment;

    public FetchWorld(LoopbackServer? server = null)
    {
        Server = server ?? new LoopbackServer();
        _environment = new() { ["ISPRECIPE_CACHE"] = Path("cache") };
        Options = new() { Listen = Events.Add, Handler = Handler };
    }

    public LoopbackServer Server { get; }

    /// <summary>A program as HEX text.</summary>
    public static byte[] Content { get; } =
        Encoding.ASCII.GetBytes(IntelHex.Write(new MemoryImage(0, Firmware.Program(2000), new ImageSource("app"))));

    public static string Sha256 { get; } = Hash(Content);

    public List<FetchEvent> Events { get; } = [];

    public FetchOptions Options { get; set; }

    public string Cached => System.IO.Path.Combine(Path("cache"), Sha256);

    /// <summary>How the server's clients see certificates; the machine's way unless a test says otherwise.</summary>
    public bool TrustsEverybody { get; init; }

    public static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public string Path(string name) => _world.Path(name);

    public FetchWorld Set(string variable, string? value)
    {
        if (value is null)
        {
            _environment.Remove(variable);
        }
        else
        {
            _environment[variable] = value;
        }

        return this;
    }

    /// <summary>Leaves the beginning of a file in the cache, as a download that broke off does.</summary>
    public FetchWorld Left(byte[] part, string? etag = null)
    {
        Directory.CreateDirectory(Path("cache"));
        File.WriteAllBytes($"{Cached}.part", part);
        if (etag is not null)
        {
            File.WriteAllText($"{Cached}.etag", etag);
        }

        return this;
    }

    public FetchWorld Recipe(string url, string more = "")
    {
        _world.Recipe($"files: {{ app: {{ url: '{url}', sha256: {Sha256}{more} }} }}\nwrite: {{ flash: app }}\nallow: [ remove-bootloader ]");
        return this;
    }

    /// <summary>Plans the recipe, with downloads; the error that prevents it comes alone.</summary>
    public Checked<Plan> Plan() => Whole(RecipeRunner.Plan(_world.Path("recipe.yaml"), Inputs(), Options));

    public Checked<FetchReport> Fetch() => Whole(RecipeRunner.Fetch(_world.Path("recipe.yaml"), Inputs(), Options));

    /// <summary>The file, which is there.</summary>
    public FileRecord Fetched()
    {
        Checked<Plan> plan = Plan();
        Assert.True(plan.Value is not null, string.Join('\n', plan.Diagnostics));
        FileRecord file = Assert.Single(plan.Value.Files);
        Assert.Equal(Sha256, file.Sha256);
        return file;
    }

    /// <summary>The one error, and the promise that no half file is in the cache.</summary>
    public Diagnostic Failed(string code)
    {
        Checked<Plan> plan = Plan();
        Diagnostic error = Assert.Single(plan.Diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal(code, error.Code);
        Assert.Equal(ExitCode.File, error.Exit);
        Assert.False(File.Exists(Cached));
        return error;
    }

    /// <summary>The ranges that were asked for, in order; empty for a whole file.</summary>
    public IEnumerable<string> Ranges => Server.Requests.Select(request => request.Headers.GetValueOrDefault("Range", ""));

    public void Dispose()
    {
        Server.Dispose();
        _world.Dispose();
    }

    private RecipeInputs Inputs() => new() { Environment = name => _environment.GetValueOrDefault(name) };

    private HttpMessageHandler Handler(DownloadLimits limits)
    {
        HttpMessageHandler handler = HttpHandlers.OfThisMachine(limits);
        if (TrustsEverybody)
        {
            ((SocketsHttpHandler)handler).SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        return handler;
    }

    private static Checked<T> Whole<T>(Checked<T> result)
        where T : class
    {
        Sentences.AssertWhole(result.Diagnostics);
        return result;
    }
}
