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

    [PeerTheory("avr-gcc", "avr-objcopy", "sh")]
    [InlineData("blink.hex")]
    [InlineData("boot.hex")]
    public void The_source_gives_the_bytes_that_are_checked_in(string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("isprecipe-firmware");
        try
        {
            ProcessStartInfo start = new("sh", [Repository.File("recipes", "firmware", "build.sh"), folder.FullName])
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
