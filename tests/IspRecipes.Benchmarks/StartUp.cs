using System.Diagnostics;
using System.Globalization;
using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>Start-up of the published program, and of avrdude: what a user waits before anything is done.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    /// <summary>GNU time: tells a program's processor time and the most memory it held.</summary>
    private const string Time = "time";

    public static int Print(TextWriter output)
    {
        string folder = Repository.File("artifacts", "isprecipe");
        if (Publish(folder) is int failed and not 0)
        {
            return failed;
        }

        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "isprecipe.exe" : "isprecipe");
        output.WriteLine($"| command, {Runs} runs | median | fastest | processor | most memory |");
        output.WriteLine("|---|--:|--:|--:|--:|");
        Write(output, "isprecipe validate", program, "validate", Repository.File("recipes", "demo.yaml"));
        Write(output, "isprecipe run --simulate", program, "run", Repository.File("recipes", "demo.yaml"), "--simulate");
        Write(output, "isprecipe --version", program, "--version");
        if (Peers.Find(Avrdude.Program) is string avrdude)
        {
            // No port there: it reads its configuration, fails to open the port and ends.
            Write(output, "avrdude, to opening the port", avrdude, "-c", "arduino", "-p", "m32u4", "-P", "/nonexistent");
        }
        else
        {
            output.WriteLine("| avrdude | skipped: not on this machine | | | |");
        }

        return 0;
    }

    /// <summary>As the README says, for this machine.</summary>
    private static int Publish(string folder)
    {
        using Process publish = Start(
            "dotnet", "publish", Repository.File("src", "IspRecipes.Cli"), "-c", "Release", "-o", folder);
        string messages = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        Console.Error.Write(publish.ExitCode == 0 ? "" : messages);
        return publish.ExitCode;
    }

    private static void Write(TextWriter output, string title, string program, params string[] arguments)
    {
        Measurement[] runs = [.. Enumerable.Range(0, Runs).Select(_ => Measure(program, arguments))];
        string wall = $"{Median(runs.Select(run => run.Wall)):0.000} s | {runs.Min(run => run.Wall):0.000} s";
        string usage = runs[0].Kilobytes is null
            ? "GNU time is missing | "
            : $"{Median(runs.Select(run => run.Processor!.Value)):0.00} s | {runs.Max(run => run.Kilobytes) / 1024.0:0} MB";
        output.WriteLine($"| {title} | {wall} | {usage} |");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static Measurement Measure(string program, string[] arguments)
    {
        string? time = OperatingSystem.IsLinux() ? Peers.Find(Time) : null;
        string tally = Path.GetTempFileName();
        var watch = Stopwatch.StartNew();
        using Process process = time is null
            ? Start(program, arguments)
            : Start(time, ["-f", "%U %S %M", "-o", tally, program, .. arguments]);
        Task<string> messages = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        watch.Stop();
        _ = messages.Result;
        double[] words = [.. (File.ReadLines(tally).LastOrDefault() ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        File.Delete(tally);
        double wall = watch.Elapsed.TotalSeconds;
        return words is [double user, double system, double most]
            ? new Measurement(wall, user + system, most)
            : new Measurement(wall, null, null);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <param name="Wall">Seconds from start to end.</param>
    /// <param name="Processor">Seconds of processor time; null where nothing tells.</param>
    /// <param name="Kilobytes">The most memory held.</param>
    private readonly record struct Measurement(double Wall, double? Processor, double? Kilobytes);
}
