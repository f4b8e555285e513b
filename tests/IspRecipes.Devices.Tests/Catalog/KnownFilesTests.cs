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
        Assert.Equal(file.Fault is null, file.Size is not null && file.Data.Count > 0);
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

        Assert.True(file.Size is null || (isBinary ? file.Size == bytes : file.Size >= 2 * bytes && file.Size <= 3 * bytes), file.Name);
    }

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_bootloader_lies_in_the_boot_section_of_its_parts(string hash)
    {
        KnownFile file = KnownFiles.Find(hash)!;
        foreach (AvrPart part in file.Parts.Select(AvrCatalog.Find).OfType<AvrPart>().Where(_ => file.Data.Count > 0))
        {
            uint largest = part.Flash.End - 2 * (uint)part.BootSizesInWords.Max();

            Assert.True(file.Data[^1].Last < part.Flash.End, file.Name);
            Assert.Equal(file.Kind != "isp-firmware", file.Data[^1].Last >= largest);
            Assert.Equal(file.IsCombined || file.Kind == "isp-firmware", file.Data[0].First < largest);
        }
    }
}
