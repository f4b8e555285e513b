using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

public class Stk500v1TranscriptTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Programming_mode_is_entered_in_two_turns_and_left_in_one() => Play(
        [.. Entered, "leave.txt"],
        programmer => programmer.LeaveProgramming());

    [Fact]
    public void A_chip_that_misses_programming_enable_gets_a_reset_pulse_and_another_chance() =>
        Play(["open.txt", "enter-deaf.txt"], _ => { });

    [Fact]
    public void A_refusal_of_programming_mode_names_the_part()
    {
        (TranscriptLink link, Stk500v1 programmer) = Start(["open.txt", "enter-refused.txt"]);
        programmer.Open();

        TargetException refused = Assert.Throws<TargetException>(() => programmer.EnterProgramming(Chips.ATmega32U4));

        link.AssertFinished();
        Assert.Equal(FaultCode.ProgrammingModeRefused, refused.Fault.Code);
        Assert.Equal(["ATmega32U4"], refused.Fault.Arguments);
    }

    [Fact]
    public void Signature_fuses_lock_and_calibration_go_by_the_datasheets_instructions() => Play(
        [.. Entered, "fuses.txt"],
        programmer =>
        {
            Assert.Equal(new Signature(0x1E, 0x95, 0x87), programmer.ReadSignature());
            Assert.Equal(0x5E, programmer.ReadFuse(FuseId.Low));
            Assert.Equal(0x99, programmer.ReadFuse(FuseId.High));
            Assert.Equal(0xF3, programmer.ReadFuse(FuseId.Extended));
            Assert.Equal(0xEF, programmer.ReadFuse(FuseId.Lock));
            Assert.Equal(0x9A, programmer.ReadCalibration(0));
            programmer.WriteFuse(FuseId.Extended, 0xF3);
            programmer.WriteFuse(FuseId.High, 0xD9);
            programmer.WriteFuse(FuseId.Low, 0x5E);
            programmer.WriteFuse(FuseId.Lock, 0xEF);
        });

    [Fact]
    public void A_chip_slower_than_its_datasheet_is_asked_again() => Play(
        [.. Entered, "fuse-slow.txt"],
        programmer => programmer.WriteFuse(FuseId.Extended, 0xF3));

    [Fact]
    public void A_chip_erase_waits_its_time_before_it_asks()
    {
        Play([.. Entered, "erase.txt"], programmer => programmer.EraseChip());

        Assert.Equal(TimeSpan.FromMilliseconds(9), _clock.Now);
    }

    [Fact]
    public void A_chip_that_stays_busy_is_given_up_after_a_second()
    {
        string endless = string.Concat(Enumerable.Repeat("> 56 F0 00 00 00 20\n< 14 01 10\n", 1001));
        Transcript busy = Transcript.Parse("busy", $"> 56 AC 80 00 00 20\n< 14 00 10\n{endless}");
        (TranscriptLink link, Stk500v1 programmer) = Start(Entered, busy);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega32U4);

        TargetException stuck = Assert.Throws<TargetException>(programmer.EraseChip);

        link.AssertFinished();
        Assert.Equal(FaultCode.ChipBusy, stuck.Fault.Code);
    }

    [Fact]
    public void Flash_is_written_in_blocks_of_256_and_addressed_once() => Play(
        [.. Entered, "flash-write.txt"],
        programmer => programmer.WritePages(
            AvrMemory.Flash, 0x80, [.. Bytes(0xA1, 128), .. Bytes(0xB2, 256), .. Bytes(0xC3, 256)]));

    [Fact]
    public void Reads_are_queued_in_one_write() => Play(
        [.. Entered, "flash-read.txt"],
        programmer =>
        {
            byte[] read = new byte[600];
            programmer.Read(AvrMemory.Flash, 0x100, read);
            Assert.Equal([.. Bytes(1, 256), .. Bytes(2, 256), .. Bytes(3, 88)], read);
        });

    [Fact]
    public void A_lost_byte_costs_its_block_again_with_the_address_before_it() => Play(
        [.. Entered, "flash-write-nosync.txt"],
        programmer => programmer.WritePages(AvrMemory.Flash, 0, [.. Bytes(0xA1, 256), .. Bytes(0xB2, 256)]));

    [Fact]
    public void Above_64_kilowords_the_extended_address_is_loaded_once_per_segment()
    {
        (TranscriptLink link, Stk500v1 programmer) = Start(["open.txt", "enter-atmega2560.txt", "flash-extended.txt"]);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega2560);
        byte[] bytes = [.. Bytes(0xA1, 256), .. Bytes(0xA2, 256), .. Bytes(0xB1, 256), .. Bytes(0xB2, 256)];

        programmer.WritePages(AvrMemory.Flash, 0x1FE00, bytes);
        byte[] read = new byte[1024];
        programmer.Read(AvrMemory.Flash, 0x1FE00, read);

        link.AssertFinished();
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void Eeprom_is_written_by_page_through_universal_and_read_by_word_address() => Play(
        [.. Entered, "eeprom.txt"],
        programmer =>
        {
            byte[] bytes = [0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 0x24];
            programmer.WritePages(AvrMemory.Eeprom, 0x1FC, bytes);
            byte[] read = new byte[8];
            programmer.Read(AvrMemory.Eeprom, 0x1FC, read);
            Assert.Equal(bytes, read);
        });

    [Fact]
    public void A_bootloader_writes_its_own_chip_a_page_at_a_time()
    {
        (TranscriptLink link, Stk500v1 programmer) = Start(
            [], Transcript.Load("stk500v1/bootloader.txt"), Stk500v1.ArduinoBootloader);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega328P);
        Assert.Equal(Chips.ATmega328P.Signature, programmer.ReadSignature());
        byte[] flash = [.. Bytes(0xA1, 128), .. Bytes(0xA2, 128)];
        programmer.WritePages(AvrMemory.Flash, 0, flash);
        byte[] read = new byte[256];
        programmer.Read(AvrMemory.Flash, 0, read);
        Assert.Equal(flash, read);
        byte[] eeprom = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18];
        programmer.WritePages(AvrMemory.Eeprom, 0x1F8, eeprom);
        programmer.Read(AvrMemory.Eeprom, 0x1F8, read.AsSpan(0, 8));
        Assert.Equal(eeprom, read[..8]);
        programmer.LeaveProgramming();

        link.AssertFinished();
        Assert.Equal("STK500v1 bootloader 1.16, hardware 2", programmer.Identity);
    }

    [Fact]
    public void Optiboot_is_asked_for_no_eeprom_because_it_would_write_flash()
    {
        Transcript optiboot = Transcript.Parse(
            "optiboot",
            """
            = dtr 0 rts 0
            = dtr 1 rts 1
            > 30 20
            < 14 10
            > 41 93 20
            < 14 03 10
            > 41 80 20
            < 14 03 10
            > 41 81 20
            < 14 04 10
            > 41 82 20
            < 14 04 10
            """);
        (TranscriptLink link, Stk500v1 programmer) = Start([], optiboot, Stk500v1.ArduinoBootloader);
        programmer.Open();

        var refused = Assert.Throws<ProtocolException>(() => programmer.WritePages(AvrMemory.Eeprom, 0, Bytes(0, 4)));

        link.AssertFinished();
        Assert.Equal(FaultCode.MemoryNotReached, refused.Fault.Code);
        Assert.Equal(["STK500v1 bootloader 4.4, hardware 3", "eeprom"], refused.Fault.Arguments);
    }

    [Fact]
    public void A_programmer_that_falls_in_mid_page_is_named_and_reset_is_released_when_it_returns()
    {
        (TranscriptLink link, Stk500v1 programmer) = Start([.. Entered, "leave-cut.txt"]);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega32U4);

        var fell = Assert.Throws<ProtocolException>(() => programmer.WritePages(AvrMemory.Flash, 0, Bytes(0xA1, 128)));
        programmer.LeaveProgramming();

        link.AssertFinished();
        Assert.Equal(FaultCode.ProgrammerFell, fell.Fault.Code);
        Assert.InRange(_clock.Now, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void After_a_failed_exchange_the_next_one_brings_the_programmer_back_into_step_first()
    {
        Transcript lost = Transcript.Parse("lost", """
            > 56 AC A0 00 5E 20
            < silence
            < silence
            > 30 20
            < silence
            > 30 20
            < silence
            > 00*258
            > 30 20
            < silence
            > 30 20
            < silence
            > 30 20
            < silence
            > 30 20
            < 15 14 10
            > 41 93 20
            < 14 53 10
            > 56 AC A0 00 62 20
            < 14 00 10
            > 56 F0 00 00 00 20
            < 14 00 10
            """);
        (TranscriptLink link, Stk500v1 programmer) = Start(Entered, lost);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega32U4);

        Assert.Throws<ProtocolException>(() => programmer.WriteFuse(FuseId.Low, 0x5E));
        programmer.WriteFuse(FuseId.Low, 0x62);

        link.AssertFinished();
    }

    [Fact]
    public void A_refused_command_is_not_repeated_and_shows_both_frames()
    {
        Transcript failed = Transcript.Parse("failed", "> 75 20\n< 14 00 00 00 11");
        (TranscriptLink link, Stk500v1 programmer) = Start(Entered, failed);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega32U4);

        var refused = Assert.Throws<ProtocolException>(() => programmer.ReadSignature());

        link.AssertFinished();
        Assert.Equal(FaultCode.ProgrammerRefused, refused.Fault.Code);
        Assert.Equal([0x75, 0x20], refused.Sent);
        Assert.Equal([0x14, 0, 0, 0, 0x11], refused.Received);
    }

    private static string[] Entered => ["open.txt", "enter-atmega32u4.txt"];

    private static byte[] Bytes(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private void Play(string[] transcripts, Action<Stk500v1> job)
    {
        (TranscriptLink link, Stk500v1 programmer) = Start(transcripts);
        programmer.Open();
        programmer.EnterProgramming(Chips.ATmega32U4);
        job(programmer);
        link.AssertFinished();
    }

    private (TranscriptLink Link, Stk500v1 Programmer) Start(
        string[] transcripts,
        Transcript? then = null,
        Func<Devices.Links.ISerialLink, Devices.Links.IClock, Stk500v1>? create = null)
    {
        IEnumerable<Transcript> parts = transcripts.Select(name => Transcript.Load($"stk500v1/{name}"));
        Transcript whole = (then is null ? parts : parts.Append(then)).Aggregate((first, second) => first.Then(second));
        var link = new TranscriptLink(whole, _clock);
        return (link, (create ?? Stk500v1.ArduinoIsp)(link, _clock));
    }
}
