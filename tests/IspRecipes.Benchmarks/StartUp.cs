using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>Start-up of the program, published and as a tool, and of avrdude: what a user waits before anything is done.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    /// <summary>GNU time: tells a program's processor time and the most memory it held.</summary>
    private const string Time = "time";

    public static int Print(TextWriter output)
    {
        string published = Repository.File("artifacts", "isprecipe");
        Dotnet("publish", Repository.File("src", "IspRecipes.Cli"), "-c", "Release", "-o", published);
        output.WriteLine($"| command, {Runs} runs | median | fastest | processor | most memory |");
        output.WriteLine("|---|--:|--:|--:|--:|");
        Write(output, "published", published);
        Write(output, "the tool, portable", Install("portable"));
        Write(output, "the tool, compiled ahead", Install("ahead", $"-p:AheadFor=\"{RuntimeInformation.RuntimeIdentifier};any\""));
        if (Peers.Find(Avrdude.Program) is string avrdude)
        {
            // No port there: it reads its configuration, fails to open the port and ends.
            WriteRow(output, "avrdude, to opening the port", avrdude, "-c", "arduino", "-p", "m32u4", "-P", "/nonexistent");
        }
        else
        {
            output.WriteLine("| avrdude | skipped: not on this machine | | | |");
        }

        return 0;
    }

    /// <summary>Packs the tool and installs it into a folder, as its users have it.</summary>
    /// <param name="kind">Names the folders, which are new each time.</param>
    /// <param name="how">Further arguments of the pack.</param>
    private static string Install(string kind, params string[] how)
    {
        string place = Repository.File("artifacts", "tool", kind);
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        string packages = Path.Combine(place, "packages");
        string tools = Path.Combine(place, "tools");
        Dotnet(["pack", Repository.File("src", "IspRecipes.Cli"), "-o", packages, "--artifacts-path", Path.Combine(place, "build"), .. how]);
        Dotnet("tool", "install", "isprecipe", "--tool-path", tools, "--source", packages);
        return tools;
    }

    private static void Dotnet(params string[] arguments)
    {
        using Process dotnet = Start("dotnet", arguments);
        Task<string> errors = dotnet.StandardError.ReadToEndAsync();
        string messages = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        if (dotnet.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {arguments[0]}: {messages}{errors.Result}");
        }
    }

    private static void Write(TextWriter output, string kind, string folder)
    {
        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "isprecipe.exe" : "isprecipe");
        WriteRow(output, $"{kind}: validate", program, "validate", Repository.File("recipes", "demo.yaml"));
        WriteRow(output, $"{kind}: run --simulate", program, "run", Repository.File("recipes", "demo.yaml"), "--simulate");
        WriteRow(output, $"{kind}: --version", program, "--version");
    }

    private static void WriteRow(TextWriter output, string title, string program, params string[] arguments)
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
