namespace IspRecipes.Devices;

/// <summary>
/// Every fault the bytes river reports. The number is the one a user sees (<c>ISP4001</c>); sentence, hint and exit
/// code stand in the engine's catalogue, and docs/diagnostics.md explains each.
/// </summary>
public enum FaultCode
{
    // 4xxx: the link between computer and programmer.
    PortNotFound = 4001,
    PortAmbiguous = 4002,
    PortNoneFound = 4003,
    PortBusy = 4004,
    PortNoPermission = 4005,
    PortNotSerial = 4006,
    PortUnreadable = 4007,
    PortSyntax = 4008,
    LinkSilent = 4009,
    LinkHungUp = 4010,
    BaudUnsupported = 4011,
    HostUnreachable = 4012,
    LinkBlocked = 4013,

    // 5xxx: what the programmer answered.
    NotInSync = 5001,
    ProgrammerRefused = 5003,
    ProgrammerFell = 5004,
    BootloaderInsteadOfProgrammer = 5005,
    NoProgrammerOnPort = 5006,
    BootloaderAnsweredFirst = 5007,
    MemoryNotReached = 5008,
    ProgrammerInsteadOfBootloader = 5009,

    // 6xxx: the chip.
    SignatureUnstable = 6001,
    SignatureWrong = 6002,
    SignatureBlank = 6003,
    FuseReadUnstable = 6004,
    ReadProtected = 6005,
    VerifyMismatch = 6006,
    FuseMismatch = 6007,
    LockMismatch = 6008,
    ProgrammingModeRefused = 6009,
    BackupFailed = 6010,
    ChipBusy = 6011,
    LockForbids = 6012,
    BootloaderWouldBeLost = 6013,
    SignatureUnknown = 6014,
    MemoryReadUnstable = 6015,
    SilentSinceFuses = 6016,
    LockForbidsFusesFirst = 6017,
    ResetGivenAway = 6018,

    // 7xxx: files and images.
    FileNotFound = 7001,
    FileIsDirectory = 7002,
    FileUnreadable = 7003,
    FileEmpty = 7004,
    HexNotAHexFile = 7005,
    HexBadCharacter = 7006,
    HexBadLength = 7007,
    HexBadChecksum = 7008,
    HexUnknownRecordType = 7009,
    HexNoEndOfFile = 7010,
    HexDataAfterEndOfFile = 7011,
    HexOverlap = 7012,
    HexAddressWrap = 7013,
    ImageBeyondMemory = 7014,
    ImageOverlap = 7015,
    ImageEmpty = 7016,
    ImageOffsetOutOfRange = 7017,
    HashMismatch = 7018,
    FileMissingDownloadable = 7019,
    FileTooLarge = 7020,
    FileSizeMismatch = 7021,
    FileUnwritable = 7022,
}
