using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>The driver against transcripts made from what other programs know of the wire; the twin plays the same ones.</summary>
public class StLinkV2TranscriptTests
{
    private const ushort V2 = 0x3748, V21 = 0x374B, V3 = 0x374F;

    private const uint Sram = 0x20000000;

    [Theory]
    [InlineData(V2, "open", "ST-Link/V2, firmware V2J37S7")]
    [InlineData(V2, "open-debug", "ST-Link/V2, firmware V2J37S7")]
    [InlineData(V2, "open-swim", "ST-Link/V2, firmware V2J37S7")]
    [InlineData(V2, "open-left-answer", "ST-Link/V2, firmware V2J37S7")]
    [InlineData(V2, "open-left-data", "ST-Link/V2, firmware V2J37S7")]
    [InlineData(V21, "open-v21", "ST-Link/V2-1, firmware V2J29M18")]
    [InlineData(V3, "open-v3", "ST-Link/V3S, firmware V3J7M2")]
    public void Whatever_it_was_doing_it_is_brought_into_a_mode_for_SWD_and_says_what_it_is(
        int product, string name, string identity) => Play(probe =>
        {
            probe.Open();
            Assert.Equal(identity, probe.Identity);
            Assert.Equal(3.299, probe.TargetVolts!.Value, 3);
            Assert.Empty(probe.Notices);
            Assert.True(probe.WritesHalfWords);
        }, product, name);

    [Theory]
    [InlineData("open", true)]
    [InlineData("open-v2j14", false)]
    public void What_it_can_do_goes_by_its_firmware(string name, bool can) => Play(probe =>
    {
        probe.Open();
        Assert.Equal((can, can), (probe.WritesHalfWords, probe.Batches));
        Assert.Equal(can ? [] : [FaultCode.ProbeFirmwareOld], probe.Notices.Select(notice => notice.Code));
    }, V2, name);

    [Fact]
    public void A_dongle_without_a_wire_to_the_supply_measures_nothing() => Play(probe =>
    {
        probe.Open();
        Assert.Null(probe.TargetVolts);
    }, V2, "open-v2j17");

    [Fact]
    public void Firmware_whose_answers_have_no_status_is_refused() => Play(probe =>
    {
        ProtocolException refused = Assert.Throws<ProtocolException>(probe.Open);
        Assert.Equal(new Fault(FaultCode.ProbeFirmwareTooOld).Code, refused.Fault.Code);
        Assert.Equal(["ST-Link/V2, firmware V2J10S10"], refused.Fault.Arguments);
        Assert.Equal(0x22, refused.Received[0]);
    }, V2, "open-v2j10");

    [Fact]
    public void A_probe_in_its_bootloader_is_refused() => Play(probe =>
        Assert.Equal(FaultCode.ProbeInLoader, Assert.Throws<LinkException>(probe.Open).Fault.Code), V2, "open-bootloader");

    [Theory]
    [InlineData(V2, "open", "connect", null, 1.8e6, "close")]
    [InlineData(V2, "open", "connect-950-khz", 1e6, 950e3, "close")]
    [InlineData(V2, "open-v2j14", "connect-v2j14", null, null, "close")]
    [InlineData(V21, "open-v21", "connect-v21", 4e6, 4e6, "close-v3")]
    [InlineData(V3, "open-v3", "connect-v3", null, 3.3e6, "close-v3")]
    public void The_clock_is_set_before_SWD_is_entered_and_debugging_ends_with_the_session(
        int product, string open, string connect, double? wish, double? hertz, string close) => Play(probe =>
        {
            probe.Open();
            Assert.Equal(0x1BA01477u, probe.Connect(wish, underReset: false));
            Assert.Equal(hertz, probe.SwdHertz);
        }, product, open, connect, close);

    [Fact]
    public void Under_reset_NRST_is_low_before_and_after_and_let_go_at_the_end() => Play(probe =>
    {
        probe.Open();
        Assert.Equal(0x1BA01477u, probe.Connect(null, underReset: true));
        probe.Disconnect();
    }, V2, "open", "connect-under-reset", "close-reset");

    [Fact]
    public void No_chip_is_told_with_the_volts_that_were_measured() => Play(probe =>
    {
        probe.Open();
        TargetException silent = Assert.Throws<TargetException>(() => probe.Connect(null, underReset: false));
        Assert.Equal(FaultCode.SwdSilent, silent.Fault.Code);
        Assert.Equal(3.299, (double)silent.Fault.Arguments[0], 3);
    }, V2, "open", "connect-silent");

    [Fact]
    public void Memory_goes_by_words_and_its_ragged_ends_by_bytes() => PlayConnected(probe =>
    {
        byte[] bytes = [.. Enumerable.Range(1, 12).Select(value => (byte)value)], found = new byte[12];
        probe.Write(Sram + 1, bytes);
        probe.Read(Sram + 1, found);
        Assert.Equal(bytes, found);
        probe.WriteHalfWord(Sram + 2, 0xBEEF);
        probe.WriteWord(Sram + 0x10, 0x12345678);
        Assert.Equal(0x12345678u, probe.ReadWord(Sram + 0x10));
    }, "memory");

    [Fact]
    public void A_long_block_is_cut_where_the_probes_buffer_ends_and_a_single_word_needs_no_status() => PlayConnected(probe =>
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x5A, 6148)], found = new byte[6148];
        probe.Write(Sram, bytes);
        probe.Read(Sram, found);
        Assert.Equal(bytes, found);
    }, "memory-long");

    [Fact]
    public void Old_firmware_is_asked_for_the_short_status() => Play(probe =>
    {
        probe.Open();
        probe.Connect(null, underReset: false);
        probe.Write(Sram, [1, 2, 3, 4, 5, 6, 7, 8]);
    }, V2, "open-v2j14", "connect-v2j14", "memory-v2j14", "close");

    [Fact]
    public void What_the_chip_asks_time_for_is_done_again_and_counted()
    {
        PlayConnected(probe =>
        {
            probe.Write(Sram, [1, 2, 3, 4, 5, 6, 7, 8]);
            Assert.Equal(2, probe.Repeats);
            Assert.Equal(TimeSpan.FromMilliseconds(1 + 2), probe.Clock.Now);
        }, "wait-write");
        PlayConnected(probe =>
        {
            probe.ReadWord(Sram);
            Assert.Equal(1, probe.Repeats);
        }, "wait-read");
    }

    [Fact]
    public void A_bus_fault_is_told_with_its_address_and_cleared()
    {
        PlayConnected(probe => AssertFault(() => probe.Read(Sram + 0x4FF8, new byte[16]), "read", Sram + 0x5000), "fault");
        PlayConnected(probe => AssertFault(() => probe.WriteWord(0x60000000, 1), "write", 0x60000000), "fault-word");
        Play(probe =>
        {
            probe.Open();
            probe.Connect(null, underReset: false);
            AssertFault(() => probe.ReadWord(0x60000000), "read", 0x60000000);
        }, V2, "open-v2j14", "connect-v2j14", "fault-v2j14", "close");
    }

    [Fact]
    public void Word_accesses_cross_the_wire_in_one_turn() => PlayConnected(probe =>
    {
        WordAccess[] accesses =
            [WordAccess.Write(Sram, 0x11223344), WordAccess.Write(Sram + 4, 0x55667788), WordAccess.Read(Sram), WordAccess.Read(Sram + 4)];
        probe.Exchange(accesses);
        Assert.Equal([0x11223344u, 0x55667788u], accesses[2..].Select(access => access.Value));

        WordAccess[] reads = [WordAccess.Read(Sram), WordAccess.Read(Sram), WordAccess.Read(Sram)];
        probe.Exchange(reads);
        Assert.All(reads, access => Assert.Equal(0x11223344u, access.Value));
    }, "batch");

    [Fact]
    public void A_batch_is_cut_where_the_probe_takes_no_more() => PlayConnected(
        probe => probe.Exchange([.. Enumerable.Range(0, 40).Select(index => WordAccess.Write(Sram + (4 * (uint)index), (uint)index))]),
        "batch-long");

    [Fact]
    public void In_a_batch_what_the_chip_asks_time_for_is_done_again_alone() => PlayConnected(probe =>
    {
        probe.Exchange([WordAccess.Write(Sram, 7), WordAccess.Write(Sram + 4, 8), WordAccess.Write(Sram + 8, 9)]);
        Assert.Equal(1, probe.Repeats);
    }, "batch-wait");

    [Fact]
    public void In_a_batch_the_first_access_that_faults_is_told() => PlayConnected(
        probe => AssertFault(
            () => probe.Exchange([WordAccess.Write(Sram, 1), WordAccess.Read(0x60000000), WordAccess.Write(Sram + 4, 2)]),
            "read",
            0x60000000),
        "batch-fault");

    [Fact]
    public void Core_registers_are_written_and_read() => PlayConnected(probe =>
    {
        probe.WriteWord(0xE000EDF0, 0xA05F0003);
        probe.WriteRegister(CoreRegister.R3, 0x12345678);
        Assert.Equal(0x12345678u, probe.ReadRegister(CoreRegister.R3));
    }, "registers");

    private static void AssertFault(Action access, string verb, uint address)
    {
        TargetException fault = Assert.Throws<TargetException>(access);
        Assert.Equal(FaultCode.BusFault, fault.Fault.Code);
        Assert.Equal([verb, address], fault.Fault.Arguments);
        Assert.Equal(address, fault.Address);
    }

    private static void PlayConnected(Action<StLinkV2> use, string name) => Play(probe =>
    {
        probe.Open();
        probe.Connect(null, underReset: false);
        use(probe);
    }, V2, "open", "connect", name, "close");

    private static void Play(Action<StLinkV2> use, int product, params string[] names) => UsbTranscriptLink.Play(
        "stlink",
        names,
        new UsbDeviceInfo(new UsbId(0x0483, (ushort)product), "1-1"),
        (link, clock) => new StLinkV2(link, clock),
        use);
}
