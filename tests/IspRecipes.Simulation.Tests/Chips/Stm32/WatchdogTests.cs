namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>RM0008, 19 and 31.16.2: the independent watchdog.</summary>
public sealed class WatchdogTests
{
    private const uint Kr = 0x4000_3000;
    private const uint Pr = 0x4000_3004;
    private const uint Rlr = 0x4000_3008;
    private const uint DebugControl = 0xE004_2004;

    [Fact]
    public void Once_started_it_resets_the_chip_after_410_ms()
    {
        Swd swd = Swd.Spinning();
        swd.Write(Kr, 0xCCCC);
        swd.Wait(409);
        Assert.Equal(1, swd.Chip.Resets);
        swd.Wait(1);

        Assert.Equal(2, swd.Chip.Resets);
        swd.Wait(1000);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Fact]
    public void The_reload_key_puts_it_off_and_does_not_start_it()
    {
        Swd swd = Swd.Spinning();
        swd.Write(Kr, 0xAAAA);
        swd.Wait(1000);
        Assert.Equal(1, swd.Chip.Resets);

        swd.Write(Kr, 0xCCCC);
        swd.Wait(300);
        swd.Write(Kr, 0xAAAA);
        swd.Wait(300);
        Assert.Equal(1, swd.Chip.Resets);
        swd.Wait(200);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Fact]
    public void It_fires_while_the_core_is_halted_and_sets_the_program_running()
    {
        Swd swd = Swd.Spinning();
        swd.Halt();
        swd.Write(Kr, 0xCCCC);
        swd.Wait(500);

        Assert.Equal(2, swd.Chip.Resets);
        Assert.False(swd.IsCoreHalted);
    }

    [Fact]
    public void DBG_IWDG_STOP_freezes_it_while_halted_only()
    {
        Swd swd = Swd.Spinning();
        swd.Write(DebugControl, 1 << 8);
        swd.Halt();
        swd.Write(Kr, 0xCCCC);
        swd.Wait(1000);
        Assert.Equal(1, swd.Chip.Resets);

        swd.Run();
        swd.Wait(409);
        Assert.Equal(1, swd.Chip.Resets);
        swd.Wait(1);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Theory]
    [InlineData("stm32f030c8", 0x4001_5808u)]
    [InlineData("stm32f303cc", 0xE004_2008u)]
    public void On_F0_and_F3_its_freeze_bit_is_bit_12_of_APB1_FZ(string part, uint freeze)
    {
        var swd = new Swd(part);
        swd.Write(freeze, 1 << 12);
        swd.Halt();
        swd.Write(Kr, 0xCCCC);
        swd.Wait(1000);

        Assert.Equal(1, swd.Chip.Resets);
    }

    [Fact]
    public void WDG_SW_0_starts_it_with_every_reset()
    {
        Swd swd = Swd.Spinning(Swd.Options(user: 0xFE));
        swd.ResetSystem();
        swd.Wait(1000);

        Assert.Equal(4, swd.Chip.Resets);
    }

    [Fact]
    public void Its_period_can_be_set_after_the_access_key()
    {
        Swd swd = Swd.Spinning();
        swd.Write(Rlr, 1);
        Assert.Equal(0xFFFu, swd.Read(Rlr));
        swd.Write(Kr, 0x5555);
        swd.Write(Pr, 6);
        swd.Write(Rlr, 155);
        swd.Write(Kr, 0xCCCC);
        swd.Wait(990);
        Assert.Equal(1, swd.Chip.Resets);
        swd.Wait(10);
        Assert.Equal(2, swd.Chip.Resets);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void It_interrupts_a_stub_that_does_not_reload_it(bool reloads, int resets)
    {
        Swd swd = Swd.Spinning();
        swd.Halt();
        // str r1, [r0]; b back; or b on the spot
        swd.LoadStub([0x6001, reloads ? (ushort)0xE7FD : (ushort)0xE7FE], Kr, 0xAAAA);
        swd.Write(Kr, 0x5555);
        swd.Write(Rlr, 99);
        swd.Write(Kr, 0xCCCC);
        swd.Run();
        swd.Wait(15);

        Assert.Equal(resets, swd.Chip.Resets);
    }
}
