using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

/// <summary>What a user reads of an STM32, with the facts that the target gives.</summary>
public sealed class Stm32SentenceTests
{
    [Theory]
    [InlineData("a core answers (CPUID 0x411FC231), but the chip's device id reads 0; target voltage 1.9 V", FaultCode.DeviceIdBlank, 0x411FC231u, 1.9)]
    [InlineData("a core answers (CPUID 0x411FC231), but the chip's device id reads 0", FaultCode.DeviceIdBlank, 0x411FC231u, null)]
    [InlineData("the chip's device id is 0x431 (STM32F411), REV_ID 0x1000, Cortex-M4: this version cannot flash it", FaultCode.DeviceIdUnknown, (ushort)0x431, (ushort)0x1000, "Cortex-M4", "STM32F411")]
    [InlineData("the chip's device id is 0xFFF, REV_ID 0x1000, Cortex-M33: this version cannot flash it", FaultCode.DeviceIdUnknown, (ushort)0xFFF, (ushort)0x1000, "Cortex-M33", null)]
    [InlineData("the chip is not ST's own (DPIDR 0x2BA01477), and the recipe accepts no clones", FaultCode.CloneRefused, "DPIDR 0x2BA01477")]
    [InlineData("the chip bears all marks of ST's own (DPIDR 0x1BA01477), and the recipe accepts clones only", FaultCode.GenuineRefused, 0x1BA01477u)]
    [InlineData("the chip's flash size register tells nothing; 64 KiB are taken for granted", FaultCode.FlashSizeUntold, 64u)]
    [InlineData("the chip says that it has 32 KiB of flash, and STM32F103C8 has 64", FaultCode.FlashSmaller, 32, "STM32F103C8", 64u)]
    [InlineData("the chip is not ST's own (CPUID 0x412FC231)", FaultCode.CloneFound, "CPUID 0x412FC231")]
    [InlineData("NRST of the probe does not reach the chip; it is reset through SWD instead", FaultCode.ResetNotWired)]
    [InlineData("the core was locked up: its program had a fault while it dealt with a fault", FaultCode.CoreLockedUp)]
    [InlineData("the core does not come to a halt at its reset vector", FaultCode.CoreNotHalted)]
    [InlineData("what was written to SRAM at 0x20000000 does not read back, and this probe cannot write flash by itself", FaultCode.SramNotHeld, 0x20000000u)]
    [InlineData("the flash stub in the chip's SRAM did not end within 2.5 s and was halted", FaultCode.StubSilent, 2.5)]
    [InlineData("the flash stub in the chip's SRAM did not come to its end: the core stands at 0x20000008", FaultCode.StubFell, 0x20000008u)]
    [InlineData("the chip was reset in the middle of writing", FaultCode.ResetWhileWriting)]
    [InlineData("page 2 at 0x08000800 refuses to be programmed: its cells are not erased (PGERR)", FaultCode.ProgrammingFailed, "page 2", 0x08000800u)]
    [InlineData("the flash controller stays locked: it did not take its keys", FaultCode.FlashStaysLocked)]
    [InlineData("the option bytes are written and the flash is erased, but read protection still acts", FaultCode.StillReadProtected)]
    [InlineData("the chip is read protected with level 2, which nothing lifts", FaultCode.ProtectedForEver)]
    [InlineData("option byte data1 reads back 0x30, written was 0x34", FaultCode.OptionMismatch, OptionByteId.Data1, (byte)0x34, (byte)0x30)]
    [InlineData("the chip is read protected: flash refuses 'erase'", FaultCode.FlashReadProtected, "erase")]
    [InlineData("the chip answered only while NRST was held low", FaultCode.OnlyUnderReset)]
    [InlineData("option byte user acts as 0x3F, and 0xFF is stored: nothing was written by what may be misread", FaultCode.OptionsContradict, OptionByteId.User, (byte)0x3F, (byte)0xFF)]
    [InlineData("the work is done, but nothing resets the chip: its program does not run", FaultCode.NotRestarted)]
    public void A_fault_of_an_STM32_reads_well(string sentence, FaultCode code, params object?[] arguments)
    {
        Diagnostic told = DiagnosticCatalog.Of(new Fault(code, arguments!));

        Assert.Equal(sentence, told.Message);
        Sentences.AssertWhole([told]);
    }

    [Fact]
    public void Pages_and_parts_are_listed_and_what_lifts_a_protection_can_be_copied()
    {
        Diagnostic pages = Told(FaultCode.FlashWriteProtected, (object)new[] { "pages 0 to 3", "page 9" });
        Diagnostic another = Told(
            FaultCode.ChipIsAnother, "STM32F103C8", (ushort)0x410, (ushort)0x414, "STM32F101, F103 high density", new[] { "stm32f103rc", "stm32f103re" });
        Diagnostic direct = Told(FaultCode.WrittenByProbe, 0x20000000u);

        Assert.Equal("pages 0 to 3, page 9 of flash: write protected by the option bytes", pages.Message);
        Assert.Contains("'options: { WRP0: 0xFF, WRP1: 0xFF, WRP2: 0xFF, WRP3: 0xFF }' and 'allow: [write-protect]'", pages.Hint);
        Assert.Equal(
            "the chip is another one: its device id is 0x414 (STM32F101, F103 high density), and the recipe is for STM32F103C8 (0x410)",
            another.Message);
        Assert.EndsWith("stm32f103rc, stm32f103re", another.Hint);
        Assert.StartsWith("SRAM at 0x20000000 does not hold", direct.Message);
        Assert.Equal(Severity.Warning, direct.Severity);
    }

    private static Diagnostic Told(FaultCode code, params object[] facts)
    {
        Diagnostic told = DiagnosticCatalog.Of(new Fault(code, facts));
        Sentences.AssertWhole([told]);
        return told;
    }
}
