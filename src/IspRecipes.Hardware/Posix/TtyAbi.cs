namespace IspRecipes.Hardware.Posix;

/// <summary>
/// The numbers of the kernel interface that differ between Linux (asm-generic, as on x64, arm64 and RISC-V) and macOS
/// (sys/fcntl.h, sys/ttycom.h).
/// </summary>
internal static class TtyAbi
{
    private static readonly bool Mac = OperatingSystem.IsMacOS();

    internal const int OpenReadWrite = 2; // O_RDWR

    internal static int OpenNoControllingTty { get; } = Mac ? 0x20000 : 0x100; // O_NOCTTY

    internal static int OpenNonBlocking { get; } = Mac ? 0x4 : 0x800; // O_NONBLOCK

    internal static int OpenCloseOnExec { get; } = Mac ? 0x1000000 : 0x80000; // O_CLOEXEC

    internal static nuint SetExclusive { get; } = Mac ? 0x2000740Du : 0x540Cu; // TIOCEXCL

    internal static nuint ClearExclusive { get; } = Mac ? 0x2000740Eu : 0x540Du; // TIOCNXCL

    /// <summary>TIOCGEXCL, which macOS lacks.</summary>
    internal const uint GetExclusive = 0x80045440;

    internal static nuint GetLines { get; } = Mac ? 0x4004746Au : 0x5415u; // TIOCMGET

    internal static nuint RaiseLines { get; } = Mac ? 0x8004746Cu : 0x5416u; // TIOCMBIS

    internal static nuint LowerLines { get; } = Mac ? 0x8004746Bu : 0x5417u; // TIOCMBIC

    internal const int LineDtr = 2; // TIOCM_DTR
    internal const int LineRts = 4; // TIOCM_RTS

    internal static int FlushInput { get; } = Mac ? 1 : 0; // TCIFLUSH

    internal static int FlushOutput { get; } = Mac ? 2 : 1; // TCOFLUSH

    internal static nuint CloseOnExec { get; } = Mac ? 0x20006601u : 0x5451u; // FIOCLEX
}
