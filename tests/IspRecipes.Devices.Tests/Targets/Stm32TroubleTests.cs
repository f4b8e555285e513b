using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Devices.Tests.Targets;

/// <summary>What a board, a core or its SRAM can do wrong, and that the program runs afterwards.</summary>
public sealed class Stm32TroubleTests
{
    private static readonly Stm32Part C8 = Stm32Catalog.Find("stm32f103c8")!;
    private static readonly byte[] Image = [.. Enumerable.Range(0, 2048).Select(index => (byte)(index * 7))];

    private readonly PlainStm32 _chip = new(C8);

    [Fact]
    public void A_stub_that_never_returns_is_halted_and_told()
    {
        PlainProbe probe = new(_chip) { MostSteps = 3000 };

        Assert.InRange((double)Fails(FaultCode.StubSilent, probe).Fault.Arguments[0], 1.5, 2.5);
        Assert.Contains("W E000EDF0 A05F0003", probe.Log);
        Assert.Equal(0x80u, _chip.Cr);
    }

    [Fact]
    public void A_core_that_halts_elsewhere_is_told_with_its_place()
    {
        PlainProbe probe = new(_chip);
        probe.Before = access =>
        {
            if (access.StartsWith("reg Xpsr"))
            {
                _chip.Sram[8] = 0x00;
                _chip.Sram[9] = 0xDE; // UDF
            }
        };

        Assert.Equal(C8.Sram.Start + 8, Fails(FaultCode.StubFell, probe).Fault.Arguments[0]);
        Assert.Empty(_chip.Erases);
    }

    [Fact]
    public void A_reset_in_the_middle_of_writing_is_told()
    {
        PlainProbe probe = new(_chip);
        probe.Before = access =>
        {
            if (access == "R E000EDF0" && probe.Log[^1] == "W E000EDF0 A05F0001")
            {
                probe.SetReset(low: true);
                probe.SetReset(low: false);
            }
        };

        Fails(FaultCode.ResetWhileWriting, probe);
    }

    [Fact]
    public void SRAM_that_does_not_hold_the_stub_is_never_run_and_the_probe_writes_instead()
    {
        PlainProbe probe = new(_chip) { SramHolds = value => (byte)(value & 0x7F) };
        _chip.Flash[1500] = 0x55;
        _chip.Flash[2047] = 0x66;
        using Stm32Target target = Identified(probe);

        Assert.Equal(2, target.Write(C8.Flash.Start, Image.AsSpan(0, 2001)));
        target.Verify(C8.Flash.Start, Image.AsSpan(0, 2001));
        target.Leave();

        Assert.Equal(0x66, _chip.Flash[2047]);
        Assert.Equal([C8.Flash.Start + 1024], _chip.Erases.OfType<uint>());
        Assert.DoesNotContain(probe.Log, access => access.StartsWith("reg"));
        Assert.Equal(FaultCode.WrittenByProbe, Assert.Single(target.Notices).Code);
        Assert.Equal(0, Identified(probe).Write(C8.Flash.Start, Image.AsSpan(0, 2001)));
    }

    [Fact]
    public void SRAM_that_is_not_there_is_told_where_the_probe_cannot_write_either()
    {
        PlainProbe probe = new(_chip) { WritesHalfWords = false, SramHolds = _ => 0 };

        Assert.Equal(C8.Sram.Start, Fails(FaultCode.SramNotHeld, probe).Address);
    }

    [Fact]
    public void A_controller_that_stays_locked_is_told()
    {
        PlainProbe probe = new(_chip);
        _chip.TakesNoKeys = true;
        Stm32Target target = Identified(probe);

        Assert.Equal(FaultCode.FlashStaysLocked, Assert.Throws<TargetException>(target.EraseFlash).Fault.Code);
    }

    [Fact]
    public void A_mass_erase_that_never_ends_is_told()
    {
        PlainProbe probe = new(_chip);
        _chip.BusyReads = int.MaxValue;
        Stm32Target target = Identified(probe);

        Assert.Equal(FaultCode.ChipBusy, Assert.Throws<TargetException>(target.EraseFlash).Fault.Code);
        target.Dispose();
        Assert.False(probe.Connected);
    }

    [Fact]
    public void A_reset_that_SYSRESETREQ_does_not_bring_comes_through_NRST()
    {
        PlainProbe probe = new(_chip) { ResetsBySoftware = false };
        using Stm32Target target = Identified(probe);

        target.ResetAndHalt();

        Assert.Equal(1, probe.Resets);
        Assert.False(probe.NrstLow);
    }

    [Fact]
    public void A_core_that_no_reset_halts_is_told()
    {
        PlainProbe probe = new(_chip) { ResetsBySoftware = false, NrstIsWired = false };
        Stm32Target target = Identified(probe);

        Assert.Equal(FaultCode.CoreNotHalted, Assert.Throws<TargetException>(target.ResetAndHalt).Fault.Code);
    }

    [Fact]
    public void A_core_that_is_locked_up_is_told_and_cured()
    {
        PlainProbe probe = new(_chip) { LockedUp = true };
        using Stm32Target target = Identified(probe);

        Assert.Equal(FaultCode.CoreLockedUp, Assert.Single(target.Notices).Code);
        Assert.Equal(2, target.Write(C8.Flash.Start, Image));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_chip_that_answers_only_under_reset_is_reached_by_NRST(bool answers, bool noted)
    {
        PlainProbe probe = new(_chip) { AnswersWithoutReset = answers };
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(C8) { UnderReset = answers });
        target.Identify();

        Assert.Equal(noted ? [FaultCode.OnlyUnderReset] : [], target.Notices.Select(notice => notice.Code));
        Assert.False(probe.NrstLow);
        target.Leave();
        Assert.True(probe.RunsFree);
    }

    [Fact]
    public void NRST_that_is_not_wired_is_information_only()
    {
        PlainProbe probe = new(_chip) { NrstIsWired = false };
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(C8) { UnderReset = true });
        target.Identify();

        Assert.Equal(FaultCode.ResetNotWired, Assert.Single(target.Notices).Code);
        Assert.Equal(2, target.Write(C8.Flash.Start, Image));
    }

    [Fact]
    public void A_chip_that_never_answers_leaves_NRST_alone_and_the_probe_disconnected()
    {
        PlainProbe probe = new(_chip) { AnswersWithoutReset = false, NrstIsWired = false };

        Assert.Throws<TargetException>(() => Stm32Target.Connect(probe, new Stm32Connection(C8)));

        Assert.False(probe.NrstLow);
        Assert.False(probe.Connected);
    }

    [Fact]
    public void Watchdogs_stand_still_while_the_core_does_and_what_else_is_set_there_stays()
    {
        PlainProbe probe = new(_chip);
        probe.Words[C8.Family.FreezeAddress] = 0x7;
        using Stm32Target target = Identified(probe);

        target.ResetAndHalt();

        Assert.Equal(C8.Family.FreezeBits | 0x7, probe.Words[C8.Family.FreezeAddress]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_chip_that_nothing_resets_in_the_end_is_not_said_to_run(bool nrstIsWired)
    {
        PlainProbe probe = new(_chip);
        using Stm32Target target = Identified(probe);
        target.Write(C8.Flash.Start, Image);
        (probe.ResetsBySoftware, probe.NrstIsWired) = (false, nrstIsWired);

        Fault? told = Record.Exception(target.Leave) is TargetException thrown ? thrown.Fault : null;

        Assert.Equal(nrstIsWired ? null : FaultCode.NotRestarted, told?.Code);
        Assert.False(probe.Connected);
    }

    private static Stm32Target Identified(PlainProbe probe)
    {
        Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(C8));
        target.Identify();
        return target;
    }

    /// <summary>Writes, fails, and leaves the program running.</summary>
    private static TargetException Fails(FaultCode code, PlainProbe probe)
    {
        Stm32Target target = Identified(probe);
        TargetException thrown = Assert.Throws<TargetException>(() => target.Write(C8.Flash.Start, Image));
        Assert.Equal(code, thrown.Fault.Code);
        probe.Before = null;
        target.Dispose();
        Assert.True(probe.RunsFree);
        return thrown;
    }
}
