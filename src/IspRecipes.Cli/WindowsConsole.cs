using System.Runtime.InteropServices;

namespace IspRecipes.Cli;

/// <summary>The console of Windows, which understands a terminal's sequences once it is told to; other systems' always do.</summary>
internal static partial class WindowsConsole
{
    /// <summary>STD_OUTPUT_HANDLE.</summary>
    public const int StandardOutput = -11;

    /// <summary>STD_ERROR_HANDLE.</summary>
    public const int StandardError = -12;

    // ENABLE_VIRTUAL_TERMINAL_PROCESSING
    private const uint Sequences = 0x0004;

    /// <summary>True where colours can be written there.</summary>
    public static bool Understands(int stream)
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        nint console = GetStdHandle(stream);
        return GetConsoleMode(console, out uint mode) && SetConsoleMode(console, mode | Sequences);
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int stream);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
