using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.3.1, 2.3.2, 2.4.3 and 3.5: what unlocks the flash controller, and what locks it.</summary>
public sealed class KeyTests
{
    [Fact]
    public void The_controller_is_locked_after_reset_and_two_keys_in_order_open_it()
    {
        var swd = new Swd();
        Assert.Equal(0x80u, swd.Read(Swd.Cr));

        swd.Write(Swd.Keyr, Swd.Key1);
        Assert.Equal(0x80u, swd.Read(Swd.Cr));
        swd.Write(Swd.Keyr, Swd.Key2);

        Assert.Equal(0u, swd.Read(Swd.Cr));
    }

    [Fact]
    public void A_wrong_first_key_is_a_bus_error_and_jams_the_controller_until_reset()
    {
        var swd = new Swd();
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Keyr, Swd.Key2));

        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Keyr, Swd.Key1));
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Keyr, Swd.Key2));
        Assert.Equal(0x80u, swd.Read(Swd.Cr));
        swd.ResetSystem();
        swd.Unlock();
        Assert.Equal(0u, swd.Read(Swd.Cr));
    }

    [Fact]
    public void A_wrong_second_key_jams_it_too()
    {
        var swd = new Swd();
        swd.Write(Swd.Keyr, Swd.Key1);
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Keyr, Swd.Key1));
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Keyr, Swd.Key1));
    }

    [Fact]
    public void LOCK_can_be_set_and_only_keys_clear_it()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 0x80);
        swd.Write(Swd.Cr, 0);
        Assert.Equal(0x80u, swd.Read(Swd.Cr));

        swd.Unlock();
        Assert.Equal(0u, swd.Read(Swd.Cr));
    }

    [Fact]
    public void A_locked_control_register_takes_nothing()
    {
        var swd = new Swd();
        swd.Write(Swd.Cr, 1);

        Assert.Equal(0x80u, swd.Read(Swd.Cr));
        Assert.Contains("0x1 written to FLASH_CR while locked", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void OPTWRE_is_set_by_the_option_keys_and_cleared_by_a_write_without_it()
    {
        Swd swd = new();
        swd.UnlockOptions();
        Assert.Equal(0x200u, swd.Read(Swd.Cr));

        swd.Write(Swd.Cr, 0x220);
        Assert.Equal(0x220u, swd.Read(Swd.Cr));
        swd.Write(Swd.Cr, 0x20);
        swd.Write(Swd.Cr, 0x220);
        Assert.Equal(0x20u, swd.Read(Swd.Cr));
    }

    [Fact]
    public void The_option_keys_do_nothing_while_the_controller_is_locked()
    {
        var swd = new Swd();
        swd.Write(Swd.OptKeyr, Swd.Key1);
        swd.Write(Swd.OptKeyr, Swd.Key2);
        swd.Unlock();

        Assert.Equal(0u, swd.Read(Swd.Cr));
        Assert.Equal(2, swd.Chip.Violations.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_registers_are_reached_by_words_only(int width)
    {
        var swd = new Swd();

        Assert.Equal(SwdAnswer.Fault, swd.TryRead(Swd.Cr, width));
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.Cr, 0x80, width));
    }
}
