using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What every fault of an ST-Link, its line and its chip ends in: never a hang, never a false success, and the core running.</summary>
public sealed class StLinkFaultTests
{
    private const uint Sram = 0x20000000, Dhcsr = 0xE000EDF0, Halt = 0xA05F0003;

    private readonly VirtualStm32 _chip = new(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock());
    private readonly VirtualClock _clock = new();

    /// <summary>A program that does nothing: stack, reset vector, WFI, a branch back.</summary>
    public StLinkFaultTests()
    {
        new byte[] { 0x00, 0x50, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0x30, 0xBF, 0xFD, 0xE7 }.CopyTo(_chip.Flash, 0);
        _chip.CyclePower();
    }

    public static TheoryData<FaultCode> LineFaults => [FaultCode.UsbStall, FaultCode.UsbTimeout, FaultCode.UsbShort, FaultCode.UsbUnplugged];

    [Theory]
    [MemberData(nameof(LineFaults))]
    public void Whichever_transfer_fails_it_is_told_and_the_core_runs_on(FaultCode fault)
    {
        const int Greeting = 4, Farewell = 5; // tried again, and quiet
        var meter = new MeteredUsbLink(Twin(), _clock);
        Session(meter);
        for (int struck = 1; struck <= meter.Cost.RoundTrips; struck++)
        {
            int number = struck;
            VirtualStLink twin = Twin();
            var link = new StruckBulkLink(twin, (count, _, _) => count == number ? fault : null);

            FaultCode? told = (Record.Exception(() => Session(link)) as DeviceException)?.Fault.Code;

            bool quiet = struck > meter.Cost.RoundTrips - Farewell || (struck <= Greeting && fault != FaultCode.UsbUnplugged);
            Assert.True(told == (quiet ? null : fault), $"transfer {struck} told as {told}");
            Assert.True(link.Disposed);
            if (fault != FaultCode.UsbUnplugged)
            {
                Assert.NotEqual(StLinkMode.Debug, twin.Mode);
                Assert.True(_chip.IsRunning, $"transfer {struck}");
            }
        }
    }

    [Fact]
    public void A_session_costs_no_more_than_it_must()
    {
        var meter = new MeteredUsbLink(Twin(), _clock);
        using var probe = new StLinkV2(meter, _clock);

        probe.Open();
        Assert.Equal(new LinkCost(7, 4 * 16, 6 + 2 + 8), meter.Cost); // version, mode, out of DFU, volts
        probe.Connect(null, underReset: false);
        Assert.Equal(new LinkCost(13, 7 * 16, 16 + 2 + 2 + 12), meter.Cost); // clock, enter, DPIDR
        probe.Disconnect();
        Assert.Equal(new LinkCost(16, 9 * 16, 32 + 2), meter.Cost); // debug off, exit
        probe.Dispose();
        Assert.Equal(16, meter.Cost.RoundTrips);
    }

    [Fact]
    public void A_chip_that_asks_for_time_for_ever_ends_the_work_after_a_second()
    {
        VirtualStLink twin = Twin();
        using var probe = new StLinkV2(twin, _clock);
        probe.Open();
        probe.Connect(null, underReset: false);
        twin.WaitsToCome = int.MaxValue;
        (TimeSpan begun, int commands) = (_clock.Now, twin.Commands);

        Diagnostic told = Told(Assert.Throws<ProtocolException>(() => probe.Read(Sram, new byte[64])));

        Assert.Equal("ISP5037", told.Code);
        Assert.StartsWith("the chip asked for time at 'READMEM' 11 times within 1", told.Message);
        Assert.Contains("under-reset: true", told.Hint);
        Assert.Equal(10, probe.Repeats);
        Assert.InRange((_clock.Now - begun).TotalSeconds, 1.0, 1.5);
        Assert.Equal(2 * 11, twin.Commands - commands);
    }

    [Fact]
    public void A_probe_that_falls_silent_is_told_and_heard_again()
    {
        VirtualStLink twin = Twin();
        using var probe = new StLinkV2(twin, _clock);
        probe.Open();
        probe.Connect(null, underReset: false);
        twin.Garble = (command, reply) => command[1] == 0x36 ? null : reply;

        Assert.Equal(FaultCode.UsbTimeout, Assert.Throws<LinkException>(() => probe.ReadWord(Sram)).Fault.Code);

        twin.Garble = (_, reply) => reply;
        probe.WriteWord(Sram, 0x12345678);
        Assert.Equal(0x12345678u, probe.ReadWord(Sram));
    }

    [Theory]
    [InlineData(4, FaultCode.UsbShort)]
    [InlineData(12, FaultCode.NotInSync)]
    public void An_answer_of_another_length_is_no_answer(int length, FaultCode code)
    {
        VirtualStLink twin = Twin();
        using var probe = new StLinkV2(twin, _clock);
        probe.Open();
        probe.Connect(null, underReset: false);
        twin.Garble = (command, reply) => command[1] == 0x36 ? [.. reply.Concat(new byte[4]).Take(length)] : reply;

        Assert.Equal(code, Assert.ThrowsAny<DeviceException>(() => probe.ReadWord(Sram)).Fault.Code);
    }

    [Fact]
    public void A_status_that_nobody_knows_is_told_with_the_frame()
    {
        VirtualStLink twin = Twin();
        using var probe = new StLinkV2(twin, _clock);
        probe.Open();
        probe.Connect(null, underReset: false);
        twin.Garble = (command, reply) => command[1] == 0x36 ? [0x77, .. reply[1..]] : reply;

        ProtocolException refused = Assert.Throws<ProtocolException>(() => probe.ReadWord(Sram));

        Assert.Equal((0xF2, 0x36, 0x77), (refused.Sent[0], refused.Sent[1], refused.Received[0]));
        Assert.StartsWith("the programmer refused READDEBUGREG (it answered status 77)", Told(refused).Message);
    }

    [Theory]
    [InlineData(3.3, "no chip answers on SWD; the probe measures 3.3 V at its supply")]
    [InlineData(null, "no chip answers on SWD")]
    public void No_chip_is_told_with_the_volts_and_with_what_to_check(double? volts, string says)
    {
        StLinkFirmware firmware = StLinkFirmware.V2J37S7 with { MeasuresVoltage = volts is not null };
        VirtualStLink twin = Twin(firmware);
        using var probe = new StLinkV2(twin, _clock);
        probe.Open();
        _chip.Volts = 0;

        Diagnostic told = Told(Assert.Throws<TargetException>(() => probe.Connect(null, underReset: false)));

        Assert.Equal(("ISP6019", says), (told.Code, told.Message));
        Assert.Contains("swap SWDIO and SWCLK", told.Hint);
        Assert.Contains("BOOT0", told.Hint);
    }

    [Fact]
    public void A_chip_that_loses_its_power_in_mid_session_is_told_so()
    {
        using var probe = new StLinkV2(Twin(), _clock);
        probe.Open();
        probe.Connect(null, underReset: false);
        _chip.Volts = 0;

        Assert.Equal("ISP6019", Told(Assert.Throws<TargetException>(() => probe.Read(Sram, new byte[64]))).Code);
    }

    [Fact]
    public void A_supply_too_low_is_a_warning_and_not_the_end()
    {
        _chip.Volts = 1.2;
        using var probe = new StLinkV2(Twin(), _clock);
        probe.Open();

        Diagnostic told = DiagnosticCatalog.Of(Assert.Single(probe.Notices));

        Assert.Equal(("ISP5031", Severity.Warning), (told.Code, told.Severity));
        Assert.Contains("1.2 V", told.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bus_fault_is_told_and_the_next_access_works_whoever_clears_it(bool clears)
    {
        using var probe = new StLinkV2(Twin(StLinkFirmware.V2J37S7 with { ClearsStickyErrors = clears }), _clock);
        probe.Open();
        probe.Connect(null, underReset: false);

        TargetException fault = Assert.Throws<TargetException>(() => probe.Read(Sram + 0x4FFC, new byte[12]));

        Assert.Equal(("ISP6020", "the chip's bus refused to read at 0x20005000"), (Told(fault).Code, Told(fault).Message));
        probe.WriteWord(Sram, 0x12345678);
        Assert.Equal(0x12345678u, probe.ReadWord(Sram));
    }

    private static Diagnostic Told(DeviceException failure) => DiagnosticCatalog.Of(failure.Fault);

    private VirtualStLink Twin(StLinkFirmware? firmware = null) => new(_chip, _clock, firmware);

    /// <summary>Under reset, halted, with blocks, words, a batch and a register: all a target asks for.</summary>
    private void Session(IUsbLink link)
    {
        using var probe = new StLinkV2(link, _clock);
        probe.Open();
        probe.Connect(null, underReset: true);
        probe.WriteWord(Dhcsr, Halt);
        probe.SetReset(low: false);
        probe.Write(Sram + 1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        byte[] found = new byte[12];
        probe.Read(Sram + 1, found);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], found);
        WordAccess[] accesses = [WordAccess.Write(Sram, 1), WordAccess.Write(Sram + 4, 2), WordAccess.Read(Sram)];
        probe.Exchange(accesses);
        Assert.Equal(1u, accesses[2].Value);
        probe.WriteRegister(CoreRegister.R0, 7);
        Assert.Equal(7u, probe.ReadRegister(CoreRegister.R0));
        probe.SetReset(low: true);
    }
}
