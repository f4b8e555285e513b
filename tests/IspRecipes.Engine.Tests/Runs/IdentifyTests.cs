using System.Security.Cryptography;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary><c>isprecipe identify</c>, with bootloaders made up of published facts: ranges and USB ids.</summary>
public class IdentifyTests
{
    [Theory]
    [InlineData("avrisp")]
    [InlineData("usbasp")]
    [InlineData("usbtiny")]
    public void A_chip_with_bytes_gaps_and_ids_of_Atmels_DFU_bootloader_looks_like_it(string programmer)
    {
        using World world = Holding(programmer, "atmega32u4", "atmel-dfu", 0x99);

        Identification found = Identify(world, programmer).Value!;

        var chip = (ProbeReport.Avr)found.Chip;
        Assert.Equal(("atmega32u4", (byte)0x99), (chip.Parts[0].Id, chip.Fuses[FuseId.High]));
        Assert.Equal((0x7000u, 0x1000u), (found.Boot!.Region.Start, found.Boot.Region.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(world.Chip.Flash.AsSpan(0x7000))), found.Boot.Sha256);
        BootloaderLikeness likeness = Assert.Single(found.Boot.Likenesses);
        Assert.True(likeness.LayoutFits);
        Assert.Equal("Atmel's DFU bootloader 1.0.0 for the ATmega32U4", likeness.File!.Name);
        Assert.Contains("USB ids 03EB:2FF4 at 0x702F", likeness.Facts);
        Assert.False(world.Chip.Touched);
        Assert.False(world.Chip.IsHeldInReset);
    }

    [Theory]
    [InlineData("at90usb1286", "atmel-dfu", 0x99, 0x1E000u)]
    [InlineData("at90usb646", "atmel-dfu", 0x9B, 0xF000u)]
    [InlineData("atmega16u4", "atmel-dfu", 0x99, 0x3000u)]
    [InlineData("atmega32u4", "caterina", 0xD8, 0x7000u)]
    [InlineData("atmega32a", "bootloadhid", 0xD0, 0x7000u)]
    public void Every_bootloader_with_known_ranges_is_recognised_at_the_start_that_BOOTSZ_gives(string mcu, string kind, int high, uint start)
    {
        using World world = Holding("usbasp", mcu, kind, (byte)high);

        BootSection boot = Identify(world, "usbasp").Value!.Boot!;

        Assert.Equal((start, kind), (boot.Region.Start, boot.Kind));
        Assert.True(boot.Likenesses[0].LayoutFits);
    }

    [Fact]
    public void The_ids_alone_tell_a_kind_and_no_file()
    {
        using World world = Holding("usbasp", "atmega32u4", "atmel-dfu", 0x99);
        world.Chip.Flash[0x7F90] = 0x12; // in a gap of the published file

        BootloaderLikeness likeness = Assert.Single(Identify(world, "usbasp").Value!.Boot!.Likenesses);

        Assert.Equal(("lufa-dfu", false, null), (likeness.Kind, likeness.LayoutFits, likeness.File));
    }

    [Fact]
    public void A_build_of_QMK_shows_by_its_revision()
    {
        using World world = Holding("usbasp", "atmega32u4", "atmel-dfu", 0x99);
        world.Chip.Flash[0x702F + 12] = 0x36;
        world.Chip.Flash[0x702F + 13] = 0x09;

        Assert.Equal("qmk-dfu", Identify(world, "usbasp").Value!.Boot!.Kind);
    }

    [Fact]
    public void The_original_that_Windows_refuses_is_told_by_its_USB_version()
    {
        using World world = Holding("usbasp", "at90usb1286", "atmel-dfu", 0x99);
        world.Chip.Flash[0x1E08C + 2] = 0x00;
        world.Chip.Flash[0x1E08C + 3] = 0x20;

        BootloaderLikeness likeness = Identify(world, "usbasp").Value!.Boot!.Likenesses[0];

        Assert.Contains("Windows", likeness.File!.Fault);
    }

    [Fact]
    public void A_file_at_hand_is_compared_byte_for_byte()
    {
        byte[] program = Firmware.Program(0xF00, 4);
        using World world = World.With("avrisp", "atmega32u4").Hex("mine.hex", 0x7000, program);
        program.CopyTo(world.Chip.Flash, 0x7000);
        world.Chip.Preset(FuseId.High, 0xD8);

        FileComparison same = Assert.Single(Identify(world, "avrisp", world.Path("mine.hex")).Value!.Boot!.Files);
        world.Chip.Flash[0x7123] ^= 0x01;
        FileComparison other = Assert.Single(Identify(world, "avrisp", world.Path("mine.hex")).Value!.Boot!.Files);

        Assert.True(same.IsIdentical);
        Assert.Equal((false, 1, 0x7123u), (other.IsIdentical, other.Differing, other.FirstDiffering));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_before_a_port_is_opened()
    {
        using World world = World.With("avrisp", "atmega32u4");

        Checked<Identification> found = Identify(world, "avrisp", world.Path("missing.hex"));

        Assert.Null(found.Value);
        Assert.Equal(ExitCode.File, found.Exit);
    }

    [Fact]
    public void A_protected_chip_tells_its_fuses_and_its_flash_is_not_looked_at()
    {
        using World world = Holding("avrisp", "atmega32u4", "atmel-dfu", 0x99);
        world.Chip.Preset(FuseId.Lock, 0xFC);

        Checked<Identification> found = Identify(world, "avrisp");

        Assert.Equal(ExitCode.Refused, found.Exit);
        Diagnostic refusal = Assert.Single(found.Diagnostics);
        Assert.Equal("ISP3100", refusal.Code);
        Assert.Contains("'isprecipe run RECIPE' does", refusal.Hint);
        Assert.Null(found.Value!.Boot);
        Assert.Equal(0x99, ((ProbeReport.Avr)found.Value.Chip).Fuses[FuseId.High]);
    }

    [Fact]
    public void A_blank_section_holds_none_and_a_part_without_one_has_none()
    {
        using World blank = World.With("avrisp", "atmega32u4");
        using World tiny = World.With("avrisp", "attiny85");

        Assert.True(Identify(blank, "avrisp").Value!.Boot!.IsBlank);
        Assert.Null(Identify(tiny, "avrisp").Value!.Boot);
    }

    [Fact]
    public void STM32duino_is_told_by_its_vectors_and_its_USB_ids()
    {
        using Stm32World world = Stm32World.With();
        byte[] bootloader = Firmware.Program(0x1C04, 2);
        Convert.FromHexString("00280020F1000008").CopyTo(bootloader, 0);
        Descriptor(KnownFiles.All.Single(file => file.Kind == "stm32duino")).CopyTo(bootloader, 0x1A00);
        world.Holding(0, bootloader);

        Checked<Identification> found = RecipeRunner.Identify(new ChipRequest("stlink-v2"), [], world.Bench, world.RunOptions, CancellationToken.None);

        BootloaderLikeness likeness = Assert.Single(found.Value!.Boot!.Likenesses);
        Assert.Equal(("stm32duino", true), (likeness.Kind, likeness.LayoutFits));
        Assert.Equal(
            ["USB ids 1EAF:0003 at 0x08001A00", "bytes and gaps where that file has them", "stack pointer 0x20002800 and reset vector 0x080000F1"],
            likeness.Facts);
    }

    [Fact]
    public void A_protected_STM32_is_refused()
    {
        using Stm32World world = Stm32World.With();
        world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0));

        Checked<Identification> found = RecipeRunner.Identify(new ChipRequest("stlink-v2"), [], world.Bench, world.RunOptions, CancellationToken.None);

        Assert.Equal(ExitCode.Refused, found.Exit);
        Assert.Null(found.Value!.Boot);
    }

    private static Checked<Identification> Identify(World world, string programmer, params string[] files) =>
        RecipeRunner.Identify(new ChipRequest(programmer), files, world.Bench, world.RunOptions, CancellationToken.None);

    /// <summary>A chip with made-up bytes in the ranges of a published file, and its USB descriptor in the first that has room.</summary>
    private static World Holding(string programmer, string mcu, string kind, byte high)
    {
        World world = World.With(programmer, mcu);
        KnownFile file = KnownFiles.All.First(file => file.Kind == kind && file.Parts.Contains(mcu) && file.Data.Count > 0 && !file.IsCombined);
        foreach (KnownRange range in file.Data)
        {
            Enumerable.Repeat((byte)0x5A, (int)(range.Last - range.First + 1)).ToArray().CopyTo(world.Chip.Flash, range.First);
        }

        Descriptor(file).CopyTo(world.Chip.Flash, file.Data.First(range => range.Last - range.First >= 18).First);
        world.Chip.Preset(FuseId.High, high);
        return world;
    }

    private static byte[] Descriptor(KnownFile file) =>
    [
        18, 1, 0x00, 0x02, 0, 0, 0, 32, (byte)file.Usb.Vendor, (byte)(file.Usb.Vendor >> 8),
        (byte)file.Usb.Product, (byte)(file.Usb.Product >> 8), 0, 0, 1, 2, 0, 1,
    ];
}
