using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>Clones, lying size registers, worn cells and boards with something missing.</summary>
public sealed class SiliconTests
{
    private const uint DebugId = 0xE004_2000;

    [Fact]
    public void A_CKS32_shows_another_debug_port_and_another_core()
    {
        var swd = new Swd(silicon: Stm32Silicon.Cks32);

        Assert.Equal(0x2BA01477u, swd.Chip.ReadDebugPortId());
        Assert.Equal(0x412FC231u, swd.Read(0xE000_ED00));
        Assert.Equal(0x410u, swd.Read(DebugId) & 0xFFF);
    }

    [Fact]
    public void A_GD32F3x0_has_its_own_revision_and_the_option_bytes_of_an_F0()
    {
        Swd swd = Swd.Unlocked(silicon: Stm32Silicon.Gd32);
        Assert.Equal(0x1704_0410u, swd.Read(DebugId));
        Assert.Equal(0xFFFF_FF00, swd.Read(Swd.Obr));

        swd.Write(Swd.Cr, 0x2000);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xFFFF)]
    public void The_size_register_may_say_nothing(int kiB)
    {
        var swd = new Swd(silicon: new Stm32Silicon { SizeRegister = (ushort)kiB });

        Assert.Equal((uint)kiB, swd.Read(0x1FFF_F7E0, 2));
    }

    [Fact]
    public void A_C8_may_have_128_KiB_and_say_64()
    {
        Swd swd = Swd.Unlocked(silicon: new Stm32Silicon { FlashBytes = 128 * 1024 });

        Assert.Equal(64u, swd.Read(0x1FFF_F7E0, 2));
        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart + 0x1_FFFE, 0x1234));
    }

    [Fact]
    public void Without_power_nobody_answers()
    {
        var swd = new Swd(silicon: new Stm32Silicon { Volts = 0 });
        swd.Wait(1);

        Assert.Null(swd.Chip.ReadDebugPortId());
        Assert.Equal(SwdAnswer.Silence, swd.TryRead(Swd.SramStart));
        Assert.Equal(SwdAnswer.Silence, swd.TryWrite(Swd.SramStart, 0));
        Assert.False(swd.Chip.IsRunning);
        swd.Chip.Volts = 3.3;
        Assert.NotNull(swd.Chip.ReadDebugPortId());
    }

    [Fact]
    public void Power_lost_in_the_middle_of_an_erase_leaves_anything_in_the_page()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 2);
        swd.Write(Swd.Ar, Swd.FlashStart);
        swd.Write(Swd.Cr, 0x42);
        swd.Chip.CyclePower();

        Assert.Contains(swd.Chip.Flash[..1024], cell => cell != 0xFF);
        Assert.All(swd.Chip.Flash[1024..], cell => Assert.Equal(0xFF, cell));
    }

    [Fact]
    public void A_program_that_sleeps_hides_the_device_id_until_it_is_halted_or_held_in_reset()
    {
        Swd swd = Swd.Counting(new Stm32Silicon { Sleeps = true });
        Assert.Equal(0u, swd.Read(DebugId));
        swd.Chip.SetReset(low: true);
        Assert.Equal(0x410u, swd.Read(DebugId) & 0xFFF);
        swd.Chip.SetReset(low: false);
        swd.Halt();
        Assert.Equal(0x410u, swd.Read(DebugId) & 0xFFF);
    }

    [Fact]
    public void A_program_that_takes_the_pins_is_reached_under_reset_only()
    {
        Swd swd = Swd.Counting(new Stm32Silicon { TakesSwdPins = true });
        swd.Wait(1);
        Assert.Null(swd.Chip.ReadDebugPortId());

        swd.Chip.SetReset(low: true);
        Assert.NotNull(swd.Chip.ReadDebugPortId());
        swd.Write(Swd.Dhcsr, 0xA05F0001);
        swd.Write(Swd.Demcr, 1);
        swd.Chip.SetReset(low: false);
        swd.Wait(1);
        Assert.True(swd.IsCoreHalted);

        swd.StopDebugging();
        swd.Wait(1);
        Assert.Null(swd.Chip.ReadDebugPortId());
    }

    [Fact]
    public void WAIT_comes_as_often_as_was_asked_for()
    {
        var swd = new Swd(silicon: new Stm32Silicon { Waits = 2 });

        Assert.Equal(SwdAnswer.Wait, swd.TryRead(Swd.SramStart));
        Assert.Equal(SwdAnswer.Wait, swd.TryWrite(Swd.SramStart, 1));
        Assert.Equal(SwdAnswer.Ok, swd.TryWrite(Swd.SramStart, 2));
        Assert.Equal(2u, swd.Read(Swd.SramStart));
    }

    [Fact]
    public void A_flash_that_stays_busy_never_answers_again()
    {
        Swd swd = Swd.Unlocked(silicon: new Stm32Silicon { BusyForever = true });
        swd.Write(Swd.Cr, 1);
        swd.Write(Swd.FlashStart, 0x1234, 2);
        swd.Wait(10_000);

        Assert.Equal(Swd.Busy, swd.Read(Swd.Sr));
        Assert.Equal(SwdAnswer.Wait, swd.TryRead(Swd.FlashStart));
    }

    [Fact]
    public void A_worn_cell_stays_erased_without_an_error()
    {
        Swd swd = Swd.Unlocked(silicon: new Stm32Silicon { WornCell = Swd.FlashStart + 2 });

        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart + 2, 0x1234));
        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart + 4, 0x1234));
        Assert.Equal(0xFFFFu, swd.Read(Swd.FlashStart + 2, 2));
        Assert.Equal(0x1234u, swd.Read(Swd.FlashStart + 4, 2));
    }

    [Fact]
    public void A_core_that_hangs_never_reaches_its_breakpoint()
    {
        Swd swd = Swd.Counting(new Stm32Silicon { CoreHangs = true });
        swd.ResetAndHalt();
        swd.LoadStub([0xBE00]);
        swd.Run();
        swd.Wait(10_000);
        Assert.False(swd.IsCoreHalted);

        swd.Halt();
        Assert.Equal(Swd.SramStart + 0x100, swd.Register(15));
    }
}
