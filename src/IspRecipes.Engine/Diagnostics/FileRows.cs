using static IspRecipes.Devices.FaultCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>7xxx: files and images.</summary>
internal static class FileRows
{
    private const string MakeAgain = "the file is damaged or was cut off: build or download it again";

    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(FileNotFound, Error, ExitCode.File, "path",
            "there is no file {path}",
            "build it, or correct the path; paths in a recipe start from the recipe's folder"),
        new(FileIsDirectory, Error, ExitCode.File, "path",
            "{path} is a folder, not a file"),
        new(FileUnreadable, Error, ExitCode.File, "path reason",
            "{path} cannot be read: {reason}"),
        new(FileEmpty, Error, ExitCode.File, "path",
            "{path} is empty",
            "did the build that writes it fail? a pipe or a device counts as empty: save what it gives to a file first"),
        new(HexNotAHexFile, Error, ExitCode.File, "path looksLike",
            "{path} is not an Intel HEX file[; it looks like {looksLike}]",
            "for a raw binary write 'format: bin' and its 'address'"),
        new(HexBadCharacter, Error, ExitCode.File, "found expected",
            "'{found}' stands where {expected} is expected",
            MakeAgain),
        new(HexBadLength, Error, ExitCode.File, "expected found",
            "the record's length is wrong: it announces {expected} bytes and has {found}",
            MakeAgain),
        new(HexBadChecksum, Error, ExitCode.File, "found expected",
            "the record's checksum is 0x{found:X2}, but its bytes add up to 0x{expected:X2}",
            MakeAgain),
        new(HexUnknownRecordType, Error, ExitCode.File, "type",
            "record type {type:X2} is unknown; Intel HEX has 00 to 05"),
        new(HexNoEndOfFile, Error, ExitCode.File, "",
            "the end-of-file record (:00000001FF) is missing",
            "the file was cut off, or its last line was removed to merge it by hand: 'merge:' does that safely"),
        new(HexDataAfterEndOfFile, Error, ExitCode.File, "line",
            "data follows the end-of-file record of line {line}, so most programs would drop it without a word",
            "were two files pasted together, and the first one's last line kept? merge them with 'merge:' in the recipe"),
        new(HexOverlap, Error, ExitCode.File, "first line last",
            "0x{first:X4} to 0x{last:X4} was already given on line {line}",
            "two files pasted into one? merge them with 'merge:' in the recipe"),
        new(HexAddressWrap, Error, ExitCode.File, "address length",
            "the record of {length} bytes at 0x{address:X4} runs past the end of its address range"),
        new(ImageBeyondMemory, Error, ExitCode.File, "file address memory last mcu",
            "{file} has data at 0x{address:X4}, but the {memory}[ of {mcu}] ends at 0x{last:X4}",
            "is it built for another chip?"),
        new(ImageOverlap, Error, ExitCode.File, "earlier later first last bytes line bootFirst bootLast file clip",
            "{earlier}[ (line {line})] and {later} both hold 0x{first:X4} to 0x{last:X4}[; bytes that differ: {bytes}]",
            "[if {file} is wanted for its bootloader, take that alone, 0x{bootFirst:X4} to 0x{bootLast:X4}: "
            + "'clip: {clip}', and nothing overlaps\nor ]shrink one of them, clip it, or say which wins with 'on-overlap: first' or 'last'"),
        new(ImageEmpty, Error, ExitCode.File, "name",
            "{name} has no data"),
        new(ImageOffsetOutOfRange, Error, ExitCode.File, "name offset first last",
            "the offset {offset} moves {name} (0x{first:X4} to 0x{last:X4}) out of the address space"),
        new(HashMismatch, Error, ExitCode.File, "name path expected found",
            "{path} is not the file the recipe was written for: its SHA-256 is {found}, expected {expected}",
            "look where it came from before you flash it; if it is right, correct 'sha256:' or give it with --set files.{name}={path}"),
        new(FileMissingDownloadable, Error, ExitCode.File, "name path url",
            "there is no file {path}, and this version does not download",
            "get it from {url}\nand save it as {path}, or run with --set files.{name}=PATH"),
        new(FileTooLarge, Error, ExitCode.File, "path bytes limit",
            "{path} has {bytes} bytes; at most {limit} are read",
            "is this the firmware image, or the ELF file or archive around it?"),
        new(FileSizeMismatch, Error, ExitCode.File, "path expected found",
            "{path} has {found} bytes; the recipe expects {expected}",
            "look where the file came from before you flash it"),
        new(FileUnwritable, Error, ExitCode.File, "path reason",
            "{path} cannot be written: {reason}"),
        new(ImageTooWide, Error, ExitCode.File, "what first last limit",
            "{what} runs from 0x{first:X4} to 0x{last:X4}; gaps are filled over at most {limit} bytes",
            "leave out what lies far off with a clip, or save as HEX without a fill, which keeps gaps"),
    ];
}
