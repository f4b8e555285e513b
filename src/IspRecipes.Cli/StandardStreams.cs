using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Cli;

/// <summary>
/// Standard input, output and error where whoever started us closed one (<c>2&gt;&amp;-</c>). The system gives its number to the next
/// file that is opened: to a pipe of the runtime before our first line, to a serial port after it.
/// </summary>
internal static partial class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    // F_GETFD and FD_CLOEXEC of Linux and macOS.
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    private static readonly List<SafeFileHandle> Held = [];

    /// <summary>Whether it is one: what came to us through exec is not marked to be closed there, and all that the runtime opens is.</summary>
    public static bool Has(int stream) =>
        OperatingSystem.IsWindows() || (Fcntl(stream, GetFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0);

    /// <summary>Takes the numbers that are free still, so that no device gets one.</summary>
    public static void Reserve()
    {
        while (!OperatingSystem.IsWindows() && Enumerable.Range(Input, 3).Any(stream => Fcntl(stream, GetFlags) < 0))
        {
            Held.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int file, int command);
}
