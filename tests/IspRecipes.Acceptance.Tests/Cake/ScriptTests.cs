using System.Diagnostics;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Cli;
using IspRecipes.Acceptance.Tests.Packages;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>Scripts as Cake itself runs them, with the addin from its package.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ScriptTests : IDisposable
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe-cake").FullName;
    private readonly string _samples;

    public ScriptTests()
    {
        PackageFeed.UseIn(_folder);
        _samples = Path.Combine(_folder, "samples");
        Copy(Repository.File("recipes"), Path.Combine(_folder, "recipes"));
        Copy(Repository.File("samples", ".config"), Path.Combine(_samples, ".config"));
        File.Copy(Repository.File("samples", "build.cake"), Path.Combine(_samples, "build.cake"));
        Dotnet.Run(_samples, "tool", "restore").EndedWith(0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_sample_checks_merges_and_flashes()
    {
        ProgramRun run = Dotnet.Finish(Start("cake")).EndedWith(0);

        Assert.Contains("demo.yaml: valid", run.Out);
        Assert.Contains("Write flash from production: ok", run.Out);
        Assert.Contains("high fuse      0x99 -> 0xD9  JTAGEN on -> off", run.Out);
        Assert.Contains(":10700000", File.ReadAllText(Path.Combine(_samples, "artifacts", "production.hex")));
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_samples, "artifacts", "flash.json")));
        Assert.Equal(0, report.RootElement.GetProperty("exit").GetInt32());
    }

    [Fact]
    public void A_recipe_that_fails_fails_the_script_which_can_catch_our_exit_code_before()
    {
        File.WriteAllText(Path.Combine(_samples, "broken.yaml"), "version: 1\nname: broken\nmcuu: atmega32u4\n");
        Script("broken.cake", """
            Task("Catch").Does(() =>
            {
                try
                {
                    IspFlash("broken.yaml");
                }
                catch (CakeException failed)
                {
                    Information("caught {0}", failed.ExitCode == (int)ExitCode.Recipe);
                }
            });
            Task("Flash").IsDependentOn("Catch").Does(() => IspFlash("broken.yaml"));
            RunTarget("Flash");
            """);

        ProgramRun run = Dotnet.Finish(Start("cake", "broken.cake"));

        Assert.NotEqual(0, run.Exit);
        Assert.Contains("caught True", run.Out);
        string message = $"{Path.Combine(_samples, "broken.yaml")}(3,1): error ISP2001: ";
        Assert.Contains($"Error: {message}", run.Error);
        Assert.Contains("   3 | mcuu: atmega32u4", run.Error);
    }

    [PeerFact(ServedTwin.Needs, "kill")]
    public void Ctrl_C_ends_the_run_in_order_and_then_the_script()
    {
        using var twin = new ServedTwin(Part, realTime: true);
        using Scratch scratch = new();
        scratch.SaveHex("app.hex", Samples.Bytes(28_000));
        string recipe = scratch.Save("long.yaml", """
            version: 1
            name: long
            mcu: atmega32u4
            programmer: avrisp
            files: { app: app.hex }
            write: { flash: app }
            """);
        Script("long.cake", $$"""
            Teardown(context => Information("torn down"));
            Task("Flash").Does(() => IspFlash("{{recipe}}", new IspFlashSettings { Port = "{{twin.Port}}" }));
            RunTarget("Flash");
            """);
        Process cake = Start("exec", CakeItself, "long.cake");
        AwaitWriting(cake);

        cake.Signal("INT");
        ProgramRun run = Dotnet.Finish(cake);

        Assert.NotEqual(0, run.Exit);
        Assert.Contains("error ISP8003: interrupted during 'Write flash from app'; programming mode was left and the port released", run.Error);
        Assert.Contains("torn down", run.Out);
        Assert.True(twin.Chip.Touched);
        Assert.False(twin.Chip.IsHeldInReset);
        Isprecipe.Start("probe", "--programmer", "avrisp", "--port", twin.Port).Finish().EndedWith(0);
    }

    /// <summary>What <c>dotnet cake</c> starts: a signal to that one alone would end it alone, where Ctrl-C reaches both.</summary>
    private static string CakeItself =>
        Directory.GetFiles(Path.Combine(PackageFeed.Cache, "cake.tool"), "Cake.dll", SearchOption.AllDirectories).First();

    /// <summary>Cake colours what it writes to a pipe, too.</summary>
    private Process Start(params string[] arguments)
    {
        ProcessStartInfo start = Dotnet.Command(_samples, arguments);
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    private void Script(string name, string text) => File.WriteAllText(
        Path.Combine(_samples, name), $"#addin nuget:?package=Cake.IspRecipes&version={PackageFeed.Version}\n{text}\n");

    private static void AwaitWriting(Process cake)
    {
        while (cake.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("    25 %", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail(cake.StandardError.ReadToEnd());
    }

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
