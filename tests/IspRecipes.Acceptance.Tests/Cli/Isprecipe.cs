using System.Diagnostics;
using System.Text;
using IspRecipes.Cli;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>The command line, in this process or in one of its own.</summary>
internal static class Isprecipe
{
    public static readonly string Demo = Repository.File("recipes", "demo.yaml");

    public static readonly string ProMicro = Repository.File("recipes", "promicro-to-dfu.yaml");

    /// <summary>Runs without a terminal and without a device.</summary>
    public static CliRun Run(params string[] args) => On(new EmptyBench(), args);

    /// <summary>Runs without a terminal, on a bench.</summary>
    public static CliRun On(IBench bench, params string[] args) => With(Host(bench), args);

    /// <summary>Runs on a bench, on a computer laid out for it.</summary>
    public static CliRun At(Hardware.Machine machine, IBench bench, params string[] args) => With(Host(bench) with { Machine = () => machine }, args);

    /// <summary>Runs at a terminal where somebody answers.</summary>
    public static CliRun AtTerminal(IBench bench, string answer, params string[] args) =>
        With(Host(bench) with { In = new StringReader(answer), ErrorIsTerminal = true }, args);

    /// <summary>Runs with an environment variable set.</summary>
    public static CliRun Where(string variable, string value, IBench bench, params string[] args) =>
        With(Host(bench) with { Environment = name => name == variable ? value : null }, args);

    /// <summary>Runs with a cache for downloads.</summary>
    public static CliRun Cached(string cache, bool terminal, params string[] args) => With(
        Host(new EmptyBench()) with { ErrorIsTerminal = terminal, Environment = name => name == "ISPRECIPE_CACHE" ? cache : null }, args);

    /// <summary>Runs in the middle of a pipe; what comes out as bytes stands before what comes out as text.</summary>
    public static CliRun Piped(string input, params string[] args)
    {
        using MemoryStream output = new();
        CliRun run = With(
            Host(new EmptyBench()) with { Input = () => new MemoryStream(Encoding.ASCII.GetBytes(input)), Output = () => output }, args);
        return run with { Out = Encoding.ASCII.GetString(output.ToArray()) + run.Out };
    }

    /// <summary>Runs with its output on a terminal that draws, so many columns wide.</summary>
    public static CliRun Drawn(int width, params string[] args) =>
        With(Host(new EmptyBench()) with { OutIsTerminal = true, Unicode = true, Width = () => width }, args);

    /// <summary>Runs with its output on a disk that is full.</summary>
    public static CliRun Unheard(params string[] args) => With(Host(new EmptyBench()) with { Out = new FullDisk() }, args);

    /// <summary>What is written without a terminal.</summary>
    public static string Writing(Action<CliHost> write)
    {
        StringWriter written = new();
        write(Host(new EmptyBench()) with { Out = written });
        return written.ToString();
    }

    /// <summary>The built program as a process of its own, as a user starts it.</summary>
    public static Process Start(params string[] args) => Process.Start(Command(args))!;

    /// <summary>The same, not yet started.</summary>
    public static ProcessStartInfo Command(params string[] args) => new(
        "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "isprecipe.dll"), .. args])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>Waits for a process and collects what it said.</summary>
    public static CliRun Finish(this Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new CliRun(process.ExitCode, output, error.Result);
        }
    }

    /// <summary>Sends a signal as <c>kill</c> does.</summary>
    public static void Signal(this Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static CliHost Host(IBench bench) => new()
    {
        Out = new StringWriter(),
        Error = new StringWriter(),
        Environment = _ => null,
        Bench = () => bench,
    };

    private static CliRun With(CliHost host, string[] args)
    {
        int exit = CommandLine.Invoke(args, host);
        return new CliRun(exit, host.Out.ToString()!, host.Error.ToString()!);
    }

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }

    /// <summary>Nothing is plugged in, and nothing may be opened.</summary>
    private sealed class EmptyBench : IBench
    {
        public IClock Clock => throw new InvalidOperationException("no device was to be touched");

        public IReadOnlyList<PortInfo> List() => [];

        public ISerialLink OpenSerial(string port, SerialSettings settings) =>
            throw new InvalidOperationException("no device was to be touched");

        public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => [];

        public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) =>
            throw new InvalidOperationException("no device was to be touched");
    }
}

/// <summary>What a command ended with and said.</summary>
/// <param name="Exit">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int Exit, string Out, string Error)
{
    /// <summary>This run, if it ended so; else a failed test that shows what it said.</summary>
    public CliRun EndedWith(int exit)
    {
        Assert.True(Exit == exit, $"exit {Exit}, expected {exit}\n{Out}\n{Error}");
        return this;
    }
}
