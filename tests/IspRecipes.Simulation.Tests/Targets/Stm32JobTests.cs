using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Targets;

/// <summary>Whole jobs: the target over the ST-Link driver, a virtual ST-Link and a virtual chip that runs the stubs.</summary>
public sealed class Stm32JobTests
{
    private const uint FlashStart = Stm32Part.FlashStart;

    /// <summary>Commands, transfers and bytes at most, from opening the probe to leaving it. st-flash 1.7.0 spends 351 and 2,479 commands.</summary>
    [Theory]
    [InlineData(7172, false, true, 50, 100, 17_000)]
    [InlineData(7172, false, false, 55, 110, 17_000)]
    [InlineData(65536, true, true, 130, 260, 140_000)]
    [InlineData(65536, true, false, 140, 280, 140_000)]
    public void Writing_stays_within_its_budget(
        int length, bool erasesChip, bool batches, int commands, int transfers, int bytes)
    {
        Stm32Bench bench = new(firmware: batches ? null : StLinkFirmware.V2J37S7 with { Jtag = 31 });
        byte[] image = Some(length);
        new Random(7).NextBytes(bench.Chip.Flash);

        bench.Run(target =>
        {
            if (erasesChip)
            {
                target.EraseFlash();
            }

            target.Write(FlashStart, image);
            target.Verify(FlashStart, image);
        });

        Assert.Equal(image, bench.Chip.Flash[..length]);
        Assert.Empty(bench.Chip.Violations);
        Assert.True(bench.Chip.IsRunning);
        LinkCost cost = bench.Cost;
        Assert.True(bench.Probe.Commands <= commands, $"{bench.Probe.Commands} commands");
        Assert.True(cost.RoundTrips <= transfers, $"{cost.RoundTrips} transfers");
        Assert.True(cost.BytesIn + cost.BytesOut <= bytes, $"{cost.BytesIn + cost.BytesOut} bytes");
    }

    [Theory]
    [InlineData("stm32f103c8", 0xFC00)]
    [InlineData("stm32f103rc", 0x3F000)]
    [InlineData("stm32f103rg", 0x7F000)]
    [InlineData("stm32f107rc", 0)]
    [InlineData("stm32f100c8", 0x821)]
    [InlineData("stm32f030f4", 0)]
    [InlineData("stm32f072c8", 0x3FF)]
    [InlineData("stm32f303cc", 0x10000)]
    [InlineData("stm32f334c8", 0xF000)]
    public void Every_kind_of_part_is_written_and_a_second_run_changes_nothing(string part, int at)
    {
        Stm32Bench bench = new(part);
        uint address = FlashStart + (uint)at;
        byte[] image = Some((int)Math.Min(12 * 1024, bench.Part.Flash.Size - at));

        bench.Run(target => target.Write(address, Some(image.Length - 1)));
        int changed = bench.Run(target => target.Write(address, image));
        int again = bench.Run(target => target.Write(address, image));

        Assert.Equal(image, bench.Chip.Flash[at..(at + image.Length)]);
        Assert.Equal(((at + image.Length - 1) / bench.Part.Flash.PageSize) - (at / bench.Part.Flash.PageSize) + 1, changed);
        Assert.Equal(0, again);
        Assert.Equal(changed, bench.Chip.PageErases.Sum());
        Assert.Empty(bench.Chip.Violations);
    }

    [Fact]
    public void A_probe_without_RW_MISC_and_one_with_it_do_the_same_and_the_second_with_fewer_commands()
    {
        byte[] image = Some(7172);
        Stm32Bench plain = new(firmware: StLinkFirmware.V2J37S7 with { Jtag = 31 });
        Stm32Bench batching = new();

        plain.Run(target => target.Write(FlashStart, image));
        batching.Run(target => target.Write(FlashStart, image));

        Assert.Equal(plain.Chip.Flash, batching.Chip.Flash);
        Assert.True(batching.Probe.Commands < plain.Probe.Commands, $"{batching.Probe.Commands} of {plain.Probe.Commands}");
    }

    [Theory]
    [InlineData("stm32f103c8")]
    [InlineData("stm32f051c8")]
    [InlineData("stm32f303cc")]
    public void A_locked_chip_is_unlocked_within_70_commands_and_keeps_what_it_can(string part)
    {
        Stm32Bench bench = new(part);
        bench.Chip.Preset(bench.Options(0x00).With(OptionByteId.Data0, 0x5A));

        bench.Run(target =>
        {
            Assert.Equal(1, target.ReadProtectionLevel);
            target.LiftReadProtection();
        });

        Assert.Equal(bench.Options(bench.Part.Family.ReadProtectionOff).With(OptionByteId.Data0, 0x5A), bench.Chip.LoadedOptions);
        Assert.All(bench.Chip.Flash, cell => Assert.Equal(0xFF, cell));
        Assert.Empty(bench.Chip.Violations);
        Assert.True(bench.Probe.Commands <= 70, $"{bench.Probe.Commands} commands");
    }

    [Fact]
    public void A_chip_that_needs_a_power_cycle_is_told_so_and_free_after_it()
    {
        Stm32Bench bench = new(silicon: new Stm32Silicon { NeedsPowerCycle = true });
        bench.Chip.Preset(bench.Options(0x00));

        Assert.Equal(FaultCode.StillReadProtected, bench.Fails(target => target.LiftReadProtection()).Fault.Code);
        bench.Chip.CyclePower();

        bench.Run(target => Assert.Equal(0, target.ReadProtectionLevel));
    }

    [Fact]
    public void Option_bytes_are_written_without_touching_flash()
    {
        Stm32Bench bench = new();
        byte[] image = Some(2048);
        image.CopyTo(bench.Chip.Flash, 0);
        OptionBytes wanted = bench.Options(0xA5).With(OptionByteId.Data1, 0x42).With(OptionByteId.Wrp0, 0xFE);

        bench.Run(target => target.WriteOptions(wanted));

        Assert.Equal(wanted, bench.Chip.LoadedOptions);
        Assert.Equal(image, bench.Chip.Flash[..2048]);
        Assert.Empty(bench.Chip.Violations);
    }

    /// <summary>Two chips of one REV_ID, of which the second shows the user byte elsewhere: read as the first's it would start the watchdog.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData(0xA5)]
    public void A_GD32F130_keeps_its_user_byte(byte rdp)
    {
        Stm32Bench bench = new(silicon: Stm32Silicon.Gd32F130);
        OptionBytes held = bench.Options(rdp).With(OptionByteId.User, 0xFD).With(OptionByteId.Data0, 0x12);
        bench.Chip.Preset(held);

        bench.Run(target =>
        {
            target.LiftReadProtection();
            target.WriteOptions(target.ReadOptions().With(OptionByteId.Data1, 0x34));
        });

        Assert.Equal(held.With(OptionByteId.Rdp, 0xA5).With(OptionByteId.Data1, 0x34), bench.Chip.LoadedOptions);
        Assert.Empty(bench.Chip.Violations);
    }

    [Fact]
    public void A_watchdog_that_starts_by_itself_does_not_disturb()
    {
        Stm32Bench bench = new();
        bench.Chip.Preset(bench.Options(0xA5).With(OptionByteId.User, 0xFE));
        byte[] image = Some(32 * 1024);

        bench.Run(target =>
        {
            target.Write(FlashStart, image);
            target.Verify(FlashStart, image);
        });

        Assert.Equal(image, bench.Chip.Flash[..image.Length]);
    }

    [Fact]
    public void A_stub_that_never_ends_is_halted_and_the_program_runs_again()
    {
        Stm32Bench bench = new(silicon: new Stm32Silicon { CoreHangs = true });
        Some(1024).CopyTo(bench.Chip.Flash, 0);

        Assert.Equal(FaultCode.StubSilent, bench.Fails(target => target.Write(FlashStart + 4096, Some(4096))).Fault.Code);
        Assert.True(bench.Chip.IsRunning, $"{bench.Chip.CoreState}");
    }

    [Fact]
    public void A_cell_that_is_worn_is_found_by_verify()
    {
        Stm32Bench bench = new(silicon: new Stm32Silicon { WornCell = FlashStart + 1026 });

        TargetException worn = bench.Fails(target =>
        {
            target.Write(FlashStart, Some(4096));
            target.Verify(FlashStart, Some(4096));
        });

        Assert.Equal(FlashStart + 1026, worn.Address & ~1u);
        Assert.True(bench.Chip.IsRunning, $"{bench.Chip.CoreState}");
    }

    [Fact]
    public void A_clone_is_written_like_any_other()
    {
        Stm32Bench bench = new(silicon: Stm32Silicon.Cks32);
        byte[] image = Some(3000);

        bench.Run(target =>
        {
            Assert.Contains(target.Notices, notice => notice.Code == FaultCode.CloneFound);
            target.Write(FlashStart, image);
        });

        Assert.Equal(image, bench.Chip.Flash[..3000]);
    }

    [Fact]
    public void A_program_that_takes_the_pins_is_reached_under_reset()
    {
        Stm32Bench bench = new(silicon: new Stm32Silicon { TakesSwdPins = true });
        Some(1024).CopyTo(bench.Chip.Flash, 0);
        bench.Chip.CyclePower();
        bench.Clock.Wait(TimeSpan.FromSeconds(1));

        bench.Run(target =>
        {
            Assert.Contains(target.Notices, notice => notice.Code == FaultCode.OnlyUnderReset);
            target.Write(FlashStart, [1, 2, 3, 4]);
        });

        Assert.Equal([1, 2, 3, 4], bench.Chip.Flash[..4]);
    }

    /// <summary>Any bytes, but for a vector table and a loop behind it: what is flashed runs.</summary>
    private static byte[] Some(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        byte[] program = [0x00, 0x04, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7]; // b .
        program.CopyTo(bytes, 0);
        return bytes;
    }
}
