using static System.Buffers.Binary.BinaryPrimitives;

namespace IspRecipes.Devices.Images;

/// <summary>
/// Reads what an ELF file loads into a chip ("Tool Interface Standard: ELF Specification", 1.2). Offsets in bytes:
/// <code>
/// file header      4 class  5 byte order  16 type (2)  18 machine (2)  24 entry (4)  28 program headers at (4)
///                  32 section headers at (4)  42 size (2), 44 number (2) of the former  46 size (2), 48 number (2) of the latter
/// program header   0 type (4)  4 offset in the file (4)  8 virtual, 12 physical address (4)  16 bytes in the file (4)
/// section header   4 type (4)  8 flags (4)  12 virtual address (4)  16 offset in the file (4)  20 bytes (4)
/// </code>
/// A byte goes to its physical address, where .data waits to be copied to RAM. A segment can also span padding and the
/// file's own headers, so only bytes that a section has are taken, as objcopy and avrdude do; all of them where there are
/// no section headers.
/// </summary>
internal sealed class ElfReader(string name, ReadOnlyMemory<byte> content)
{
    private const int HeaderSize = 52;
    private const int ProgramHeaderSize = 32;
    private const int SectionHeaderSize = 40;
    private const int Executable = 2;
    private const int Load = 1;

    /// <summary>SHT_NULL, and SHT_NOBITS for what is zero at start and not in the file.</summary>
    private static readonly uint[] Bodiless = [0, 8];

    /// <summary>SHF_ALLOC: the section is in memory when the program runs.</summary>
    private const uint Allocated = 2;

    private readonly List<Fault> _faults = [];

    /// <summary>Bytes of the file, and where they are loaded.</summary>
    private sealed record Extent(uint Offset, uint Size, uint Address)
    {
        public long FileEnd => Offset + (long)Size;

        public long End => Address + (long)Size;

        /// <summary>What of it lies in a section.</summary>
        public Extent Within(Extent section)
        {
            uint start = Math.Max(Offset, section.Offset);
            long end = Math.Min(FileEnd, section.FileEnd);
            return new Extent(start, (uint)(end - start), Address + (start - Offset));
        }
    }

    public ImageInspection Read()
    {
        ReadOnlySpan<byte> header = content.Span;
        ushort machine = header.Length < 20 ? (ushort)0 : ReadUInt16LittleEndian(header[18..]);
        IReadOnlyList<Extent> extents = IsReadable(header, machine) ? Extents() : [];
        MemoryImage image = _faults.Count == 0 ? BuildImage(extents) : MemoryImage.Empty;
        Dictionary<MemorySpace, MemoryImage> images =
            machine == ElfMachine.Avr ? MemorySpaces.Split(image) : MemorySpaces.Only(image);
        if (images.TryGetValue(MemorySpace.Data, out MemoryImage? data))
        {
            _faults.Add(ImageFaults.ElfDataInRam(name, data.Start + MemorySpace.Data.Origin(), data.ByteCount));
        }

        return new ImageInspection
        {
            Name = name,
            Format = ImageFormat.Elf,
            Faults = [.. _faults.Take(RecordReader.MostFaults)],
            Images = _faults.Count == 0 ? images : [],
            StartAddress = _faults.Count == 0 ? Word(24) : null,
            Machine = ElfMachine.Name(machine),
        };
    }

    /// <summary>Whether it is a linked program of 32 bits for a machine we know; else why not, as a fault.</summary>
    private bool IsReadable(ReadOnlySpan<byte> header, ushort machine)
    {
        const byte bits32 = 1;
        const byte littleEndian = 1;
        if (!header.StartsWith(ElfMachine.Magic))
        {
            string otherwise = ImageFile.Describe(header) ?? (header.Contains((byte)0) ? "binary data" : "text");
            _faults.Add(header.IsEmpty ? ImageFaults.Empty(name) : ImageFaults.NotElf(name, otherwise));
        }
        else if (header.Length < HeaderSize)
        {
            _faults.Add(ImageFaults.ElfTruncated(name, "file header", HeaderSize, header.Length));
        }
        else if (header[4] != bits32 || header[5] != littleEndian)
        {
            _faults.Add(ImageFaults.ElfWrongKind(name, header[4] != bits32 ? "64-bit" : "big-endian"));
        }
        else if (machine is not (ElfMachine.Avr or ElfMachine.Arm))
        {
            _faults.Add(ImageFaults.ElfWrongKind(name, ElfMachine.Name(machine)));
        }
        else if (Half(16) != Executable || Half(44) == 0)
        {
            _faults.Add(ImageFaults.ElfNotLinked(name));
        }

        return _faults.Count == 0;
    }

    /// <summary>The parts of loaded segments that sections fill; in order of their addresses.</summary>
    private Extent[] Extents()
    {
        Extent[] segments = [.. Headers("program headers", 28, 42, ProgramHeaderSize)
            .Where(at => Word(at) == Load)
            .Select(at => new Extent(Word(at + 4), Word(at + 16), Word(at + 12)))
            .Where(segment => segment.Size > 0)
            .OrderBy(segment => segment.Offset)];
        Extent[] sections = [.. Headers("section headers", 32, 46, SectionHeaderSize)
            .Where(at => !Bodiless.Contains(Word(at + 4)) && (Word(at + 8) & Allocated) != 0)
            .Select(at => new Extent(Word(at + 16), Word(at + 20), Word(at + 12)))
            .Where(section => section.Size > 0)
            .OrderBy(section => section.Offset)];
        if (_faults.Count > 0 || segments.Length == 0)
        {
            return [];
        }

        // Without these two a small file could ask for any number of bytes.
        long needed = Math.Max(segments.Max(segment => segment.FileEnd), segments.Sum(segment => (long)segment.Size));
        _faults.AddRange(needed > content.Length ? [ImageFaults.ElfTruncated(name, "program", needed, content.Length)] : []);
        _faults.AddRange(Overlaps(sections, section => section.Offset, section => section.FileEnd));
        _faults.AddRange(segments.Where(segment => segment.End > MemoryImage.AddressSpace)
            .Select(segment => ImageFaults.AddressWrap(new FilePlace(name), segment.Address, segment.Size)));
        return _faults.Count > 0 ? []
            : [.. (Half(48) == 0 ? segments : Filled(segments, sections)).OrderBy(extent => extent.Address)];
    }

    /// <param name="segments">In the order of the file.</param>
    /// <param name="sections">In the order of the file, none over another.</param>
    private static IEnumerable<Extent> Filled(Extent[] segments, Extent[] sections)
    {
        int first = 0;
        foreach (Extent segment in segments)
        {
            while (first < sections.Length && sections[first].FileEnd <= segment.Offset)
            {
                first++;
            }

            for (int next = first; next < sections.Length && sections[next].Offset < segment.FileEnd; next++)
            {
                yield return segment.Within(sections[next]);
            }
        }
    }

    /// <summary>Faults for those that begin before the one in front of them ends.</summary>
    private IEnumerable<Fault> Overlaps(IEnumerable<Extent> ordered, Func<Extent, long> start, Func<Extent, long> end) =>
        from pair in ordered.Zip(ordered.Skip(1))
        where end(pair.First) > start(pair.Second)
        let last = Math.Min(pair.First.End, pair.Second.End) - 1
        select ImageFaults.ElfOverlap(name, pair.Second.Address, (uint)last);

    /// <summary>Where in the file each entry of a table starts; none where the table is cut off.</summary>
    /// <param name="what">The table, for the fault.</param>
    /// <param name="offsetAt">Where the file header has its offset.</param>
    /// <param name="sizeAt">Where it has the size of an entry and, behind that, their number.</param>
    /// <param name="least">The least size an entry has.</param>
    private IEnumerable<int> Headers(string what, int offsetAt, int sizeAt, int least)
    {
        int size = Half(sizeAt);
        int count = Half(sizeAt + 2);
        long end = Word(offsetAt) + (long)size * count;
        if (count == 0 || _faults.Count > 0)
        {
            return [];
        }

        if (end <= content.Length && size >= least)
        {
            return Enumerable.Range(0, count).Select(index => (int)Word(offsetAt) + index * size);
        }

        _faults.Add(ImageFaults.ElfTruncated(name, what, end, content.Length));
        return [];
    }

    private MemoryImage BuildImage(IReadOnlyList<Extent> extents)
    {
        _faults.AddRange(Overlaps(extents, extent => extent.Address, extent => extent.End));
        if (_faults.Count == 0 && extents.Count == 0)
        {
            _faults.Add(ImageFaults.NoData(name));
        }

        ImageSource source = new(name);
        return _faults.Count > 0 ? MemoryImage.Empty : new MemoryImage(extents.Select(
            extent => new ImageSegment(extent.Address, content.Slice((int)extent.Offset, (int)extent.Size), source)));
    }

    private ushort Half(int at) => ReadUInt16LittleEndian(content.Span[at..]);

    private uint Word(int at) => ReadUInt32LittleEndian(content.Span[at..]);
}
