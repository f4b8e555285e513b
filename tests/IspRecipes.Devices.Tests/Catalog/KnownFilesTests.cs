using System.Security.Cryptography;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Catalog;

/// <summary>One selfcheck over every published file we know.</summary>
public class KnownFilesTests
{
    public static TheoryData<string> Hashes => [.. KnownFiles.All.Select(file => file.Sha256)];

    [Fact]
    public void Each_file_is_known_once() =>
        Assert.Equal(KnownFiles.All.Count, KnownFiles.All.DistinctBy(file => file.Sha256).Count());

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_row_agrees_with_itself_and_with_the_parts(string hash)
    {
        KnownFile file = KnownFiles.Find(hash)!;

        Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
        Assert.NotEmpty(file.Parts);
        Assert.Equal(file.Fault is null, file.Instead is null);
        Assert.NotEmpty(file.Data);
        Assert.Equal(file.Data.OrderBy(range => range.First), file.Data);
        Assert.All(file.Data, range => Assert.True(range.First <= range.Last));
        Assert.All(file.Parts, id => Assert.True(id.StartsWith("stm32", StringComparison.Ordinal) || id == "atmega32" || AvrCatalog.Find(id) is not null, id));
    }

    /// <summary>A byte is at least two digits of HEX, and a record of 16 has 12 characters around them.</summary>
    [Theory]
    [MemberData(nameof(Hashes))]
    public void Size_and_ranges_are_of_one_file(string hash)
    {
        KnownFile file = KnownFiles.Find(hash)!;
        long bytes = file.Data.Sum(range => (long)range.Last - range.First + 1);
        bool isBinary = file.Kind == "stm32duino";

        Assert.True(isBinary ? file.Size == bytes : file.Size >= 2 * bytes && file.Size <= 3 * bytes, file.Name);
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_bootloader_lies_in_the_boot_section_of_its_parts(string hash)
    {
        KnownFile file = KnownFiles.Find(hash)!;
        foreach (AvrPart part in file.Parts.Select(AvrCatalog.Find).OfType<AvrPart>())
        {
            uint largest = part.Flash.End - 2 * (uint)part.BootSizesInWords.Max();

            Assert.True(file.Data[^1].Last < part.Flash.End, file.Name);
            Assert.Equal(file.Kind != "isp-firmware", file.Data[^1].Last >= largest);
            Assert.Equal(file.IsCombined || file.Kind == "isp-firmware", file.Data[0].First < largest);
        }
    }

    [Fact]
    public void Each_bootloader_has_a_section_of_its_own_that_begins_where_it_does()
    {
        KnownFile[] bootloaders = [.. KnownFiles.All.Where(file => file.Kind != "isp-firmware")];

        Assert.All(KnownFiles.All.Except(bootloaders), file => Assert.Null(file.Section));
        Assert.All(bootloaders, file => Assert.Matches("^[0-9a-f]{64}$", file.Section!.Sha256));
        Assert.Equal(bootloaders.Length, bootloaders.DistinctBy(file => file.Section!.Sha256).Count());
        foreach (KnownFile file in bootloaders)
        {
            Assert.Contains(file.Data, range => range.First == file.Section!.Start || (file.IsCombined && range.First < file.Section!.Start && range.Last > file.Section.Start));
        }
    }

    /// <summary>AT90USB646 from the factory: 8 KiB of boot section, of which a bootloader of 4 KiB takes the upper half.</summary>
    [Fact]
    public void A_bootloader_is_known_by_every_byte_from_its_start_to_the_end_of_flash()
    {
        byte[] section = new byte[0x2000];
        new Random(1).NextBytes(section);
        section.AsSpan(0x1F00).Fill(0xFF);
        KnownFile file = KnownFiles.All[0] with
        {
            Parts = ["at90usb646"],
            Section = new KnownSection(0xF000, Convert.ToHexStringLower(SHA256.HashData(section.AsSpan(0x1000)))),
        };

        Assert.Same(file, Known("at90usb646", 0xE000, section));
        Assert.Same(file, Known("at90usb646", 0xF000, section[0x1000..]));
        Assert.Null(Known("at90usb1286", 0xE000, section));
        Assert.Null(Known("at90usb646", 0xF800, section[0x1800..]));
        Assert.Null(Known("at90usb646", 0xC000, section));
        section[0x1F80] = 0x00; // where the file has nothing
        Assert.Null(Known("at90usb646", 0xE000, section));

        KnownFile? Known(string part, uint start, byte[] bytes) => KnownFiles.InSection([KnownFiles.All[1], file], [part], start, bytes);
    }
}
