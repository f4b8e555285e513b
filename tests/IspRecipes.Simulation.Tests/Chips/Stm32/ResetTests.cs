using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>ARMv7-M ARM, C1.4 and C1.6.5; RM0008, 7.1 and 31.16: what each kind of reset touches.</summary>
public sealed class ResetTests
{
    [Fact]
    public void SYSRESETREQ_resets_the_chip_and_lets_the_program_run()
    {
        Swd swd = Swd.Counting();
        swd.Halt();
        swd.Unlock();
        swd.ResetSystem();
        swd.Wait(1);

        Assert.Equal(2, swd.Chip.Resets);
        Assert.Equal(0x80u, swd.Read(Swd.Cr));
        Assert.False(swd.IsCoreHalted);
        Assert.Equal(CoreState.Running, swd.Chip.CoreState);
        Assert.Equal(1u, swd.Read(Swd.Dhcsr) & 1);
    }

    [Fact]
    public void Without_its_key_AIRCR_does_nothing()
    {
        Swd swd = Swd.Counting();
        swd.Write(Swd.Aircr, 4);

        Assert.Equal(1, swd.Chip.Resets);
        Assert.Equal(0xFA05_0000, swd.Read(Swd.Aircr));
    }

    [Fact]
    public void VC_CORERESET_halts_before_the_first_instruction()
    {
        Swd swd = Swd.Counting();
        swd.Wait(1);
        swd.Write(Swd.Dfsr, 0x1F);
        swd.Write(Swd.SramStart, 0);
        swd.ResetAndHalt();
        swd.Wait(1);

        Assert.True(swd.IsCoreHalted);
        Assert.Equal(8u, swd.Read(Swd.Dfsr) & 8);
        Assert.Equal(Swd.FlashStart + 0x10, swd.Register(15));
        Assert.Equal(Swd.SramStart + 0x400, swd.Register(13));
        Assert.Equal(1u << 24, swd.Register(16));
        Assert.Equal(0xFFFF_FFFF, swd.Register(14));
    }

    [Fact]
    public void VC_CORERESET_needs_C_DEBUGEN()
    {
        Swd swd = Swd.Counting();
        swd.Write(Swd.Demcr, 1);
        swd.ResetSystem();

        Assert.False(swd.IsCoreHalted);
    }

    [Fact]
    public void S_RESET_ST_is_cleared_by_reading()
    {
        Swd swd = Swd.Counting();
        Assert.Equal(Swd.WasReset, swd.Read(Swd.Dhcsr) & Swd.WasReset);
        Assert.Equal(0u, swd.Read(Swd.Dhcsr) & Swd.WasReset);
        swd.ResetSystem();
        Assert.Equal(Swd.WasReset, swd.Read(Swd.Dhcsr) & Swd.WasReset);
    }

    [Fact]
    public void VECTRESET_resets_the_core_alone()
    {
        Swd swd = Swd.Counting();
        swd.Unlock();
        swd.Halt();
        swd.Write(Swd.Aircr, 0x05FA0001);

        Assert.Equal(0u, swd.Read(Swd.Cr));
        Assert.Equal(Swd.WasReset, swd.Read(Swd.Dhcsr) & Swd.WasReset);
        Assert.Equal(1, swd.Chip.Resets);
        Assert.False(swd.IsCoreHalted);
    }

    [Fact]
    public void NRST_holds_the_core_and_leaves_the_debug_registers_in_reach()
    {
        Swd swd = Swd.Counting();
        swd.Chip.SetReset(low: true);
        swd.Write(Swd.Dhcsr, 0xA05F0003);
        swd.Write(Swd.Demcr, 1);
        swd.Wait(10);
        Assert.Equal(SwdAnswer.Fault, swd.TryRead(Swd.FlashStart));
        Assert.False(swd.IsCoreHalted);
        Assert.Equal(Swd.WasReset, swd.Read(Swd.Dhcsr) & Swd.WasReset);
        Assert.Equal(Swd.WasReset, swd.Read(Swd.Dhcsr) & Swd.WasReset);

        swd.Chip.SetReset(low: false);
        Assert.True(swd.IsCoreHalted);
        Assert.Equal(Swd.FlashStart + 0x10, swd.Register(15));
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Theory]
    [InlineData("stm32f103c8", 0xE004_2000u)]
    [InlineData("stm32f030c8", 0x4001_5800u)]
    public void The_device_id_answers_under_reset(string part, uint address)
    {
        var swd = new Swd(part);
        swd.Chip.SetReset(low: true);

        Assert.NotEqual(0u, swd.Read(address));
    }

    [Fact]
    public void Power_that_comes_while_NRST_is_low_starts_no_program()
    {
        Swd swd = Swd.Counting();
        swd.Chip.SetReset(low: true);
        swd.Chip.CyclePower();
        swd.Wait(10);
        Assert.Equal(CoreState.InReset, swd.Chip.CoreState);

        swd.Chip.SetReset(low: false);
        Assert.True(swd.Chip.IsRunning);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Fact]
    public void NRST_that_is_not_wired_does_nothing()
    {
        Swd swd = Swd.Counting(new Stm32Silicon { NrstWired = false });
        swd.Read(Swd.Dhcsr);
        swd.Chip.SetReset(low: true);
        swd.Chip.SetReset(low: false);

        Assert.Equal(1, swd.Chip.Resets);
        Assert.Equal(0u, swd.Read(Swd.Dhcsr) & Swd.WasReset);
    }

    [Fact]
    public void Debug_settings_survive_a_system_reset_and_not_a_power_cycle()
    {
        Swd swd = Swd.Counting();
        swd.Write(Swd.Dhcsr, 0xA05F0001);
        swd.Write(Swd.Demcr, 1 << 24);
        swd.Write(0xE004_2004, 0x300);
        swd.ResetSystem();
        Assert.Equal(1u << 24, swd.Read(Swd.Demcr));
        Assert.Equal(0x300u, swd.Read(0xE004_2004));
        Assert.Equal(1u, swd.Read(Swd.Dhcsr) & 1);

        swd.Chip.CyclePower();
        Assert.Equal(0u, swd.Read(Swd.Demcr));
        Assert.Equal(0u, swd.Read(0xE004_2004));
        Assert.Equal(0u, swd.Read(Swd.Dhcsr) & 1);
    }

    [Fact]
    public void SRAM_survives_a_system_reset_and_not_a_power_cycle()
    {
        var swd = new Swd();
        swd.Write(Swd.SramStart + 0x100, 0x12345678);
        swd.ResetSystem();
        Assert.Equal(0x12345678u, swd.Read(Swd.SramStart + 0x100));

        swd.Chip.CyclePower();
        Assert.NotEqual(0x12345678u, swd.Read(Swd.SramStart + 0x100));
    }

    [Fact]
    public void A_program_can_reset_its_chip()
    {
        // ldr r0, [pc, #4]; ldr r1, [pc, #8]; str r1, [r0]; b .; AIRCR; 05FA0004
        var swd = new Swd();
        swd.LoadFlash(0x4801, 0x4902, 0x6001, 0xE7FE, 0xED0C, 0xE000, 0x0004, 0x05FA);
        swd.Wait(0.01);

        Assert.InRange(swd.Chip.Resets, 10, 20);
    }
}
