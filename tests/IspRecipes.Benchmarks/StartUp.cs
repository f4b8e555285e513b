using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>Start-up of the published program, and of avrdude: what a user waits before anything is done.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    /// <summary>GNU time: tells the most memory a program held.</summary>
    private const string Time = "time";

    public static int Print(TextWriter output)
    {
        string folder = Repository.File("artifacts", "isprecipe");
        if (Publish(folder) is int failed and not 0)
        {
            return failed;
        }

        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "isprecipe.exe" : "isprecipe");
        output.WriteLine($"| command, {Runs} runs | median | slowest | most memory |");
        output.WriteLine("|---|--:|--:|--:|");
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
            output.WriteLine("| avrdude | not on this machine | | |");
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
        (TimeSpan Wall, long? Kilobytes)[] runs =
            [.. Enumerable.Range(0, Runs).Select(_ => Measure(program, arguments)).OrderBy(run => run.Wall)];
        string memory = runs.Max(run => run.Kilobytes) is long most ? $"{most / 1024.0:0} MB" : "GNU time is missing";
        double median = (runs[(Runs / 2) - 1].Wall + runs[Runs / 2].Wall).TotalSeconds / 2;
        output.WriteLine($"| {title} | {median:0.000} s | {runs[^1].Wall.TotalSeconds:0.000} s | {memory} |");
    }

    private static (TimeSpan Wall, long? Kilobytes) Measure(string program, string[] arguments)
    {
        string? time = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? Peers.Find(Time) : null;
        string tally = Path.GetTempFileName();
        var watch = Stopwatch.StartNew();
        using Process process = time is null
            ? Start(program, arguments)
            : Start(time, ["-f", "%M", "-o", tally, program, .. arguments]);
        Task<string> messages = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        watch.Stop();
        _ = messages.Result;
        string? last = File.ReadLines(tally).LastOrDefault();
        File.Delete(tally);
        return (watch.Elapsed, last is null ? null : long.Parse(last, CultureInfo.InvariantCulture));
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
