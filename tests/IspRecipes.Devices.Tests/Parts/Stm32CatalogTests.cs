using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

public class Stm32CatalogTests
{
    [Fact]
    public void The_STM32F103C8_is_as_its_manuals_state_it()
    {
        Stm32Part part = Stm32Catalog.Find("stm32f103c8")!;
        Stm32Family family = part.Family;

        Assert.Equal("STM32F103C8", part.Name);
        Assert.Equal(("flash", 0x0800_0000u, 0x1_0000u, 1024), (part.Flash.Name, part.Flash.Start, part.Flash.Size, part.Flash.PageSize));
        Assert.Equal(("sram", 0x2000_0000u, 0x5000u), (part.Sram.Name, part.Sram.Start, part.Sram.Size));
        Assert.Equal(("stm32f1-medium", 0x410, 0x4002_2000u, 0x1FFF_F7E0u), (family.Id, family.DeviceId, family.FlashRegisters, family.FlashSizeAddress));
        Assert.Equal([0xA5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], family.Options.Select(option => option.Factory));
    }

    [Theory]
    [InlineData(0x2003, 0x03FFFFFCu, 2)]
    [InlineData(0x2003, 0xFFFFFF00u, 2)]
    [InlineData(0x1303, 0x03FFFFFCu, 2)]
    [InlineData(0x1303, 0x0000001Eu, 2)]
    [InlineData(0x1303, 0xFFFFFF00u, 8)]
    [InlineData(0x1303, 0x0000FE02u, 8)]
    [InlineData(0x1704, 0x0000FE02u, 8)]
    [InlineData(0x1906, 0x00000000u, 2)]
    [InlineData(0x1909, 0xFFFFFF00u, 8)]
    public void Some_clones_load_and_show_option_bytes_as_an_F0_does(ushort revision, uint optionRegister, int userShift)
    {
        Stm32Family family = Stm32Catalog.Find("bluepill")!.Family.Of(revision, optionRegister);

        Assert.Equal(
            (userShift, userShift == 8, userShift == 8 ? Stm32Family.ProtectedForEver : null),
            (family.UserShift, family.HasOptionLaunch, family.ReadProtectionForEver));
    }

    [Theory]
    [InlineData("STM32F103C8")]
    [InlineData("bluepill")]
    [InlineData("BluePill")]
    [InlineData("STM32F103C8T6")]
    [InlineData("stm32f103c8t7")]
    [InlineData("STM32F103C8T6TR")]
    [InlineData("stm32f103x8")]
    [InlineData("STM32F103X8")]
    public void A_part_is_found_by_every_name_it_goes_by(string name) =>
        Assert.Equal("stm32f103c8", Stm32Catalog.Find(name)?.Id);

    [Theory]
    [InlineData("")]
    [InlineData("stm32")]
    [InlineData("stm32f103")]
    [InlineData("stm32f103c")]
    [InlineData("stm32f103c8t")]
    [InlineData("stm32f103c8t9")]
    [InlineData("stm32f103c86t")]
    [InlineData("stm32f103c9")]
    [InlineData("stm32f103x9")]
    [InlineData("stm32f10xx8")]
    [InlineData("stm32f407vg")]
    [InlineData("atmega32u4")]
    public void A_name_that_is_none_finds_nothing(string name) => Assert.Null(Stm32Catalog.Find(name));
}
