using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Windows;

/// <summary>The Win32 calls a serial port needs (winbase.h); 0 is failure, and the last error is then set.</summary>
internal static unsafe partial class Kernel32
{
    private const string Library = "kernel32";

    internal const uint ReadWrite = 0xC0000000; // GENERIC_READ | GENERIC_WRITE
    internal const uint OpenExisting = 3;

    internal const int FileNotFound = 2; // ERROR_FILE_NOT_FOUND
    internal const int PathNotFound = 3; // ERROR_PATH_NOT_FOUND
    internal const int AccessDenied = 5; // ERROR_ACCESS_DENIED
    internal const int SharingViolation = 32; // ERROR_SHARING_VIOLATION
    internal const int InvalidName = 123; // ERROR_INVALID_NAME

    internal const uint SetRts = 3;
    internal const uint ClearRts = 4;
    internal const uint SetDtr = 5;
    internal const uint ClearDtr = 6;
    internal const uint PurgeInput = 0xA; // PURGE_RXABORT | PURGE_RXCLEAR

    [LibraryImport(
        Library, EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    internal static partial SafeFileHandle CreateFile(
        string name, uint access, uint share, void* security, uint disposition, uint flags, nint template);

    [LibraryImport(Library, EntryPoint = "GetCommState", SetLastError = true)]
    internal static partial int GetState(SafeFileHandle port, ControlBlock* state);

    [LibraryImport(Library, EntryPoint = "SetCommState", SetLastError = true)]
    internal static partial int SetState(SafeFileHandle port, ControlBlock* state);

    [LibraryImport(Library, EntryPoint = "SetCommTimeouts", SetLastError = true)]
    internal static partial int SetTimeouts(SafeFileHandle port, CommTimeouts* timeouts);

    [LibraryImport(Library, EntryPoint = "ReadFile", SetLastError = true)]
    internal static partial int Read(SafeFileHandle port, byte* into, uint count, uint* read, void* overlapped);

    [LibraryImport(Library, EntryPoint = "WriteFile", SetLastError = true)]
    internal static partial int Write(SafeFileHandle port, byte* bytes, uint count, uint* written, void* overlapped);

    [LibraryImport(Library, EntryPoint = "EscapeCommFunction", SetLastError = true)]
    internal static partial int Escape(SafeFileHandle port, uint function);

    [LibraryImport(Library, EntryPoint = "PurgeComm", SetLastError = true)]
    internal static partial int Purge(SafeFileHandle port, uint what);

    [LibraryImport(Library, EntryPoint = "ClearCommError", SetLastError = true)]
    internal static partial int ClearError(SafeFileHandle port, uint* errors, void* status);
}

/// <summary>DCB.</summary>
internal struct ControlBlock
{
    internal uint Length;
    internal uint BaudRate;
    internal uint Flags;
    internal ushort Reserved;
    internal ushort XonLimit;
    internal ushort XoffLimit;
    internal byte ByteSize;
    internal byte Parity;
    internal byte StopBits;
    internal byte XonCharacter;
    internal byte XoffCharacter;
    internal byte ErrorCharacter;
    internal byte EndCharacter;
    internal byte EventCharacter;
    internal ushort Reserved1;
}

/// <summary>COMMTIMEOUTS, in milliseconds.</summary>
internal struct CommTimeouts
{
    internal uint ReadInterval;
    internal uint ReadTotalMultiplier;
    internal uint ReadTotalConstant;
    internal uint WriteTotalMultiplier;
    internal uint WriteTotalConstant;
}
