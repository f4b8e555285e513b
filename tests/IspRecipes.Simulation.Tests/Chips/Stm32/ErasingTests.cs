using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.3.4: a page, or all.</summary>
public sealed class ErasingTests
{
    [Fact]
    public void A_page_takes_30_ms_and_its_neighbours_stay()
    {
        Swd swd = Swd.Unlocked();
        swd.Chip.Flash.AsSpan(0, 3072).Clear();
        swd.Write(Swd.Cr, 2);
        swd.Write(Swd.Ar, Swd.FlashStart + 1024 + 77);
        swd.Write(Swd.Cr, 0x42);
        Assert.Equal(2u, swd.Read(Swd.Cr));
        swd.Wait(29.9);
        Assert.Equal(Swd.Busy, swd.Read(Swd.Sr));
        swd.Wait(0.2);

        Assert.Equal(Swd.EndOfOperation, swd.Read(Swd.Sr));
        Assert.Equal([0, 0xFF, 0xFF, 0], new[] { 1023, 1024, 2047, 2048 }.Select(i => (int)swd.Chip.Flash[i]));
        Assert.Equal([0, 1, 0], swd.Chip.PageErases.Take(3));
    }

    [Fact]
    public void A_mass_erase_takes_35_ms_for_all_pages_and_leaves_the_option_bytes()
    {
        Swd swd = Swd.Unlocked();
        Array.Clear(swd.Chip.Flash);
        TimeSpan before = swd.Clock.Now;

        Assert.Equal(Swd.EndOfOperation, swd.EraseAll());
        Assert.InRange((swd.Clock.Now - before).TotalMilliseconds, 35, 35.1);
        Assert.All(swd.Chip.Flash, cell => Assert.Equal(0xFF, cell));
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(1, count));
        Assert.Equal(Swd.Options(), swd.Chip.StoredOptions);
    }

    [Fact]
    public void A_mass_erase_with_PG_set_does_nothing()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 5);
        swd.Write(Swd.Cr, 0x45);

        Assert.Equal(0u, swd.Read(Swd.Sr));
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
        Assert.Single(swd.Chip.Violations);
    }

    [Fact]
    public void STRT_begins_only_what_was_chosen_before()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Ar, Swd.FlashStart);
        swd.Write(Swd.Cr, 0x42);

        Assert.Equal(0, swd.Chip.PageErases[0]);
        Assert.Single(swd.Chip.Violations);
    }

    [Fact]
    public void An_address_outside_of_flash_erases_nothing()
    {
        Swd swd = Swd.Unlocked();

        Assert.Equal(0u, swd.ErasePage(Swd.SramStart));
        Assert.Contains("AR 0x20000000", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void A_read_of_flash_that_is_being_erased_is_put_off()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 2);
        swd.Write(Swd.Ar, Swd.FlashStart);
        swd.Write(Swd.Cr, 0x42);

        Assert.Equal(SwdAnswer.Wait, swd.TryRead(Swd.FlashStart + 4096));
        Assert.Equal(SwdAnswer.Ok, swd.TryRead(Swd.SramStart));
        swd.Wait(30);
        Assert.Equal(SwdAnswer.Ok, swd.TryRead(Swd.FlashStart + 4096));
    }

    [Fact]
    public void A_second_bank_has_registers_keys_and_time_of_its_own()
    {
        // PM0068, 2.3: XL-density, bank 2 from 0x08080000, its registers 0x40 on.
        Swd swd = Swd.Unlocked("stm32f103rg");
        Array.Clear(swd.Chip.Flash);
        swd.EraseAll();
        Assert.Equal(0x80u, swd.Read(Swd.Cr + 0x40));
        swd.Unlock(0x40);
        swd.Write(Swd.Cr + 0x40, 2);
        swd.Write(Swd.Ar + 0x40, 0x0808_0000);
        swd.Write(Swd.Cr + 0x40, 0x42);

        Assert.Equal(Swd.Busy, swd.Read(Swd.Sr + 0x40));
        Assert.Equal(SwdAnswer.Ok, swd.TryRead(Swd.FlashStart));
        Assert.Equal(SwdAnswer.Wait, swd.TryRead(0x0808_0000));
        swd.Finish(0x40);
        Assert.Equal(0xFFFF_FFFF, swd.Read(0x0807_FFFC));
        Assert.Equal(0xFFFF_FFFF, swd.Read(0x0808_07FC));
        Assert.Equal(0u, swd.Read(0x0808_0800));
        Assert.Equal(Swd.EndOfOperation, swd.Program(0x0808_0000, 0x1234, 0x40));
    }

    [Fact]
    public void The_first_bank_does_not_erase_pages_of_the_second()
    {
        Swd swd = Swd.Unlocked("stm32f103rg");
        swd.ErasePage(0x0808_0000);

        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
        Assert.Single(swd.Chip.Violations);
    }
}
