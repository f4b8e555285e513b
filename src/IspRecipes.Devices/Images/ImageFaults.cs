namespace IspRecipes.Devices.Images;

/// <summary>The faults of files and images (7xxx), and the order of their arguments.</summary>
internal static class ImageFaults
{
    /// <summary>{0} file.</summary>
    public static Fault Empty(string file) => new(FaultCode.FileEmpty, new FilePlace(file), file);

    /// <summary>A HEX file without data. {0} file.</summary>
    public static Fault NoData(string file) => new(FaultCode.ImageEmpty, new FilePlace(file), file);

    /// <summary>{0} file; {1} what it looks like instead: <c>an ELF file</c>.</summary>
    public static Fault NotHex(string file, string looksLike) =>
        new(FaultCode.HexNotAHexFile, new FilePlace(file, 1), file, looksLike);

    /// <summary>{0} the character, as <c>0x1A</c> where it is not printable; {1} what is expected in its place.</summary>
    public static Fault BadCharacter(FilePlace place, byte found, string expected) =>
        new(FaultCode.HexBadCharacter, place, found is > 0x20 and < 0x7F ? $"{(char)found}" : $"0x{found:X2}", expected);

    /// <summary>A text file of records that begins with a byte order mark; no arguments.</summary>
    public static Fault ByteOrderMark(string file) => new(FaultCode.ByteOrderMark, new FilePlace(file, 1, 1));

    /// <summary>{0} data bytes the record should have; {1} data bytes it has, a lone digit counting half.</summary>
    public static Fault BadLength(FilePlace place, int expected, decimal found) =>
        new(FaultCode.HexBadLength, place, expected, found);

    /// <summary>{0} the checksum in the file; {1} the one its record adds up to (bytes).</summary>
    public static Fault BadChecksum(FilePlace place, byte found, byte expected) =>
        new(FaultCode.HexBadChecksum, place, found, expected);

    /// <summary>{0} the record type (byte).</summary>
    public static Fault UnknownRecordType(FilePlace place, byte type) =>
        new(FaultCode.HexUnknownRecordType, place, type);

    /// <summary>No arguments; the place is the last line with text.</summary>
    public static Fault NoEndOfFile(FilePlace place) => new(FaultCode.HexNoEndOfFile, place);

    /// <summary>{0} line of the end-of-file record.</summary>
    public static Fault DataAfterEndOfFile(FilePlace place, int endLine) =>
        new(FaultCode.HexDataAfterEndOfFile, place, endLine);

    /// <summary>{0} first address given twice; {1} line that gave it first; {2} last address given twice.</summary>
    public static Fault OverlapInFile(FilePlace place, uint first, uint last, int earlierLine) =>
        new(FaultCode.HexOverlap, place, first, earlierLine, last);

    /// <summary>{0} address of a record or segment; {1} its length in bytes.</summary>
    public static Fault AddressWrap(FilePlace place, uint address, long length) =>
        new(FaultCode.HexAddressWrap, place, address, length);

    /// <summary>{0} file; {1} its first address outside; {2} name and {3} last address of the memory; {4} its part, if one is named.</summary>
    public static Fault BeyondMemory(FilePlace place, uint address, MemoryRegion region, string? part) => new(
        FaultCode.ImageBeyondMemory, place, [place.File, address, region.Name, region.End - 1, .. part is null ? [] : (object[])[part]]);

    /// <summary>
    /// {0} the earlier and {1} the later file, which the place is in; {2} first and {3} last address where they differ;
    /// {4} how many bytes differ in between; {5} line in the earlier file, 0 where it has no lines.
    /// </summary>
    public static Fault Overlap(FilePlace earlier, FilePlace later, uint first, uint last, long bytes) =>
        new(FaultCode.ImageOverlap, later, earlier.File, later.File, first, last, bytes, earlier.Line);

    /// <summary>{0} file; {1} the offset; {2} first and {3} last address without it.</summary>
    public static Fault OffsetOutOfRange(FilePlace place, long offset, uint first, uint last) =>
        new(FaultCode.ImageOffsetOutOfRange, place, place.File, offset, first, last);

    /// <summary>{0} file; {1} the memory asked for; {2} those it has something for (list).</summary>
    public static Fault NothingFor(string file, MemorySpace space, IEnumerable<MemorySpace> others) => new(
        FaultCode.ImageSpaceEmpty, new FilePlace(file), file, space.Words(), others.Select(MemorySpaces.Words).ToArray());

    /// <summary>{0} file; {1} what it looks like instead.</summary>
    public static Fault NotSRecord(string file, string looksLike) =>
        new(FaultCode.SRecordNotOne, new FilePlace(file, 1), file, looksLike);

    /// <summary>{0} the record type, a digit.</summary>
    public static Fault UnknownSRecordType(FilePlace place, int type) => new(FaultCode.SRecordUnknownType, place, type);

    /// <summary>{0} data records the file should have; {1} those it has.</summary>
    public static Fault BadCount(FilePlace place, long expected, long found) =>
        new(FaultCode.SRecordBadCount, place, expected, found);

    /// <summary>No arguments; the place is the last line with text.</summary>
    public static Fault NoSRecordEnd(FilePlace place) => new(FaultCode.SRecordNoEnd, place);

    /// <summary>{0} file; {1} what it looks like instead.</summary>
    public static Fault NotElf(string file, string looksLike) =>
        new(FaultCode.ElfNotOne, new FilePlace(file), file, looksLike);

    /// <summary>{0} file; {1} what kind of ELF file it is: <c>64-bit</c>, <c>RISC-V</c>.</summary>
    public static Fault ElfWrongKind(string file, string kind) =>
        new(FaultCode.ElfWrongKind, new FilePlace(file), file, kind);

    /// <summary>{0} file.</summary>
    public static Fault ElfNotLinked(string file) => new(FaultCode.ElfNotLinked, new FilePlace(file), file);

    /// <summary>{0} file; {1} what is cut off; {2} bytes the file needs for it; {3} bytes it has.</summary>
    public static Fault ElfTruncated(string file, string what, long needed, long length) =>
        new(FaultCode.ElfTruncated, new FilePlace(file), file, what, needed, length);

    /// <summary>{0} file; {1} first and {2} last address that two sections load.</summary>
    public static Fault ElfOverlap(string file, uint first, uint last) =>
        new(FaultCode.ElfOverlap, new FilePlace(file), file, first, last);

    /// <summary>{0} file; {1} first address; {2} bytes.</summary>
    public static Fault ElfDataInRam(string file, uint address, long bytes) =>
        new(FaultCode.ElfDataInRam, new FilePlace(file), file, address, bytes);
}
