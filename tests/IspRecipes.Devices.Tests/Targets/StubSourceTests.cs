using IspRecipes.Devices.Targets;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Targets;

/// <summary>The stubs that are checked in as bytes are what the assembler makes of the sources beside them.</summary>
public sealed class StubSourceTests
{
    [PeerFact("arm-none-eabi-as", "arm-none-eabi-objcopy")]
    public void The_flash_stub_is_what_its_source_says() => Assert.Equal(Assembled("stm32f1-flash.s"), Stm32F1Stubs.Flash);

    [PeerFact("arm-none-eabi-as", "arm-none-eabi-objcopy")]
    public void The_option_stub_is_what_its_source_says() => Assert.Equal(Assembled("stm32f1-options.s"), Stm32F1Stubs.Options);

    private static byte[] Assembled(string source)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("isprecipe-stub");
        try
        {
            string linked = Path.Combine(folder.FullName, "stub.o");
            string plain = Path.Combine(folder.FullName, "stub.bin");
            PeerProgram.Run(
                "arm-none-eabi-as", "-o", linked, Repository.File("src", "IspRecipes.Devices", "Targets", "Stubs", source));
            PeerProgram.Run("arm-none-eabi-objcopy", "-O", "binary", linked, plain);
            return File.ReadAllBytes(plain);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
