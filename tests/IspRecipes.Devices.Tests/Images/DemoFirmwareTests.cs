using System.Diagnostics;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Images;

public class DemoFirmwareTests
{
    [Fact]
    public void The_application_starts_at_zero_and_stays_out_of_the_boot_section()
    {
        AvrPart part = AvrCatalog.Find("atmega32u4")!;

        MemoryImage image = Read(Repository.File("recipes", "firmware", "blink.hex"));

        Assert.Equal(0u, image.Start);
        Assert.Empty(image.FindBeyond(part.ApplicationSection(0xD8)));
    }

    [Fact]
    public void The_boot_program_starts_where_BOOTSZ_0_puts_the_boot_section()
    {
        AvrPart part = AvrCatalog.Find("atmega32u4")!;

        MemoryImage image = Read(Repository.File("recipes", "firmware", "boot.hex"));

        Assert.Equal(part.BootStart(0xD8), image.Start);
        Assert.Empty(image.FindBeyond(part.BootSection(0xD8)!));
    }

    [Theory]
    [InlineData("bluepill-blink.hex", 0x0800_0000)]
    [InlineData("bluepill-blink-8k.hex", 0x0800_2000)]
    [InlineData("bluepill-boot.hex", 0x0800_0000)]
    public void The_programs_of_the_Bluepill_can_be_started_from_where_they_lie(string name, uint start)
    {
        Stm32Part part = Stm32Catalog.Find("bluepill")!;

        MemoryImage image = Read(Repository.File("recipes", "firmware", name));

        Assert.Equal(start, image.Start);
        Assert.InRange(image.End, start + 0x40, start + 0x2000);
        VectorTable table = VectorTable.At(start, image)!;
        Assert.True(table.IsSound(part));
        Assert.Equal(part.Sram.End, table.InitialStack);
        Assert.InRange(table.Entry, image.Start, image.End);
    }

    [PeerTheory("avr-gcc", "avr-objcopy", "sh")]
    [InlineData("blink.hex")]
    [InlineData("boot.hex")]
    public void The_source_gives_the_bytes_that_are_checked_in(string name) => AssertBuilt(name, "build.sh");

    [PeerTheory("arm-none-eabi-as", "arm-none-eabi-objcopy", "sh")]
    [InlineData("bluepill-blink.hex")]
    [InlineData("bluepill-blink-8k.hex")]
    [InlineData("bluepill-boot.hex")]
    public void The_Bluepill_s_source_gives_the_bytes_that_are_checked_in(string name) => AssertBuilt(name, "build-bluepill.sh");

    private static void AssertBuilt(string name, string script)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("isprecipe-firmware");
        try
        {
            ProcessStartInfo start = new("sh", [Repository.File("recipes", "firmware", script), folder.FullName])
            {
                RedirectStandardError = true,
            };
            using Process build = Process.Start(start)!;
            string messages = build.StandardError.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == 0, messages);

            Assert.Equal(
                Read(Repository.File("recipes", "firmware", name)).ToBytes(),
                Read(Path.Combine(folder.FullName, name)).ToBytes());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MemoryImage Read(string path) => ImageFile.Read(File.ReadAllBytes(path), path).Image!;
}
