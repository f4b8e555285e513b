using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.4.1; RM0360, read protection: who may still do what, and how it ends.</summary>
public sealed class ReadProtectionTests
{
    private static readonly OptionBytes On = Swd.Options(rdp: 0x00);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    [InlineData(0xAA)]
    [InlineData(0xCC)]
    public void Any_value_but_the_key_protects_an_F1_and_none_is_for_ever(byte rdp)
    {
        Swd swd = Swd.Counting(options: Swd.Options(rdp: rdp));

        Assert.Equal(SwdAnswer.Fault, swd.TryRead(Swd.FlashStart));
        Assert.Equal(SwdAnswer.Fault, swd.TryRead(0));
        Assert.Equal(2u, swd.Read(Swd.Obr) & 2);
    }

    [Fact]
    public void All_but_flash_stays_readable()
    {
        Swd swd = Swd.Counting(options: On);

        Assert.Equal(SwdAnswer.Ok, swd.TryRead(Swd.SramStart));
        Assert.Equal(SwdAnswer.Ok, swd.TryRead(Swd.OptionStart));
        Assert.Equal(64u, swd.Read(0x1FFF_F7E0, 2));
    }

    [Fact]
    public void The_program_runs_and_reads_its_flash_while_debug_is_off()
    {
        // movs r1, #1; lsls r1, r1, #27; ldr r2, [r1]; movs r0, #1; lsls r0, r0, #29; str r2, [r0]; b .
        var swd = new Swd();
        swd.Chip.Preset(On);
        swd.LoadFlash(0x2101, 0x06C9, 0x680A, 0x2001, 0x0740, 0x6002, 0xE7FE);
        swd.Wait(1);

        Assert.Equal(Swd.SramStart + 0x400, swd.Read(Swd.SramStart));
        Assert.True(swd.Chip.IsRunning);
    }

    [Fact]
    public void Under_debug_its_instructions_are_fetched_and_its_data_are_not()
    {
        var swd = new Swd();
        swd.Chip.Preset(On);
        swd.LoadFlash(0x2101, 0x06C9, 0x680A, 0xE7FE);
        swd.ResetAndHalt();
        swd.Write(Swd.Demcr, 1 << 10);
        swd.Run();
        swd.Wait(1);

        Assert.True(swd.IsCoreHalted);
        Assert.Equal(3u, swd.Register(16) & 0x1FF);
        Assert.Equal(Swd.FlashStart, swd.Read(0xE000_ED38));
    }

    [Fact]
    public void Code_in_SRAM_cannot_read_flash()
    {
        Swd swd = Swd.Counting(options: On);
        swd.ResetAndHalt();
        // ldr r2, [r1]; bkpt
        swd.LoadStub([0x680A, 0xBE00], 0, Swd.FlashStart);
        swd.Run();
        swd.Wait(1);

        Assert.False(swd.IsCoreHalted);
        Assert.Equal(1u << 30, swd.Read(0xE000_ED2C));
    }

    [Fact]
    public void A_debugger_can_neither_erase_nor_program()
    {
        Swd swd = Swd.Counting(options: On);
        swd.Unlock();

        Assert.Equal(Swd.WriteProtectionError, swd.ErasePage(Swd.FlashStart + 0x8000));
        Assert.Equal(Swd.WriteProtectionError, swd.EraseAll());
        Assert.Equal(Swd.WriteProtectionError, swd.Program(Swd.FlashStart + 0x8000, 0x1234));
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
        Assert.Equal(3, swd.Chip.Violations.Count(sentence => sentence.Contains("read protected")));
    }

    [Theory]
    [InlineData("stm32f103c8", 0xFF)]
    [InlineData("stm32f030c8", 0x34)]
    public void The_program_may_program_but_on_F1_not_its_first_4_KiB(string part, byte within)
    {
        var swd = new Swd(part);
        swd.Chip.Preset(Swd.Options(part, rdp: 0x00));
        // strh r0, [r1]; strh r0, [r2]; b .
        swd.LoadFlash(0x8008, 0x8010, 0xE7FE);
        swd.Unlock();
        swd.Halt();
        swd.SetRegister(0, 0x1234);
        swd.SetRegister(1, Swd.FlashStart + 0x0FFE);
        swd.SetRegister(2, Swd.FlashStart + 0x1000);
        swd.Write(Swd.Cr, 1);
        swd.StopDebugging();
        swd.Wait(1);

        Assert.Equal(within, swd.Chip.Flash[0x0FFE]);
        Assert.Equal(0x34, swd.Chip.Flash[0x1000]);
    }

    [Fact]
    public void Erasing_the_option_bytes_erases_no_flash_and_leaves_the_protection_on()
    {
        Swd swd = Swd.Counting(options: On);
        swd.UnlockOptions();
        Assert.Equal(Swd.EndOfOperation, swd.EraseOptions());
        swd.ResetSystem();

        Assert.Equal(SwdAnswer.Fault, swd.TryRead(Swd.FlashStart));
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
    }

    [Fact]
    public void The_key_to_RDP_erases_all_of_flash_and_acts_after_a_reset()
    {
        Swd swd = Swd.Counting(options: On);
        swd.UnlockOptions();
        swd.EraseOptions();
        TimeSpan before = swd.Clock.Now;
        Assert.Equal(Swd.EndOfOperation, swd.ProgramOption(OptionByteId.Rdp, 0xA5));

        Assert.InRange((swd.Clock.Now - before).TotalMilliseconds, 35, 35.2);
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(1, count));
        Assert.Equal(SwdAnswer.Fault, swd.TryRead(Swd.FlashStart));
        swd.ResetSystem();
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.FlashStart));
    }

    [Fact]
    public void The_first_4_KiB_stay_write_protected_until_that_reset()
    {
        Swd swd = Swd.Counting(options: On);
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xA5);

        Assert.Equal(Swd.WriteProtectionError, swd.Program(Swd.FlashStart, 0x1234));
        swd.ResetSystem();
        swd.Unlock();
        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart, 0x1234));
    }

    [Fact]
    public void The_key_to_RDP_of_a_chip_that_is_not_protected_erases_nothing()
    {
        Swd swd = Swd.Counting();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xA5);

        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Some_chips_want_their_power_cycled_before_they_believe_it()
    {
        Swd swd = Swd.Counting(new Stm32Silicon { NeedsPowerCycle = true }, On);
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xA5);
        swd.ResetSystem();
        Assert.Equal(2u, swd.Read(Swd.Obr) & 2);
        Assert.Equal(0xA5, swd.Chip.StoredOptions[OptionByteId.Rdp]);

        swd.Chip.CyclePower();
        Assert.Equal(0u, swd.Read(Swd.Obr) & 2);
    }

    [Theory]
    [InlineData("stm32f030c8")]
    [InlineData("stm32f303cc")]
    public void Level_2_ends_debugging_for_ever_at_the_next_start(string part)
    {
        var swd = new Swd(part);
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xCC);
        Assert.NotNull(swd.Chip.ReadDebugPortId());
        swd.Chip.CyclePower();

        Assert.Null(swd.Chip.ReadDebugPortId());
        swd.Chip.SetReset(low: true);
        Assert.Null(swd.Chip.ReadDebugPortId());
        Assert.Equal(SwdAnswer.Silence, swd.TryRead(Swd.SramStart));
    }
}
