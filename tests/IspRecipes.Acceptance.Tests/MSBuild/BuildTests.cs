using System.Diagnostics;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Packages;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>The packed package, restored and built by the real <c>dotnet build</c>.</summary>
[Collection(PackagesCollection.Name)]
public sealed class BuildTests : IDisposable
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    private readonly SampleProject _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void The_sample_merges_and_flashes_a_virtual_board_and_returns_its_report()
    {
        ProgramRun build = _sample.Build(
            "-t:IspFlash", "-p:IspSimulate=true", "-p:IspReportFile=flash.json", "-getTargetResult:IspFlash").EndedWith(0);

        JsonElement report = JsonDocument.Parse(build.Out).RootElement.GetProperty("TargetResults").GetProperty("IspFlash").GetProperty("Items")[0];
        Assert.Equal("board.isprecipe.yaml", report.GetProperty("Identity").GetString());
        Assert.Equal("0", report.GetProperty("ExitCode").GetString());
        Assert.Equal("true", report.GetProperty("Changed").GetString());
        Assert.Equal("atmega32u4", report.GetProperty("Mcu").GetString());
        Assert.Equal(_sample.File("flash.json"), report.GetProperty("ReportFile").GetString());
        JsonElement run = JsonDocument.Parse(File.ReadAllText(_sample.File("flash.json"))).RootElement;
        Assert.Equal("done", run.GetProperty("outcome").GetString());
        Assert.True(run.GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public void A_merge_is_done_again_when_a_file_is_newer_or_a_parameter_another_and_cleaned_away()
    {
        _sample.Edit("board.csproj", "BootSize=\"4096\"", "BootSize=\"4096\" OnOverlap=\"$(Overlap)\"");
        const string Merged = " bytes from blink.hex, boot.hex, SHA-256 ";
        ProgramRun first = _sample.Build().EndedWith(0);

        ProgramRun second = _sample.Build("--no-restore", "-v:n").EndedWith(0);
        File.SetLastWriteTimeUtc(_sample.File("..", "..", "recipes", "firmware", "boot.hex"), DateTime.UtcNow.AddMinutes(1));
        ProgramRun third = _sample.Build("--no-restore").EndedWith(0);
        File.SetLastWriteTimeUtc(_sample.File("..", "..", "recipes", "firmware", "boot.hex"), DateTime.UtcNow.AddHours(-1));
        ProgramRun fourth = _sample.Build("--no-restore", "-p:Overlap=last").EndedWith(0);
        Assert.True(File.Exists(_sample.File("bin", "board.hex")));
        _sample.Build("--no-restore", "-t:Clean").EndedWith(0);

        Assert.Contains(Merged, first.Out);
        Assert.DoesNotContain(Merged, second.Out);
        Assert.Contains("Skipping target \"IspMerge\"", second.Out);
        Assert.Contains(Merged, third.Out);
        Assert.Contains(Merged, fourth.Out);
        Assert.False(File.Exists(_sample.File("bin", "board.hex")));
        Assert.True(File.Exists(_sample.File("..", "..", "recipes", "firmware", "boot.hex")));
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_target_of_the_project_flashes_a_board_on_a_serial_port_and_uses_the_report()
    {
        using ServedTwin twin = new(Part);
        _sample.Edit("board.csproj", "</Project>", """
              <Target Name="FlashLeft" DependsOnTargets="Build">
                <IspFlash Recipe="board.isprecipe.yaml" Port="$(IspPort)">
                  <Output TaskParameter="Report" ItemName="Flashed" />
                </IspFlash>
                <Message Importance="High" Text="%(Flashed.Identity): %(Flashed.Signature) on %(Flashed.Port)" />
              </Target>
            </Project>
            """);

        ProgramRun build = _sample.Build("-t:FlashLeft", $"-p:IspPort={twin.Port}").EndedWith(0);

        Assert.Equal(0xD9, twin.Chip.Fuse(FuseId.High));
        Assert.False(twin.Chip.IsHeldInReset);
        Assert.Contains("board -> Board: ATmega32U4 through avrisp, done in ", build.Out);
        Assert.Contains($"board.isprecipe.yaml: 1E 95 87 on {twin.Port}", build.Out);
        Assert.Contains("0 Warning(s)", build.Out);
    }

    [Fact]
    public void A_recipe_that_is_wrong_fails_the_build_with_its_place_and_code()
    {
        _sample.Edit("board.isprecipe.yaml", "fuses: { low:", "fuses: { lwo:");

        ProgramRun build = _sample.Build("-t:IspFlash", "-p:IspSimulate=true").EndedWith(1);

        string place = _sample.File("board.isprecipe.yaml");
        Assert.Matches($@"(?m)^{place}\(10,10,10,13\): isprecipe error ISP3001: .*'lwo'.* \[{_sample.File("board.csproj")}\]$", build.Out);
        Assert.Contains("1 Error(s)", build.Out);
    }

    [PeerFact(ServedTwin.Needs, "setsid", "kill")]
    public void A_build_that_waits_for_a_port_flashes_when_the_one_that_has_it_is_interrupted()
    {
        using ServedTwin twin = new(Part, realTime: true);
        _sample.Build().EndedWith(0);
        using SampleProject other = new();
        LongWrite(other);
        Process first = other.StartBuild("-t:IspFlash", $"-p:IspPort={twin.Port}", "-v:d");
        Await(first, "Write flash");
        Process second = _sample.StartBuild("--no-restore", "-t:IspFlash", $"-p:IspPort={twin.Port}");
        Await(second, "ISP8016");

        Interrupt(first);
        ProgramRun interrupted = Dotnet.Finish(first).EndedWith(1);
        ProgramRun waited = Dotnet.Finish(second).EndedWith(0);

        Assert.Contains("isprecipe error ISP8003: interrupted during 'Write flash", interrupted.Out);
        Assert.Contains("board -> Board: ATmega32U4 through avrisp, done in ", waited.Out);
        Assert.Equal(0xD9, twin.Chip.Fuse(FuseId.High));
        Assert.False(twin.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_project_with_several_frameworks_is_flashed_once_and_its_design_time_builds_do_nothing()
    {
        _sample.Edit(
            "board.csproj",
            "<TargetFramework>net10.0</TargetFramework>",
            """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            <IspFlashOnBuild>true</IspFlashOnBuild>
            <IspSimulate>true</IspSimulate>
            """);

        ProgramRun designTime = _sample.Build("-t:Build;IspMerge;IspFlash", "-p:DesignTimeBuild=true").EndedWith(0);
        bool merged = File.Exists(_sample.File("bin", "board.hex"));
        ProgramRun onBuild = _sample.Build("--no-restore").EndedWith(0);
        ProgramRun asked = _sample.Build("--no-restore", "-t:IspFlash").EndedWith(0);

        Assert.DoesNotContain("ATmega32U4", designTime.Out);
        Assert.False(merged);
        Assert.Single(onBuild.Out.Split('\n'), line => line.Contains("board -> Board: ATmega32U4"));
        Assert.Single(asked.Out.Split('\n'), line => line.Contains("board -> Board: ATmega32U4"));
        Assert.Equal(2, onBuild.Out.Split('\n').Count(line => line.EndsWith("board.dll")));
    }

    /// <summary>Half a minute of writing, at a board's pace.</summary>
    private static void LongWrite(SampleProject project)
    {
        using Scratch scratch = new();
        File.Copy(scratch.SaveHex("long.hex", Samples.Bytes(28_000)), project.File("long.hex"));
        project.Edit("board.isprecipe.yaml", "bin/board.hex", "long.hex");
        project.Edit("board.isprecipe.yaml", "name: Board", "name: Board\nallow: [ remove-bootloader ]");
    }

    private static void Await(Process build, string text)
    {
        List<string> lines = [];
        while (build.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail(string.Join('\n', lines));
    }

    /// <summary>As Ctrl-C at a terminal: the build, its nodes and the task's own process alike.</summary>
    private static void Interrupt(Process leader)
    {
        using Process kill = Process.Start("kill", ["-INT", "--", $"-{leader.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
