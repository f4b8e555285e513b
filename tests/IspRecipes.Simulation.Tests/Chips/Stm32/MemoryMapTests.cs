using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>RM0008, 3.3, 4.4, 7.3 and 31.6; RM0091 and RM0316 likewise: what answers where.</summary>
public sealed class MemoryMapTests
{
    public static TheoryData<string> Families =>
        new(Stm32Catalog.Ids.GroupBy(id => Stm32Catalog.Find(id)!.Family.Id).Select(family => family.Last()));

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_identifies_itself_as_its_data_say(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;
        var swd = new Swd(id);

        Assert.Equal(part.Family.DebugPortIds[0], swd.Chip.ReadDebugPortId());
        Assert.Equal(part.Family.CpuIds[0], swd.Read(0xE000_ED00));
        Assert.Equal(part.Family.DeviceId, swd.Read(part.Family.DebugIdAddress) & 0xFFF);
        Assert.Contains((ushort)(swd.Read(part.Family.DebugIdAddress) >> 16), part.Family.Revisions.Keys);
        Assert.Equal(part.Flash.Size / 1024, swd.Read(part.Family.FlashSizeAddress, 2));
        Assert.NotEqual(0u, swd.Read(part.Family.UniqueIdAddress));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_is_erased_and_programmed_to_its_last_half_word(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;
        var swd = new Swd(id);
        uint last = part.Flash.End - 2;
        uint bank = last >= part.Family.SecondBank ? 0x40u : 0;
        swd.Unlock(bank);

        Assert.Equal(Swd.EndOfOperation, swd.ErasePage(last, bank));
        Assert.Equal(Swd.EndOfOperation, swd.Program(last, 0x1234, bank));
        Assert.Equal(0x1234u, swd.Read(last, 2));
        Assert.Equal(SwdAnswer.Fault, swd.TryRead(part.Flash.End));
        Assert.Equal(SwdAnswer.Ok, swd.TryRead(part.Sram.End - 4));
        Assert.Equal(SwdAnswer.Fault, swd.TryRead(part.Sram.End));
    }

    [Theory]
    [InlineData(0x0001_0000u)]
    [InlineData(0x1000_0000u)]
    [InlineData(0x1FFF_F810u)]
    [InlineData(0x2000_5000u)]
    [InlineData(0x4003_0000u)]
    [InlineData(0x6000_0000u)]
    [InlineData(0xA000_0000u)]
    [InlineData(0xE010_0000u)]
    public void Where_nothing_is_an_access_faults(uint address)
    {
        var swd = new Swd();

        Assert.Equal(SwdAnswer.Fault, swd.TryRead(address));
        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(address, 0));
    }

    [Theory]
    [InlineData(0x1FFF_F000u)]
    [InlineData(0x1FFF_F7E0u)]
    public void System_memory_cannot_be_written(uint address)
    {
        Assert.Equal(SwdAnswer.Fault, new Swd().TryWrite(address, 0));
    }

    [Theory]
    [InlineData(Swd.SramStart)]
    [InlineData(0x4001_0800u)]
    public void SRAM_and_peripherals_take_bytes_half_words_and_words(uint address)
    {
        var swd = new Swd();
        swd.Write(address, 0x44332211);
        swd.Write(address + 1, 0xAA, 1);
        swd.Write(address + 2, 0xBBCC, 2);

        Assert.Equal(0xBBCCAA11u, swd.Read(address));
        Assert.Equal(0xAAu, swd.Read(address + 1, 1));
        Assert.Equal(0xBBCCu, swd.Read(address + 2, 2));
    }

    [Fact]
    public void Peripherals_forget_at_a_system_reset()
    {
        var swd = new Swd();
        swd.Write(0x4001_0800, 0x11111111);
        swd.ResetSystem();

        Assert.Equal(0u, swd.Read(0x4001_0800));
    }

    [Fact]
    public void The_clock_control_starts_on_HSI_and_its_ready_bits_follow()
    {
        var swd = new Swd();
        Assert.Equal(0x83u, swd.Read(0x4002_1000));
        Assert.Equal(0x14u, swd.Read(0x4002_1014));

        swd.Write(0x4002_1000, 0x0101_0083);
        swd.Write(0x4002_1004, 2);
        Assert.Equal(0x0303_0083u, swd.Read(0x4002_1000));
        Assert.Equal(0xAu, swd.Read(0x4002_1004));
    }

    [Fact]
    public void The_CRC_unit_computes_once_its_clock_is_on()
    {
        var swd = new Swd();
        swd.Write(0x4002_3000, 0x12345678);
        Assert.Equal(0u, swd.Read(0x4002_3000));

        swd.Write(0x4002_1014, 0x54);
        Assert.Equal(0xFFFF_FFFF, swd.Read(0x4002_3000));
        swd.Write(0x4002_3000, 0x12345678);
        // ST AN4187: the value that the unit gives for this word.
        Assert.Equal(0xDF8A8A2Bu, swd.Read(0x4002_3000));
        swd.Write(0x4002_3008, 1);
        Assert.Equal(0xFFFF_FFFF, swd.Read(0x4002_3000));
    }

    [Fact]
    public void A_Cortex_M0_has_no_VTOR_and_no_fault_status()
    {
        var swd = new Swd("stm32f030c8");
        swd.Wait(1);
        swd.Write(0xE000_ED08, 0x2000_0000);

        Assert.Equal(0u, swd.Read(0xE000_ED08));
        Assert.Equal(CoreState.LockedUp, swd.Chip.CoreState);
        Assert.Equal(0u, swd.Read(0xE000_ED2C));
    }
}
