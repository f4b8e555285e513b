using System.Diagnostics;
using System.Runtime.InteropServices;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>
/// A real terminal, so many columns wide, on a server of its own. In its shell <c>isprecipe</c> is the built program, the
/// checkout is the working directory, and of the environment nothing but what a terminal has.
/// </summary>
internal sealed class Tmux : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Scratch _scratch = new();
    private readonly string _server = $"isprecipe-{Guid.NewGuid():N}";

    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="folder">Working directory; null for the checkout.</param>
    /// <param name="shell">What runs in it, with its arguments.</param>
    public Tmux(int columns, int rows, string? folder, params string[] shell)
    {
        string home = Path.GetDirectoryName(_scratch.Path("home"))!;
        string path = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        string runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        Ask(
            ["-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", "-c", folder ?? Repository.Root,
                "env", "-i", $"PATH={path}", $"HOME={home}", "LC_ALL=C.UTF-8", "TERM=screen-256color", $"DOTNET_ROOT={runtime}", .. shell]);
    }

    /// <summary>Types, as a person does.</summary>
    /// <param name="keys">Text, or names of keys such as <c>Tab</c>.</param>
    public void Type(params string[] keys) => Ask(["send-keys", .. keys]);

    /// <summary>Waits until the screen shows a text; what is on it and above it then.</summary>
    /// <param name="text">To be shown.</param>
    /// <param name="options">More of capture-pane's: <c>-e</c> keeps colours.</param>
    public string Await(string text, params string[] options)
    {
        var waiting = Stopwatch.StartNew();
        string screen;
        do
        {
            screen = Ask(["capture-pane", "-p", "-S", "-", .. options]).TrimEnd('\n') + "\n";
            Assert.True(waiting.Elapsed < Patience, $"'{text}' is not shown:\n{screen}");
        }
        while (!screen.Contains(text, StringComparison.Ordinal));
        return screen;
    }

    /// <summary>Waits until the program reads keys by itself: one that comes before is shown twice, by the terminal and by the program.</summary>
    public void AwaitReader()
    {
        string device = Ask(["display-message", "-p", "#{pane_tty}"]).Trim();
        var waiting = Stopwatch.StartNew();
        string settings;
        do
        {
            settings = Answer("stty", ["-F", device, "-a"]);
            Assert.True(waiting.Elapsed < Patience, $"nobody reads keys: {settings}");
        }
        while (!settings.Contains("-icanon", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        Ask(["kill-server"]);
        _scratch.Dispose();
    }

    private string Ask(string[] arguments) => Answer(Testing.Peers.Require("tmux"), ["-u", "-L", _server, .. arguments]);

    private static string Answer(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed");
        return answer;
    }
}
