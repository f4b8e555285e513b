using System.Diagnostics;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Hardware.Posix;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>The built program as a process of its own, on a pseudo-terminal as its port.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerFact(ServedTwin.Needs)]
    public void The_demo_runs_on_a_serial_port()
    {
        using var twin = new ServedTwin(Part);

        CliRun run = Isprecipe.Start("run", Isprecipe.Demo, "--port", twin.Port).Finish().EndedWith(0);

        Assert.StartsWith("Done: ", run.Out);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.DoesNotContain("[y/N]", run.Error);
        Assert.Equal(0xD9, twin.Chip.Fuse(FuseId.High));
        Assert.False(twin.Chip.IsHeldInReset);
    }

    [PeerTheory(ServedTwin.Needs, "kill")]
    [InlineData("INT", 130, "ISP8003")]
    [InlineData("TERM", 143, "ISP8004")]
    public void A_signal_in_mid_write_lets_go_of_chip_and_port(string signal, int exit, string code)
    {
        using var twin = new ServedTwin(Part, realTime: true);
        Process process = Isprecipe.Start("run", LongRecipe(), "--port", twin.Port, "--events", "--report", _scratch.Path("report.json"));
        AwaitWriting(process);

        process.Signal(signal);
        CliRun run = process.Finish().EndedWith(exit);

        Assert.Contains(code, run.Out);
        Assert.Contains($"\"exit\": {exit}", _scratch.Read("report.json"));
        Assert.True(twin.Chip.Touched);
        Assert.False(twin.Chip.IsHeldInReset);
        Assert.Equal(FuseByteOf(Part, FuseId.High), twin.Chip.Fuse(FuseId.High));
        Isprecipe.Start("probe", "--programmer", "avrisp", "--port", twin.Port).Finish().EndedWith(0);
    }

    [PeerFact(ServedTwin.Needs, "kill")]
    public void A_port_that_another_run_holds_is_refused_with_its_holder()
    {
        using var twin = new ServedTwin(Part, realTime: true);
        Process first = Isprecipe.Start("run", LongRecipe(), "--port", twin.Port, "--events");
        AwaitWriting(first);

        CliRun second = Isprecipe.Start("run", Isprecipe.Demo, "--port", twin.Port).Finish().EndedWith(5);
        int holder = first.Id;
        first.Signal("TERM");
        first.Finish().EndedWith(143);

        Assert.Contains($"ISP4004: {twin.Port} is in use by", second.Error);
        Assert.Contains($"{holder}", second.Error);
        Assert.Contains("Nothing on the chip was changed.", second.Out);
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_port_where_nobody_answers_is_given_up_soon()
    {
        using Pty nobody = Pty.Open();
        var time = Stopwatch.StartNew();

        CliRun run = Isprecipe.Start("run", Isprecipe.Demo, "--port", nobody.Device).Finish().EndedWith(6);

        Assert.Contains($"{nobody.Device} is silent", run.Error);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
    }

    [PeerFact(ServedTwin.Needs, "kill")]
    public void A_simulated_programmer_serves_another_process_until_it_is_told_to_stop()
    {
        string link = _scratch.Path("port");
        Process server = Isprecipe.Start("simulate", "--mcu", "attiny85", "--link", link);
        Assert.Equal(link, server.StandardOutput.ReadLine());

        CliRun probe = Isprecipe.Start("probe", "--programmer", "avrisp", "--port", link).Finish().EndedWith(0);
        server.Signal("INT");
        server.Finish().EndedWith(0);

        Assert.Contains("part         ATtiny85", probe.Out);
        Assert.False(File.Exists(link));
    }

    private static byte FuseByteOf(AvrPart part, FuseId id) => part.Fuse(id)!.Factory!.Value;

    /// <summary>Reads events until flash is being written.</summary>
    private static void AwaitWriting(Process process)
    {
        bool writing = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            writing |= line.Contains("Write flash", StringComparison.Ordinal);
            if (writing && line.Contains("step-progressed", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail(process.StandardError.ReadToEnd());
    }

    /// <summary>Half a minute of writing, at a board's pace.</summary>
    private string LongRecipe()
    {
        _scratch.SaveHex("app.hex", Samples.Bytes(28_000));
        return _scratch.Save("recipe.yaml", """
            version: 1
            name: long
            mcu: atmega32u4
            programmer: avrisp
            board: { clock: 16 MHz crystal }
            files: { app: app.hex }
            write: { flash: app }
            fuses: { high: 0xD9 }
            allow: [ remove-bootloader ]
            """);
    }
}
