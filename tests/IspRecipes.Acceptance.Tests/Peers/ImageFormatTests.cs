using IspRecipes.Devices.Images;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>What we write, others read to the same bytes, and what they write, we do: srec_cat, objcopy and avr-gcc.</summary>
public sealed class ImageFormatTests : IDisposable
{
    private const string SrecCat = "srec_cat";
    private const string Objcopy = "avr-objcopy";
    private const string Gcc = "avr-gcc";

    /// <summary>Data for every memory of a chip, and padding within the flash.</summary>
    private const string Source = """
        #include <avr/io.h>
        #include <avr/eeprom.h>
        #include <avr/pgmspace.h>
        FUSES = { .low = 0x5E, .high = 0xD9, .extended = 0xF3 };
        LOCKBITS = 0xEF;
        uint8_t settings[5] EEMEM = { 1, 2, 3, 4, 5 };
        const uint16_t table[3] PROGMEM __attribute__((aligned(64))) = { 0x1234, 0x5678, 0x9ABC };
        volatile uint32_t counter = 0xDEADBEEF;
        volatile uint8_t zero[9];
        int main(void)
        {
            counter += pgm_read_word(&table[zero[0]]) + eeprom_read_byte(&settings[1]);
            return counter;
        }
        """;

    private readonly Scratch _scratch = new();

    /// <summary>Runs with gaps, odd addresses, across 64 KiB, and in the address ranges of both chips.</summary>
    public static TheoryData<uint[]> Starts => [[0, 0x33], [0x7000], [0xFFF5, 0x1E000], [0x08000000, 0x08010001], [0xFFFFFF00]];

    [PeerTheory(SrecCat)]
    [MemberData(nameof(Starts))]
    public void Srec_cat_and_we_read_each_other_s_files(uint[] starts)
    {
        MemoryImage image = Image(starts);
        string hex = Save("ours.hex", IntelHex.Encode(image));
        string srec = Save("ours.srec", SRecord.Encode(image));
        foreach ((string from, string format) in (IEnumerable<(string, string)>)[(hex, "-Intel"), (srec, "-Motorola")])
        {
            PeerProgram.Run(SrecCat, from, format, "-o", _scratch.Path("theirs.hex"), "-Intel");
            PeerProgram.Run(SrecCat, from, format, "-o", _scratch.Path("theirs.srec"), "-Motorola");
            AssertSame(image, Read("theirs.hex").Take().Image!);
            AssertSame(image, Read("theirs.srec").Take().Image!);
        }
    }

    [PeerTheory(Objcopy)]
    [MemberData(nameof(Starts))]
    public void Objcopy_and_we_read_each_other_s_files(uint[] starts)
    {
        MemoryImage image = Image(starts);
        string hex = Save("ours.hex", IntelHex.Encode(image));
        string srec = Save("ours.srec", SRecord.Encode(image));
        foreach ((string from, string format) in (IEnumerable<(string, string)>)[(hex, "ihex"), (srec, "srec")])
        {
            PeerProgram.Run(Objcopy, "-I", format, "-O", "srec", from, _scratch.Path("theirs.srec"));
            PeerProgram.Run(Objcopy, "-I", format, "-O", "ihex", from, _scratch.Path("theirs.hex"));
            AssertSame(image, Read("theirs.srec").Take().Image!);
            AssertSame(image, Read("theirs.hex").Take().Image!);
        }
    }

    [PeerFact(Gcc, Objcopy)]
    public void Of_a_program_by_avr_gcc_we_read_each_memory_as_objcopy_does()
    {
        string elf = Build();
        ImageInspection file = Read("app.elf");

        Assert.Empty(file.Faults);
        Assert.Equal("AVR", file.Machine);
        string[] others = [.. ((string[])[".eeprom", ".fuse", ".lock", ".signature"]).SelectMany(section => (string[])["-R", section])];
        PeerProgram.Run(Objcopy, ["-O", "ihex", .. others, elf, _scratch.Path("flash.hex")]);
        AssertSame(Read("flash.hex").Take().Image!, file.Take().Image!);
        PeerProgram.Run(Objcopy, "-O", "ihex", "-j", ".eeprom", "--change-section-lma", ".eeprom=0", elf, _scratch.Path("app.eep"));
        PeerProgram.Run(Objcopy, "-O", "srec", "-j", ".eeprom", elf, _scratch.Path("unmoved.eep"));
        AssertSame(Read("app.eep").Take().Image!, file.Take(MemorySpace.Eeprom).Image!);
        AssertSame(Read("unmoved.eep").Take(MemorySpace.Eeprom).Image!, file.Take(MemorySpace.Eeprom).Image!);
        Assert.Equal([1, 2, 3, 4, 5], Bytes(file, MemorySpace.Eeprom));
        Assert.Equal([0x5E, 0xD9, 0xF3], Bytes(file, MemorySpace.Fuses));
        Assert.Equal([0xEF], Bytes(file, MemorySpace.Lock));
        Assert.Equal([0xEF, 0xBE, 0xAD, 0xDE], file.Take().Image!.Segments[^1].Bytes[^4..].ToArray());
    }

    [PeerFact(Gcc)]
    public void An_object_file_by_avr_gcc_is_refused()
    {
        PeerProgram.Run(Gcc, "-mmcu=atmega32u4", "-Os", "-c", _scratch.Save("app.c", Source), "-o", _scratch.Path("app.o"));

        Assert.Equal(IspRecipes.Devices.FaultCode.ElfNotLinked, Assert.Single(Read("app.o").Faults).Code);
    }

    public void Dispose() => _scratch.Dispose();

    private string Build()
    {
        PeerProgram.Run(Gcc, "-mmcu=atmega32u4", "-Os", _scratch.Save("app.c", Source), "-o", _scratch.Path("app.elf"));
        return _scratch.Path("app.elf");
    }

    private static byte[] Bytes(ImageInspection file, MemorySpace space) =>
        [.. file.Take(space).Image!.Segments.SelectMany(segment => segment.Bytes.ToArray())];

    private static MemoryImage Image(uint[] starts) => MemoryImage.Merge(starts.Select((start, index) => new MemoryImage(
        start, Enumerable.Range(index, 41).Select(value => (byte)(value * 7)).ToArray(), new ImageSource($"{index}")))).Image!;

    private ImageInspection Read(string name) => ImageFile.Inspect(File.ReadAllBytes(_scratch.Path(name)), name);

    private string Save(string name, byte[] content)
    {
        File.WriteAllBytes(_scratch.Path(name), content);
        return _scratch.Path(name);
    }

    /// <summary>Written in one form, since neighbours may be one segment here and two there.</summary>
    private static void AssertSame(MemoryImage expected, MemoryImage found) =>
        Assert.Equal(IntelHex.Write(expected), IntelHex.Write(found));
}
