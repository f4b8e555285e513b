namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>A core that runs from flash, or programs it, while flash is busy: the bus makes it wait.</summary>
public sealed class BusyFlashTests
{
    [Fact]
    public void Code_in_flash_stands_still_while_flash_is_busy()
    {
        Swd swd = Swd.Counting();
        swd.Unlock();
        swd.Write(Swd.Cr, 2);
        swd.Write(Swd.Ar, Swd.FlashStart + 0x8000);
        swd.Wait(1);
        swd.Write(Swd.Cr, 0x42);
        uint count = swd.Read(Swd.SramStart);
        swd.Wait(29);
        Assert.Equal(count, swd.Read(Swd.SramStart));
        swd.Wait(2);
        Assert.True(swd.Read(Swd.SramStart) > count);
    }

    [Fact]
    public void A_stub_programs_64_KiB_in_the_time_that_silicon_takes()
    {
        Swd swd = Swd.Unlocked("stm32f103cb");
        swd.Halt();
        swd.Write(Swd.Cr, 1);
        // ldrh r4, [r0]; strh r4, [r1]; wait: ldr r4, [r3, #12]; lsrs r4, r4, #1; bcs wait;
        // adds r1, #2; subs r2, #1; bne 0; bkpt
        ushort[] stub = [0x8804, 0x800C, 0x68DC, 0x0864, 0xD2FC, 0x3102, 0x3A01, 0xD1F7, 0xBE00];
        swd.Write(Swd.SramStart, 0x1234);
        swd.LoadStub(stub, Swd.SramStart, Swd.FlashStart, 0x8000, 0x4002_2000);
        swd.Run();
        swd.Wait(1700);
        Assert.False(swd.IsCoreHalted);
        swd.Wait(200);

        Assert.True(swd.IsCoreHalted);
        Assert.Equal(Swd.FlashStart + 0x1_0000, swd.Register(1));
        Assert.All(Enumerable.Range(0, 0x8000), i => Assert.Equal(0x34, swd.Chip.Flash[2 * i]));
        Assert.Empty(swd.Chip.Violations);
    }

    [Fact]
    public void A_stub_that_does_not_wait_for_BSY_is_held_by_the_bus()
    {
        Swd swd = Swd.Unlocked();
        swd.Halt();
        swd.Write(Swd.Cr, 1);
        // strh r0, [r1]; strh r0, [r1, #2]; bkpt
        swd.LoadStub([0x8008, 0x8048, 0xBE00], 0x1234, Swd.FlashStart);
        TimeSpan before = swd.Clock.Now;
        swd.Run();
        swd.Wait(0.01);
        swd.Finish();

        Assert.True(swd.Clock.Now - before >= TimeSpan.FromMicroseconds(105));
        Assert.Equal(0x12341234u, swd.Read(Swd.FlashStart));
    }
}
