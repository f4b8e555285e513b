namespace IspRecipes.Hardware.Posix;

/// <summary>What a path is and which group may use it, where the system tells (Linux's statx).</summary>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Group">Number of the owning group.</param>
internal readonly record struct FileStatus(int Mode, uint Group)
{
    // struct statx, the same on every architecture: stx_gid at byte 24, stx_mode at byte 28.
    private const int StatxSize = 256;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint WantTypeModeGroup = 0x1 | 0x2 | 0x10; // STATX_TYPE | STATX_MODE | STATX_GID

    private const int TypeMask = 0xF000; // S_IFMT
    private const int CharacterDevice = 0x2000; // S_IFCHR
    private const int GroupReadWrite = 0x30; // S_IRGRP | S_IWGRP

    internal bool IsDevice => (Mode & TypeMask) == CharacterDevice;

    /// <summary>For people; empty for a device.</summary>
    internal string Kind => (Mode & TypeMask) switch
    {
        0x1000 => "a named pipe",
        0x4000 => "a directory",
        0x8000 => "a file",
        0xC000 => "a socket",
        _ => "",
    };

    internal static unsafe FileStatus? Of(string path)
    {
        byte* status = stackalloc byte[StatxSize];
        return OperatingSystem.IsLinux() && Libc.Statx(CurrentFolder, path, 0, WantTypeModeGroup, status) >= 0
            ? new FileStatus(*(ushort*)(status + ModeOffset), *(uint*)(status + GroupOffset))
            : null;
    }

    /// <summary>
    /// The group to join for this file: <c>dialout</c> on Debian, <c>uucp</c> on Arch. Null where joining would not
    /// help.
    /// </summary>
    /// <param name="groups">The group file.</param>
    internal string? GroupThatMayOpen(string groups = "/etc/group") =>
        Group == 0 || (Mode & GroupReadWrite) != GroupReadWrite ? null : NameOf(Group, groups);

    /// <summary>From the group file, whose lines read <c>name:password:number:members</c>.</summary>
    private static string NameOf(uint group, string groups)
    {
        string number = group.ToString();
        return File.ReadLines(groups)
            .Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length > 2 && fields[2] == number)?[0] ?? number;
    }
}
