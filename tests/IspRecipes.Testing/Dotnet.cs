using System.Diagnostics;

namespace IspRecipes.Testing;

/// <summary>The SDK's <c>dotnet</c> as a user starts it in a folder of theirs, with a package cache of its own.</summary>
public static class Dotnet
{
    /// <summary>A build that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Working directory.</param>
    /// <param name="arguments">As on the command line.</param>
    /// <exception cref="TimeoutException">It was still running after four minutes, and was ended.</exception>
    public static ProgramRun Run(string folder, params string[] arguments) => Finish(Start(folder, arguments));

    /// <summary>Starts it; the caller ends it with <see cref="Finish"/>.</summary>
    public static Process Start(string folder, params string[] arguments) => Process.Start(Command(folder, arguments))!;

    /// <summary>The same, not yet started.</summary>
    public static ProcessStartInfo Command(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the build that runs these tests says to its own children is not for this one.
        foreach (string inherited in start.Environment.Keys.Where(IsOfTheOuterBuild).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        // Neither packages nor tools that anybody used before, nor settings of theirs.
        start.Environment["NUGET_PACKAGES"] = PackageFeed.Cache;
        start.Environment["DOTNET_CLI_HOME"] = PackageFeed.Cache;
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }

    /// <summary>Waits for it and collects what it said.</summary>
    /// <exception cref="TimeoutException">It was still running after four minutes, and was ended with all its children.</exception>
    public static ProgramRun Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"dotnet {process.StartInfo.ArgumentList.FirstOrDefault()} hangs after:\n{output.Result}\n{error.Result}");
            }

            process.WaitForExit();
            return new ProgramRun(process.ExitCode, output.Result, error.Result);
        }
    }

    private static bool IsOfTheOuterBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "DOTNET_CLI_CONTEXT_VERBOSE" or "TargetFramework" or "CI" or "ISPRECIPE_PORT";
}

/// <summary>What a program ended with and said.</summary>
/// <param name="Exit">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProgramRun(int Exit, string Out, string Error)
{
    /// <summary>This run, if it ended so.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise; tells what it said.</exception>
    public ProgramRun EndedWith(int exit) => Exit == exit
        ? this
        : throw new InvalidOperationException($"exit {Exit}, expected {exit}\n{Out}\n{Error}");
}
