using IspRecipes.Devices.Images;
using static IspRecipes.Testing.Elf;

namespace IspRecipes.Devices.Tests.Images;

public class ElfReaderTests
{
    private static readonly byte[] Small = File(Avr, new Segment(0, 1, 2, 3, 4));

    [Fact]
    public void The_memories_of_an_AVR_file_are_told_apart()
    {
        ImageInspection file = Inspect(File(
            Avr,
            new Segment(0x0000, 1, 2),
            new Segment(0x0002, 0x800100, [3]),
            new Segment(0x810010, 4),
            new Segment(0x820000, 0x62, 0xD9, 0xFF),
            new Segment(0x830000, 0xFC),
            new Segment(0x840000, 0x0F, 0x95, 0x1E),
            new Segment(0x910000, 5)));

        Assert.Empty(file.Faults);
        Assert.Equal((ImageFormat.Elf, "AVR", 0u), (file.Format, file.Machine, file.StartAddress));
        Assert.Equal(
            [
                (MemorySpace.Flash, 0u, "01-02-03"), (MemorySpace.Eeprom, 0x10u, "04"), (MemorySpace.Fuses, 0u, "62-D9-FF"),
                (MemorySpace.Lock, 0u, "FC"), (MemorySpace.Signature, 0u, "0F-95-1E"), (MemorySpace.Other, 0x910000u, "05"),
            ],
            file.Images.Select(pair => (pair.Key, pair.Value.Start, BitConverter.ToString([.. pair.Value.ToBytes().Values]))));
    }

    [Fact]
    public void Initial_values_of_variables_lie_where_they_are_loaded_not_where_they_are_used()
    {
        MemoryImage image = Inspect(File(Arm, new Segment(0x08000000, 1, 2), new Segment(0x08000002, 0x20000000, [3]))).Take().Image!;

        Assert.Equal((0x08000000u, 3L), (image.Start, image.ByteCount));
    }

    [Fact]
    public void An_ARM_file_is_all_flash()
    {
        ImageInspection file = Inspect(File(Arm, new Segment(0x810000, 1)));

        Assert.Equal("ARM", file.Machine);
        Assert.Equal([MemorySpace.Flash], file.Images.Keys);
        Assert.Equal(0x810000u, file.Take().Image!.Start);
    }

    [Fact]
    public void Of_a_segment_only_what_sections_fill_is_taken()
    {
        byte[] file = WithSections(
            File(Arm, new Segment(0x08000000, 1, 2, 3, 4, 5, 6)),
            (0, 0, 0, 0),
            (1, 6, 84, 2), // code
            (14, 3, 88, 1), // .init_array
            (1, 0, 89, 1), // not in memory: debug information
            (8, 3, 89, 1)); // .bss

        Assert.Equal(
            new Dictionary<long, byte> { [0x08000000] = 1, [0x08000001] = 2, [0x08000004] = 5 },
            Inspect(file).Take().Image!.ToBytes());
    }

    [Fact]
    public void Each_byte_knows_its_file()
    {
        Assert.Equal(new FilePlace("app.elf"), Inspect(Small).Take().Image!.PlaceOf(2));
    }

    [Fact]
    public void A_memory_without_bytes_is_refused_and_the_others_are_named()
    {
        Fault fault = Assert.Single(Inspect(Small).Take(MemorySpace.Eeprom).Faults);

        Assert.Equal((FaultCode.ImageSpaceEmpty, new FilePlace("app.elf")), (fault.Code, fault.Place));
        Assert.Equal("EEPROM", fault.Arguments[1]);
        Assert.Equal(["flash"], (string[])fault.Arguments[2]);
    }

    [Theory]
    [InlineData(4, 2, FaultCode.ElfWrongKind, "64-bit")]
    [InlineData(5, 2, FaultCode.ElfWrongKind, "big-endian")]
    [InlineData(18, 243, FaultCode.ElfWrongKind, "RISC-V")]
    [InlineData(18, 200, FaultCode.ElfWrongKind, "machine 200")]
    [InlineData(16, 1, FaultCode.ElfNotLinked, null)]
    [InlineData(16, 3, FaultCode.ElfNotLinked, null)]
    [InlineData(44, 0, FaultCode.ElfNotLinked, null)]
    public void A_file_that_is_no_program_for_a_chip_is_refused(int at, byte value, FaultCode code, string? kind)
    {
        Fault fault = FaultOf(With(Small, at, value));

        Assert.Equal((code, new FilePlace("app.elf")), (fault.Code, fault.Place));
        Assert.Equal(kind is null ? ["app.elf"] : ["app.elf", kind], fault.Arguments);
    }

    [Theory]
    [InlineData("\0\0", "binary data")]
    [InlineData("text", "text")]
    [InlineData(":00000001FF", "an Intel HEX file")]
    public void A_file_of_another_kind_is_refused_by_name(string content, string looksLike)
    {
        Fault fault = Assert.Single(ImageFile.Inspect(System.Text.Encoding.ASCII.GetBytes(content), "app.elf", ImageFormat.Elf).Faults);

        Assert.Equal(FaultCode.ElfNotOne, fault.Code);
        Assert.Equal(["app.elf", looksLike], fault.Arguments);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = WithSections(Small, (1, 6, 84, 4));
        for (int length = 4; length < whole.Length; length++)
        {
            Fault fault = FaultOf(whole[..length]);
            Assert.True(length < 20 || fault.Code == FaultCode.ElfTruncated, $"{fault.Code} at {length}");
        }
    }

    [Fact]
    public void What_is_cut_off_is_said_with_the_bytes_it_needs()
    {
        Assert.Equal(["app.elf", "program", 88L, 87L], FaultOf(Small[..^1]).Arguments);
        Assert.Equal(["app.elf", "program headers", 84L, 83L], FaultOf(Small[..83]).Arguments);
        Assert.Equal(["app.elf", "file header", 52L, 51L], FaultOf(Small[..51]).Arguments);
    }

    [Fact]
    public void Of_a_section_that_runs_past_its_segment_what_is_loaded_is_taken()
    {
        byte[] file = WithSections(File(Arm, new Segment(0x08000000, 1, 2, 3, 4)), (1, 6, 84, 2), (1, 3, 86, 9));

        Assert.Equal([1, 2, 3, 4], Inspect(file).Take().Image!.ToBytes().Values.Select(value => (int)value));
    }

    [Fact]
    public void Segments_with_more_bytes_than_the_file_are_refused_before_they_take_memory()
    {
        byte[] file = File(Arm, [.. Enumerable.Range(0, 200).Select(index => new Segment(0x08000000 + 0x1000 * (uint)index, 1))]);
        for (int index = 0; index < 200; index++)
        {
            SetWord(file, 52 + 32 * index + 4, 0); // each loads the first 4 KiB of the file
            SetWord(file, 52 + 32 * index + 16, 0x1000);
        }

        Assert.Equal(["app.elf", "program", 200 * 0x1000L, (long)file.Length], FaultOf(file).Arguments);
    }

    [Fact]
    public void Sections_with_the_same_bytes_are_refused_before_they_take_memory()
    {
        const int many = 1000;
        byte[] file = File(Arm, [.. Enumerable.Range(0, many).Select(index => new Segment(0x08000000 + (uint)index, 1))]);
        uint data = 52 + 32 * many;
        for (int index = 0; index < many; index++)
        {
            SetWord(file, 52 + 32 * index + 4, data);
        }

        file = WithSections(file, [.. Enumerable.Repeat((1u, 6u, data, 1u), many)]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageInspection inspection = Inspect(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.All(inspection.Faults, fault => Assert.Equal(FaultCode.ElfOverlap, fault.Code));
        Assert.InRange(inspection.Faults.Count, 1, 20);
        Assert.InRange(allocated, 0, 4_000_000);
    }

    [Fact]
    public void Two_segments_at_one_address_are_refused()
    {
        Fault fault = FaultOf(File(Avr, new Segment(0, 1, 2, 3), new Segment(2, 0x800100, [4, 5])));

        Assert.Equal(FaultCode.ElfOverlap, fault.Code);
        Assert.Equal(["app.elf", 2u, 2u], fault.Arguments);
    }

    [Fact]
    public void A_segment_past_the_address_space_is_refused()
    {
        Fault fault = FaultOf(File(Arm, new Segment(0xFFFFFFFE, 1, 2, 3)));

        Assert.Equal(FaultCode.HexAddressWrap, fault.Code);
        Assert.Equal([0xFFFFFFFEu, 3L], fault.Arguments);
    }

    [Fact]
    public void Initial_values_without_a_place_in_the_flash_are_refused()
    {
        Fault fault = FaultOf(File(Avr, new Segment(0, 1, 2), new Segment(0x800100, 3, 4, 5)));

        Assert.Equal(FaultCode.ElfDataInRam, fault.Code);
        Assert.Equal(["app.elf", 0x800100u, 3L], fault.Arguments);
    }

    [Fact]
    public void A_program_without_bytes_is_refused()
    {
        Assert.Equal(FaultCode.ImageEmpty, FaultOf(File(Avr, new Segment(0))).Code);
    }

    [Fact]
    public void No_changed_byte_crashes_the_reader()
    {
        byte[] whole = WithSections(File(Avr, new Segment(0, 1, 2), new Segment(0x810000, 3)), (1, 6, 116, 2), (1, 3, 118, 1));
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                ImageInspection file = ImageFile.Inspect(With(whole, at, value), "app.elf", ImageFormat.Elf);
                Assert.Equal(file.Faults.Count == 0, file.Images.Count > 0);
            }
        }
    }

    private static ImageInspection Inspect(byte[] file) => ImageFile.Inspect(file, "app.elf");

    private static Fault FaultOf(byte[] file)
    {
        ImageInspection inspection = Inspect(file);
        Assert.Empty(inspection.Images);
        return Assert.Single(inspection.Faults);
    }
}
