using System.Runtime.InteropServices;

namespace IspRecipes.Hardware.Posix;

/// <summary>The values of errno a serial port meets; those that are constants are equal on Linux and macOS.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1; // EPERM
    internal const int NoEntry = 2; // ENOENT
    internal const int Interrupted = 4; // EINTR
    internal const int InputOutput = 5; // EIO
    internal const int NoSuchAddress = 6; // ENXIO
    internal const int BadFile = 9; // EBADF
    internal const int AccessDenied = 13; // EACCES
    internal const int Busy = 16; // EBUSY
    internal const int NoDevice = 19; // ENODEV
    internal const int NotFolder = 20; // ENOTDIR
    internal const int IsFolder = 21; // EISDIR
    internal const int Invalid = 22; // EINVAL
    internal const int NotTty = 25; // ENOTTY

    /// <summary>EAGAIN, which is EWOULDBLOCK on both.</summary>
    internal static int TryAgain { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    internal static int Last => Marshal.GetLastPInvokeError();

    /// <summary>In the operating system's words.</summary>
    internal static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>What a tty says once the device behind it is unplugged or the pty's other end is closed.</summary>
    internal static bool IsHangUp(int errno) => errno is InputOutput or NoSuchAddress or NoDevice or BadFile;
}
