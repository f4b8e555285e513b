using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Devices.Tests.Targets;

public sealed class Stm32TargetTests
{
    private static readonly Stm32Part C8 = Stm32Catalog.Find("stm32f103c8")!;

    private readonly PlainStm32 _chip = new(C8);

    [Fact]
    public void Writing_7172_bytes_and_all_around_it_takes_few_commands()
    {
        var probe = new PlainProbe(_chip);
        byte[] image = Random(7172);
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(C8));
        target.Identify();
        target.ReadOptions();

        int pages = target.Write(C8.Flash.Start, image);
        target.Verify(C8.Flash.Start, image);
        target.Leave();

        Assert.Equal(8, pages);
        Assert.Equal(image, _chip.Flash[..image.Length]);
        Assert.True(probe.RunsFree);
        Assert.Equal(38, probe.Commands);
    }

    private static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
