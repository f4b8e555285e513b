using System.Diagnostics;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Hardware.Posix;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>What a job took.</summary>
/// <param name="Cost">On the line.</param>
/// <param name="Modelled">By the twin's clock: line, latency, SPI, page times and the client's own pauses.</param>
/// <param name="Wall">Of the client, its files read included.</param>
internal sealed record Figures(LinkCost Cost, TimeSpan Modelled, TimeSpan Wall);

/// <summary>Virtual ArduinoISP with a chip behind it, for one client after the other.</summary>
internal static class Twin
{
    /// <summary>isprecipe, in this process and without a pty.</summary>
    public static Figures RunOurs(Job job, int baud, string folder)
    {
        SimulatedBench bench = NewBench(job, baud);
        var watch = Stopwatch.StartNew();
        Checked<Plan> plan = RecipeRunner.Plan(Path.Combine(folder, "recipe.yaml"), new RecipeInputs { Baud = baud });
        RunReport report = RecipeRunner.Run(
            plan.Value ?? throw new InvalidOperationException(string.Join('\n', plan.Diagnostics)),
            bench,
            new RunOptions { Simulated = true },
            _ => { },
            CancellationToken.None);
        watch.Stop();
        Check(job, bench, report.Failure?.Message);
        return new Figures(report.Cost, report.Elapsed, watch.Elapsed);
    }

    /// <summary>avrdude, on a pty.</summary>
    public static Figures RunAvrdude(Job job, int baud, string folder)
    {
        SimulatedBench bench = NewBench(job, baud);
        using Pty pty = Pty.Open();
        using var line = new CountingStream(pty);
        using var end = new CancellationTokenSource();
        var server = new Thread(() => new TwinServer(bench.Programmer, bench.Clock).Serve(line, end.Token));
        server.Start();
        var watch = Stopwatch.StartNew();
        AvrdudeRun run = Avrdude.Run(pty.Device, job.ShortName, baud, job.AvrdudeArguments(folder));
        watch.Stop();
        end.Cancel();
        pty.Dispose();
        server.Join();
        Check(job, bench, run.ExitCode == 0 ? null : run.Messages);
        return new Figures(line.Cost, bench.Clock.Now - line.FirstByteAfter, watch.Elapsed);
    }

    /// <summary>A chip as it comes from the factory, on its internal oscillator; 1 ms of latency is the twin's own.</summary>
    private static SimulatedBench NewBench(Job job, int baud)
    {
        SimulatedBench bench = Bench.With("avrisp", job.Part, new BoardOptions { Baud = baud });
        bench.Chip.UnimplementedBits = 0xFF;
        if (job.SetsFuses)
        {
            bench.Chip.Preset(FuseId.Low, 0x52);
            bench.Chip.Preset(FuseId.Extended, 0xFB);
        }

        return bench;
    }

    /// <summary>A figure counts only where the chip holds what it should.</summary>
    private static void Check(Job job, SimulatedBench bench, string? failure)
    {
        bool holds = (job.Flash is null || bench.Chip.Flash.AsSpan().StartsWith(job.Flash))
            && (job.Eeprom is null || bench.Chip.Eeprom.AsSpan().StartsWith(job.Eeprom))
            && (!job.SetsFuses || bench.Chip.Fuse(FuseId.Lock) == 0xEF);
        if (failure is not null || !holds)
        {
            throw new InvalidOperationException($"{job.Name}: {failure ?? "the chip holds something else"}");
        }
    }
}
