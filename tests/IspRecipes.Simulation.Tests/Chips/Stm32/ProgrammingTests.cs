using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.3.3: half-words, into erased cells, one at a time.</summary>
public sealed class ProgrammingTests
{
    [Fact]
    public void A_half_word_is_programmed_in_52_microseconds()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 1);
        swd.Write(Swd.FlashStart + 6, 0xBEEF, 2);
        Assert.Equal(Swd.Busy, swd.Read(Swd.Sr));
        swd.Wait(0.052);
        Assert.Equal(Swd.Busy, swd.Read(Swd.Sr));
        swd.Wait(0.001);

        Assert.Equal(Swd.EndOfOperation, swd.Read(Swd.Sr));
        Assert.Equal(0xBEEFu, swd.Read(Swd.FlashStart + 6, 2));
        Assert.Equal(1, swd.Chip.HalfWordsProgrammed);
        Assert.Empty(swd.Chip.Violations);
    }

    [Fact]
    public void Status_bits_are_cleared_by_writing_1()
    {
        Swd swd = Swd.Unlocked();
        swd.Program(Swd.FlashStart, 0);
        swd.Write(Swd.Sr, 0);
        Assert.Equal(Swd.EndOfOperation, swd.Read(Swd.Sr));

        swd.Write(Swd.Sr, 0x20);
        Assert.Equal(0u, swd.Read(Swd.Sr));
    }

    [Fact]
    public void A_cell_that_is_not_erased_stays_as_it_is_and_sets_PGERR()
    {
        Swd swd = Swd.Unlocked();
        swd.Program(Swd.FlashStart, 0x00FF);

        Assert.Equal(Swd.ProgrammingError, swd.Program(Swd.FlashStart, 0x000F));
        Assert.Equal(0x00FFu, swd.Read(Swd.FlashStart, 2));
    }

    [Fact]
    public void Zero_can_always_be_programmed()
    {
        Swd swd = Swd.Unlocked();
        swd.Program(Swd.FlashStart, 0x00FF);

        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart, 0));
        Assert.Equal(0u, swd.Read(Swd.FlashStart, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_store_of_another_width_is_a_bus_error_and_sets_PGERR(int width)
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 1);

        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.FlashStart, 0x12345678, width));
        Assert.Equal(Swd.ProgrammingError, swd.Read(Swd.Sr));
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.FlashStart));
        Assert.Single(swd.Chip.Violations);
    }

    [Fact]
    public void A_store_without_PG_is_a_bus_error_and_changes_nothing()
    {
        Swd swd = Swd.Unlocked();

        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.FlashStart, 0, 2));
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.FlashStart));
        Assert.Equal(0u, swd.Read(Swd.Sr));
    }

    [Fact]
    public void The_bus_holds_the_next_half_word_until_the_cell_is_ready()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 1);
        swd.Write(Swd.FlashStart, 0x1111, 2);
        swd.Write(Swd.FlashStart + 2, 0x2222, 2);

        Assert.Equal(0.0525, swd.Clock.Now.TotalMilliseconds, 4);
        swd.Finish();
        Assert.Equal(0x22221111u, swd.Read(Swd.FlashStart));
    }

    [Fact]
    public void Registers_written_while_busy_keep_what_they_hold()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 1);
        swd.Write(Swd.FlashStart, 0x1111, 2);
        swd.Write(Swd.Cr, 0x80);
        swd.Wait(1);

        Assert.Equal(1u, swd.Read(Swd.Cr));
        Assert.Contains("while busy", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void Flash_needs_the_internal_oscillator()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(0x4002_1000, 0);
        swd.Program(Swd.FlashStart, 0x1111);
        swd.ErasePage(Swd.FlashStart);

        Assert.Equal(0xFFFFu, swd.Read(Swd.FlashStart, 2));
        Assert.Equal(0, swd.Chip.PageErases[0]);
        Assert.All(swd.Chip.Violations, sentence => Assert.Contains("HSI off", sentence));
    }

    [Fact]
    public void A_reset_in_the_middle_leaves_the_cell_anyhow()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 1);
        swd.Write(Swd.FlashStart, 0x1111, 2);
        swd.ResetSystem();

        Assert.NotEqual(0x1111u, swd.Read(Swd.FlashStart, 2));
        Assert.Equal(0xFFFFu, swd.Read(Swd.FlashStart + 2, 2));
        Assert.Contains("reset while busy", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void The_alias_at_0_is_flash_too()
    {
        Swd swd = Swd.Unlocked();
        swd.Program(4, 0xCAFE);

        Assert.Equal(0xCAFEu, swd.Read(Swd.FlashStart + 4, 2));
        Assert.Equal(0xCAFEu, swd.Read(4, 2));
    }
}
