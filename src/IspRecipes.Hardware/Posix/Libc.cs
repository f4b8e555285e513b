using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DisableRuntimeMarshalling]

namespace IspRecipes.Hardware.Posix;

/// <summary>The C library calls a serial port needs. Each sets errno, read by <see cref="Errno.Last"/>.</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    internal const short PollIn = 0x01;
    internal const short PollOut = 0x04;

    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int LockRelease = 8;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, byte* into, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, byte* bytes, nuint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "tcflush", SetLastError = true)]
    internal static partial int Flush(SafeFileHandle tty, int queue);

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    internal static partial int Pipe(int* ends);

    [LibraryImport(Library, EntryPoint = "posix_openpt", SetLastError = true)]
    internal static partial SafeFileHandle OpenMaster(int flags);

    [LibraryImport(Library, EntryPoint = "grantpt", SetLastError = true)]
    internal static partial int GrantSlave(SafeFileHandle master);

    [LibraryImport(Library, EntryPoint = "unlockpt", SetLastError = true)]
    internal static partial int UnlockSlave(SafeFileHandle master);

    [LibraryImport(Library, EntryPoint = "ptsname_r", SetLastError = true)]
    internal static partial int SlaveName(SafeFileHandle master, byte* name, nuint size);

    [LibraryImport(Library, EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* ResolvePath(string path, byte* resolved);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(int folder, string path, int flags, uint mask, byte* into);

    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    internal static partial int GetAttributes(SafeFileHandle tty, void* termios);

    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    internal static partial int SetAttributes(SafeFileHandle tty, int when, void* termios);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlInRegisters(SafeFileHandle file, nuint request, void* argument);

    // Apple's arm64 calling convention passes variadic arguments on the stack: the first eight integer arguments fill
    // x0 to x7, so that the ninth lands where ioctl looks for its third.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlOnStack(
        SafeFileHandle file, nuint request, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, void* argument);

    internal static int Ioctl(SafeFileHandle file, nuint request, void* argument = null) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? IoctlOnStack(file, request, 0, 0, 0, 0, 0, 0, argument)
            : IoctlInRegisters(file, request, argument);

    /// <summary>The path with every symbolic link resolved; as given where it leads nowhere.</summary>
    internal static string RealPath(string path)
    {
        const int longest = 4096; // PATH_MAX of Linux, the larger one
        byte* resolved = stackalloc byte[longest];
        return ResolvePath(path, resolved) is null ? path : Marshal.PtrToStringUTF8((nint)resolved)!;
    }

    /// <summary>Waits for one of the entries; a signal in between does not end the wait.</summary>
    /// <returns>How many have something to tell; 0 when time is up.</returns>
    internal static int PollUntil(Deadline deadline, Span<PollEntry> entries)
    {
        fixed (PollEntry* first = entries)
        {
            while (true)
            {
                int ready = Poll(first, (nuint)entries.Length, deadline.Milliseconds);
                if (ready >= 0 || Errno.Last != Errno.Interrupted)
                {
                    return ready;
                }
            }
        }
    }
}

/// <summary>struct pollfd.</summary>
internal struct PollEntry(int file, short events)
{
    internal int File = file;
    internal short Events = events;
    internal short Happened;
}
