using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Files of a <c>merge:</c> that claim the same addresses: who is named, what is offered, and who wins.</summary>
public sealed class MergeOverlapTests : Merges
{
    private const string Mend = "if boot is wanted for its bootloader, take that alone, 0x7000 to 0x7FFF: 'clip: boot-section', and nothing overlaps\nor ";

    [Fact]
    public void An_overlap_names_both_files_both_places_the_range_and_the_line_of_the_recipe()
    {
        World.Hex("boot.hex", 0xFF0, Firmware.Program(0x20, seed: 2));

        Diagnostic error = Refused("merge: { m: [ app, boot ] }\nwrite: { flash: m }", "ISP7015");

        Assert.Equal(new SourceSpan(World.Path("boot.hex"), 1, 0, 1, 0), error.Where);
        Assert.StartsWith(
            $"{World.Path("app.hex")} (line 256) and {World.Path("boot.hex")} both hold 0x0FF0 to 0x0FFF", error.Message);
        Assert.Equal("shrink one of them, clip it, or say which wins with 'on-overlap: first' or 'last'", error.Hint);
    }

    [Fact]
    public void A_file_without_lines_is_named_without_one()
    {
        World.Binary("boot.bin", [1, 2, 3]).Recipe("""
            files: { app: app.hex, boot: { path: boot.bin, format: bin, address: 0 } }
            merge: { m: [ boot, app ] }
            write: { flash: m }
            """);

        string message = Assert.Single(World.Plan().Diagnostics, found => found.Code == "ISP7015").Message;

        Assert.StartsWith($"{World.Path("boot.bin")} and ", message);
    }

    /// <summary>Two binaries lie at 0 both; what they lack is an address, and neither a clip nor a winner.</summary>
    [Theory]
    [InlineData("m: [ app, boot ]")]
    [InlineData("inner: [ boot ], m: [ app, inner ]")]
    public void Binaries_without_an_address_that_overlap_are_told_to_have_none(string merges)
    {
        World.Binary("boot.bin", [1, 2, 3]).Recipe($$"""
            files: { app: app.hex, boot: { path: boot.bin, format: bin } }
            merge: { {{merges}} }
            write: { flash: m }
            """);

        string hint = Assert.Single(World.Plan().Diagnostics, found => found.Code == "ISP7015").Hint!;

        Assert.StartsWith("a raw binary tells no address: say where it begins with 'address:' at boot\nor ", hint);
    }

    [Fact]
    public void A_bootloader_saved_with_a_sketch_is_refused_and_its_boot_section_offered()
    {
        Combined();

        Diagnostic error = Refused("merge: { m: [ app, boot ] }\nwrite: { flash: m }\nfuses: { high: 0xD8 }", "ISP7015");

        Assert.StartsWith(Mend, error.Hint);
    }

    [Fact]
    public void What_is_offered_gives_the_application_and_the_bootloader_exactly()
    {
        byte[] bootloader = Combined();

        MemoryImage image = Written("merge: { m: [ app, { file: boot, clip: boot-section } ] }\nwrite: { flash: m }\nfuses: { high: 0xD8 }");

        Assert.Equal([(0u, 0x1000), (0x7000u, bootloader.Length)], image.Segments.Select(segment => (segment.Address, segment.Bytes.Length)));
        Assert.Equal(Firmware.Program(0x1000), image.Segments[0].Bytes.ToArray());
        Assert.Equal(bootloader, image.Segments[1].Bytes.ToArray());
    }

    [Fact]
    public void Equal_bytes_are_no_overlap()
    {
        World.Hex("boot.hex", 0x10, Firmware.Program(0x1000)[0x10..0x20]);

        Assert.Equal(0x1000, Written("merge: { m: [ app, boot ] }\nwrite: { flash: m }").ByteCount);
    }

    [Theory]
    [InlineData("first", 0x00)]
    [InlineData("last", 0x02)]
    public void Only_where_the_recipe_says_so_one_of_two_wins(string policy, byte expected)
    {
        World.Hex("app.hex", 0, 0, 0, 0).Hex("boot.hex", 1, 2);

        Assert.True(Written($"merge: {{ m: {{ inputs: [ app, boot ], on-overlap: {policy} }} }}\nwrite: {{ flash: m }}").TryGet(1, out byte value));
        Assert.Equal(expected, value);
    }

    /// <summary>A bootloader with a sketch below it, as four of the guide's files are; gives back the bootloader alone.</summary>
    private byte[] Combined()
    {
        byte[] bootloader = Firmware.Program(0xFF8, seed: 9);
        MemoryImage combined = MemoryImage.Merge(
        [
            new MemoryImage(0, Firmware.Program(0x141A, seed: 8), new ImageSource("")),
            new MemoryImage(0x7000, bootloader, new ImageSource("")),
        ]).Image!;
        World.Text("boot.hex", IntelHex.Write(combined));
        return bootloader;
    }
}
