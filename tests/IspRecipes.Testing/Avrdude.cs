using System.Diagnostics;

namespace IspRecipes.Testing;

/// <summary>
/// Real avrdude 7.1 as the client of a serial port, speaking ArduinoISP's dialect of STK500v1 (<c>-c arduino</c>:
/// EEPROM addresses in words). On a pty its TIOCMGET for the DTR pulse answers ENOTTY; it says so and goes on.
/// </summary>
public static class Avrdude
{
    public const string Program = "avrdude";

    /// <summary>Runs it to its end.</summary>
    /// <param name="port">Path of a tty.</param>
    /// <param name="part">avrdude's short name: <c>m32u4</c>.</param>
    /// <param name="baud">Bits per second.</param>
    /// <param name="arguments">What to do: <c>-e</c>, <c>-U flash:w:...</c>.</param>
    /// <exception cref="TimeoutException">It was still running after two minutes, and was ended.</exception>
    public static AvrdudeRun Run(string port, string part, int baud, params string[] arguments) =>
        RunAs("arduino", port, part, baud, arguments);

    /// <summary>Runs it to its end as the client of another programmer.</summary>
    /// <param name="programmer">avrdude's name of the programmer: <c>stk500v2</c>.</param>
    /// <inheritdoc cref="Run"/>
    public static AvrdudeRun RunAs(string programmer, string port, string part, int baud, params string[] arguments)
    {
        var start = new ProcessStartInfo(Peers.Require(Program),
            ["-c", programmer, "-b", $"{baud}", "-P", port, "-p", part, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            throw new TimeoutException($"avrdude hangs after: {messages.Result}");
        }

        return new AvrdudeRun(process.ExitCode, output.Result, messages.Result);
    }
}

/// <param name="ExitCode">0 or 1; avrdude has no others.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Messages">What it wrote to stderr, its usual place.</param>
public sealed record AvrdudeRun(int ExitCode, string Output, string Messages);
