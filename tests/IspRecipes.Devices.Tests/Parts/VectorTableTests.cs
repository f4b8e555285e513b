using System.Buffers.Binary;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

public class VectorTableTests
{
    private static readonly Stm32Part Bluepill = Stm32Catalog.Find("bluepill")!;

    [Theory]
    [InlineData(0x2000_5000, 0x0800_0009, true)]
    [InlineData(0x2000_0004, 0x0800_FFFF, true)]
    [InlineData(0x2000_0000, 0x0800_0009, false)] // the first push would leave the SRAM
    [InlineData(0x2000_5004, 0x0800_0009, false)]
    [InlineData(0x1000_0400, 0x0800_0009, false)] // CCM, which an F1 has not
    [InlineData(0x2000_5000, 0x0800_0008, false)] // not Thumb
    [InlineData(0x2000_5000, 0x0801_0001, false)]
    [InlineData(0x2000_5000, 0x0000_0009, false)] // linked to the alias
    [InlineData(0xFFFF_FFFF, 0xFFFF_FFFF, false)]
    public void A_table_is_sound_where_the_core_can_start_from_it(uint stack, uint reset, bool sound) =>
        Assert.Equal(sound, new VectorTable(0x0800_0000, stack, reset).IsSound(Bluepill));

    [Fact]
    public void A_stack_may_lie_in_the_core_coupled_memory()
    {
        Stm32Part part = Stm32Catalog.Find("stm32f303cc")!;
        VectorTable table = new(0x0800_0000, 0x1000_2000, 0x0800_0189);

        Assert.Equal(part.Ccm, table.Stack(part));
        Assert.True(table.IsSound(part));
    }

    [Fact]
    public void A_table_is_read_where_all_of_it_is()
    {
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 0x2000_5000);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 0x0800_2101);
        MemoryImage image = new(0x0800_1FFC, bytes, new ImageSource("app"));

        Assert.Equal(new VectorTable(0x0800_2000, 0x2000_5000, 0x0800_2101), VectorTable.At(0x0800_2000, image));
        Assert.Equal(0x0800_2100u, VectorTable.At(0x0800_2000, image)!.Entry);
        Assert.Null(VectorTable.At(0x0800_2004, image));
        Assert.Null(VectorTable.At(0x0800_0000, image));
    }
}
