using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>ARMv7-M ARM, B1.5 and C1.6: how a core runs, halts, faults and locks up.</summary>
public sealed class CoreTests
{
    private const uint MaskInterrupts = 8;
    private const uint HasRetired = 1 << 24;

    [Fact]
    public void After_power_on_the_program_runs_from_its_vectors()
    {
        Swd swd = Swd.Counting();
        swd.Wait(1);

        Assert.InRange(swd.Read(Swd.SramStart), 1600u, 1700u);
        Assert.True(swd.Chip.IsRunning);
    }

    [Fact]
    public void Blank_flash_locks_the_core_up()
    {
        var swd = new Swd();
        swd.Wait(1);

        Assert.Equal(Swd.IsLockedUp, swd.Read(Swd.Dhcsr) & Swd.IsLockedUp);
        Assert.False(swd.Chip.IsRunning);
        Assert.Equal(CoreState.LockedUp, swd.Chip.CoreState);
    }

    [Fact]
    public void A_locked_up_core_can_be_halted_and_stands_at_FFFFFFFE()
    {
        var swd = new Swd();
        swd.Wait(1);
        swd.Halt();

        Assert.Equal(Swd.IsHalted, swd.Read(Swd.Dhcsr) & (Swd.IsHalted | Swd.IsLockedUp));
        Assert.Equal(0xFFFF_FFFE, swd.Register(15));
    }

    [Fact]
    public void A_halted_core_stands_still_and_runs_on_where_it_stood()
    {
        Swd swd = Swd.Counting();
        swd.Wait(1);
        swd.Halt();
        uint count = swd.Register(1);
        swd.Wait(1);
        Assert.Equal(count, swd.Register(1));
        Assert.Equal(1u, swd.Read(Swd.Dfsr));

        swd.Run();
        swd.Wait(1);
        Assert.True(swd.Read(Swd.SramStart) > count);
        Assert.False(swd.Chip.IsRunning);
        swd.StopDebugging();
        Assert.True(swd.Chip.IsRunning);
    }

    [Fact]
    public void A_step_does_one_instruction()
    {
        Swd swd = Swd.Counting();
        swd.ResetAndHalt();
        swd.Write(Swd.Dhcsr, 0xA05F0005);

        Assert.True(swd.IsCoreHalted);
        Assert.Equal(Swd.FlashStart + 0x12, swd.Register(15));
        Assert.Equal(1u, swd.Register(0));
    }

    [Fact]
    public void Switching_debug_off_lets_a_halted_core_run()
    {
        Swd swd = Swd.Counting();
        swd.Halt();
        swd.StopDebugging();
        swd.Wait(1);

        Assert.True(swd.Read(Swd.SramStart) > 0);
        Assert.True(swd.Chip.IsRunning);
    }

    [Theory]
    [InlineData(0xA05F0002u)]
    [InlineData(0x00000003u)]
    public void Without_its_key_or_C_DEBUGEN_a_halt_is_not_taken(uint value)
    {
        Swd swd = Swd.Counting();
        swd.Write(Swd.Dhcsr, value);

        Assert.False(swd.IsCoreHalted);
    }

    [Fact]
    public void Registers_are_read_and_written_while_halted()
    {
        Swd swd = Swd.Counting();
        swd.Halt();
        for (uint register = 0; register < 16; register++)
        {
            swd.SetRegister(register, 0x2000_0010 + (register << 8));
        }

        swd.SetRegister(16, 0xF100_0000);

        Assert.All(Enumerable.Range(0, 16), register => Assert.Equal(0x2000_0010 + ((uint)register << 8), swd.Register((uint)register)));
        Assert.Equal(0xF100_0000, swd.Register(16));
        Assert.Equal(swd.Register(13), swd.Register(17));
    }

    [Fact]
    public void Registers_of_a_running_core_are_out_of_reach()
    {
        Swd swd = Swd.Counting();
        swd.Write(Swd.Dcrsr, 0);

        Assert.Equal(0u, swd.Read(Swd.Dhcsr) & 1 << 16);
        Assert.Contains("DCRSR", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void The_interrupt_mask_changes_only_while_halted()
    {
        Swd swd = Swd.Counting();
        swd.Halt();
        swd.Write(Swd.Dhcsr, 0xA05F000B);
        swd.Write(Swd.Dhcsr, 0xA05F0009);
        Assert.Equal(MaskInterrupts, swd.Read(Swd.Dhcsr) & MaskInterrupts);
        Assert.Empty(swd.Chip.Violations);

        swd.Write(Swd.Dhcsr, 0xA05F0001);
        Assert.Contains("C_MASKINTS", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void BKPT_halts_under_debug_and_PC_stays_at_it()
    {
        Swd swd = Swd.Counting();
        swd.ResetAndHalt();
        swd.Write(Swd.Dfsr, 0x1F);
        swd.LoadStub([0xBF00, 0xBE00]);
        swd.Run();
        swd.Wait(0.1);

        Assert.True(swd.IsCoreHalted);
        Assert.Equal(2u, swd.Read(Swd.Dfsr));
        Assert.Equal(Swd.SramStart + 0x102, swd.Register(15));
        swd.Write(Swd.Dfsr, 2);
        Assert.Equal(0u, swd.Read(Swd.Dfsr));
    }

    [Fact]
    public void BKPT_without_debug_is_a_HardFault_and_in_its_handler_a_lockup()
    {
        var swd = new Swd();
        swd.LoadFlash(0xBE00);
        swd.Wait(0.1);

        Assert.Equal(CoreState.LockedUp, swd.Chip.CoreState);
        Assert.Equal(1u << 31, swd.Read(0xE000_ED2C));
    }

    [Fact]
    public void A_HardFault_stacks_eight_words_and_enters_its_handler()
    {
        // ldr r2, [r1] faults at 0xA0000000; the handler is "b ." behind it.
        var swd = new Swd();
        swd.LoadFlash(0x2105, 0x0749, 0x680A, 0xE7FE);
        BitConverter.TryWriteBytes(swd.Chip.Flash.AsSpan(12), Swd.FlashStart + 0x17);
        swd.Wait(0.1);
        swd.Halt();

        Assert.Equal(Swd.FlashStart + 0x16, swd.Register(15));
        Assert.Equal(Swd.SramStart + 0x400 - 32, swd.Register(13));
        Assert.Equal(0xFFFF_FFF9, swd.Register(14));
        Assert.Equal(3u, swd.Register(16) & 0x1FF);
        Assert.Equal(Swd.FlashStart + 0x14, swd.Read(Swd.SramStart + 0x400 - 8));
        Assert.Equal(1u << 30, swd.Read(0xE000_ED2C));
        Assert.Equal(0x8200u, swd.Read(0xE000_ED28));
        Assert.Equal(0xA000_0000, swd.Read(0xE000_ED38));
    }

    [Fact]
    public void A_stub_without_the_T_bit_faults()
    {
        Swd swd = Swd.Counting();
        swd.ResetAndHalt();
        swd.LoadStub([0xBE00]);
        swd.SetRegister(16, 0);
        swd.Run();
        swd.Wait(0.1);

        Assert.False(swd.IsCoreHalted);
        Assert.Equal(1u << 17, swd.Read(0xE000_ED28));
    }

    [Fact]
    public void WFI_sleeps_until_a_debugger_halts_the_core()
    {
        var swd = new Swd();
        swd.LoadFlash(0xBF30, 0xE7FE);
        swd.Wait(0.1);
        Assert.Equal(1u << 18, swd.Read(Swd.Dhcsr) & 1 << 18);
        Assert.True(swd.Chip.IsRunning);

        swd.Halt();
        Assert.Equal(Swd.FlashStart + 0x12, swd.Register(15));
    }

    [Fact]
    public void S_RETIRE_ST_tells_that_instructions_were_done_since_it_was_read()
    {
        Swd swd = Swd.Counting();
        swd.Wait(0.1);

        Assert.Equal(HasRetired, swd.Read(Swd.Dhcsr) & HasRetired);
        swd.Halt();
        swd.Read(Swd.Dhcsr);
        Assert.Equal(0u, swd.Read(Swd.Dhcsr) & HasRetired);
    }
}
