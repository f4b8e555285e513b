namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.4.2: a 0 in WRPR protects several pages, the last bit all that remain.</summary>
public sealed class WriteProtectionTests
{
    [Fact]
    public void A_protected_page_is_neither_erased_nor_programmed()
    {
        var swd = new Swd();
        swd.Chip.Preset(Swd.Options(protection: 0xFFFF_FFFD));
        swd.Unlock();

        Assert.Equal(Swd.EndOfOperation, swd.ErasePage(Swd.FlashStart + (3 * 1024)));
        Assert.Equal(Swd.WriteProtectionError, swd.ErasePage(Swd.FlashStart + (4 * 1024)));
        Assert.Equal(Swd.WriteProtectionError, swd.Program(Swd.FlashStart + (7 * 1024), 0x1234));
        Assert.Equal(Swd.EndOfOperation, swd.Program(Swd.FlashStart + (8 * 1024), 0x1234));
        Assert.Equal(2, swd.Chip.Violations.Count(sentence => sentence.Contains("write protected")));
    }

    [Fact]
    public void A_mass_erase_is_refused_where_a_page_is_protected()
    {
        var swd = new Swd();
        swd.Chip.Preset(Swd.Options(protection: 0xFFFF_FFFD));
        swd.Unlock();

        Assert.Equal(Swd.WriteProtectionError, swd.EraseAll());
        Assert.All(swd.Chip.PageErases, count => Assert.Equal(0, count));
    }

    [Theory]
    [InlineData("stm32f103re", 2048, 0, 0, 2)]
    [InlineData("stm32f103cb", 1024, 0, 0, 4)]
    [InlineData("stm32f103re", 2048, 31, 62, 61)]
    [InlineData("stm32f103re", 2048, 31, 255, 61)]
    [InlineData("stm32f103cb", 1024, 31, 124, 123)]
    [InlineData("stm32f103rg", 2048, 31, 255, 61)]
    [InlineData("stm32f030f4", 1024, 3, 12, 11)]
    [InlineData("stm32f303cc", 2048, 31, 127, 61)]
    public void A_bit_stands_for_as_many_pages_as_the_manual_says(string part, int pageSize, int bit, int covered, int free)
    {
        var swd = new Swd(part);
        swd.Chip.Preset(Swd.Options(part, protection: ~(1u << bit)));
        swd.Unlock();

        Assert.Equal(Swd.WriteProtectionError, swd.ErasePage(Swd.FlashStart + (uint)(covered * pageSize)));
        Assert.Equal(Swd.EndOfOperation, swd.ErasePage(Swd.FlashStart + (uint)(free * pageSize)));
    }
}
