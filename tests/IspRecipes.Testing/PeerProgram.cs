using System.Diagnostics;

namespace IspRecipes.Testing;

/// <summary>Programs of other people that read and write files and end.</summary>
public static class PeerProgram
{
    /// <summary>Runs one to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    /// <exception cref="TimeoutException">It was still running after a minute, and was ended.</exception>
    public static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(Peers.Require(program), arguments) { RedirectStandardError = true })!;
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill();
            throw new TimeoutException($"{program} hangs after: {messages.Result}");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {messages.Result}");
        }
    }
}
