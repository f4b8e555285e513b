using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Devices.Tests.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Targets;

public class AvrTargetTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeChip _chip;
    private readonly BareProgrammer _programmer;

    public AvrTargetTests()
    {
        _chip = new FakeChip(Chips.ATmega32U4, _clock);
        _programmer = new BareProgrammer(_chip, _clock);
    }

    [Fact]
    public void A_chip_is_identified_by_three_equal_signatures()
    {
        int readings = 0;
        _programmer.Wires = (instruction, answer) => { readings += instruction >> 24 == 0x30 ? 1 : 0; return answer; };

        Assert.Equal(Chips.ATmega32U4.Signature, Connect().Identify());
        Assert.Equal(9, readings);
    }

    [Fact]
    public void Signatures_that_differ_show_all_three_readings()
    {
        int readings = 0;
        _programmer.Wires = (_, answer) => ++readings == 5 ? (byte)0x15 : answer;

        TargetException unstable = Assert.Throws<TargetException>(() => Connect().Identify());

        Assert.Equal(FaultCode.SignatureUnstable, unstable.Fault.Code);
        Assert.Equal(["1E 95 87", "1E 15 87", "1E 95 87"], unstable.Fault.Arguments.Select(reading => reading.ToString()));
    }

    [Theory]
    [InlineData(0x00, "00 00 00")]
    [InlineData(0xFF, "FF FF FF")]
    public void A_dead_line_is_told_from_a_wrong_chip(byte answer, string signature)
    {
        _programmer.Wires = (_, _) => answer;

        TargetException blank = Assert.Throws<TargetException>(() => Connect().Identify());

        Assert.Equal(FaultCode.SignatureBlank, blank.Fault.Code);
        Assert.Equal(signature, Assert.Single(blank.Fault.Arguments).ToString());
    }

    [Fact]
    public void Another_chip_is_reported_with_its_signature()
    {
        using AvrTarget target = AvrTarget.Connect(_programmer, Chips.ATmega328P);

        TargetException wrong = Assert.Throws<TargetException>(() => target.Identify());

        Assert.Equal(FaultCode.SignatureWrong, wrong.Fault.Code);
        Assert.Equal(["ATmega328P", Chips.ATmega328P.Signature, Chips.ATmega32U4.Signature], wrong.Fault.Arguments);
    }

    [Fact]
    public void Fuses_read_with_their_unimplemented_bits_as_ones()
    {
        Assert.Equal(
            new Dictionary<FuseId, byte>
            {
                [FuseId.Low] = 0x52, [FuseId.High] = 0x99, [FuseId.Extended] = 0xFB, [FuseId.Lock] = 0xFF,
            },
            Connect().ReadFuses());
    }

    [Fact]
    public void Noise_in_unimplemented_bits_is_no_difference_but_in_a_fuse_it_is()
    {
        int noise = 0;
        _programmer.Wires = (instruction, answer) =>
            instruction == IspInstructions.ReadFuse(FuseId.Extended) ? (byte)(answer | (noise++ << 4)) : answer;
        Assert.Equal(0xFB, Connect().ReadFuses()[FuseId.Extended]);

        _programmer.Wires = (instruction, answer) =>
            instruction == IspInstructions.ReadFuse(FuseId.High) ? (byte)(answer ^ (noise++ & 1)) : answer;
        TargetException unstable = Assert.Throws<TargetException>(() => Connect().ReadFuses());
        Assert.Equal(FaultCode.FuseReadUnstable, unstable.Fault.Code);
        Assert.Equal(FuseId.High, unstable.Fault.Arguments[0]);
    }

    [Fact]
    public void A_fuse_is_written_with_unimplemented_bits_as_ones()
    {
        Assert.Equal(0xF3, Connect().WriteFuse(FuseId.Extended, 0x03));
        Assert.Equal(0xF3, _chip.Fuses[FuseId.Extended]);
    }

    [Fact]
    public void A_fuse_that_reads_back_wrong_once_is_written_again()
    {
        int writes = 0;
        _chip.Latch = (_, value) => ++writes == 1 ? (byte)(value & 0xFE) : value;

        Assert.Equal(0x5F, Connect().WriteFuse(FuseId.Low, 0x5F));
        Assert.Equal(2, writes);
    }

    [Fact]
    public void A_fuse_that_stays_wrong_is_put_back_before_reset_rises()
    {
        _chip.Latch = (_, value) => value == 0x5F ? (byte)0x50 : value;

        TargetException mismatch = Assert.Throws<TargetException>(() => Connect().WriteFuse(FuseId.Low, 0x5F));

        Assert.Equal(FaultCode.FuseMismatch, mismatch.Fault.Code);
        Assert.Equal([FuseId.Low, (byte)0x5F, (byte)0x50, (byte)0x52], mismatch.Fault.Arguments);
        Assert.Equal((0x5F, 0x50), (mismatch.Expected, mismatch.Found));
        Assert.Equal(0x52, _chip.Fuses[FuseId.Low]);
        Assert.Equal(0, _programmer.Left);
    }

    [Fact]
    public void A_failure_in_the_middle_of_a_fuse_write_puts_the_old_byte_back()
    {
        AvrTarget target = Connect();
        int reads = 0;
        _programmer.Wires = (instruction, answer) =>
            instruction == IspInstructions.ReadFuse(FuseId.Low) && ++reads == 2
                ? throw new LinkException(FaultCode.LinkSilent, "port", 0, 1, 1.0)
                : answer;

        Assert.Throws<LinkException>(() => target.WriteFuse(FuseId.Low, 0x00));

        Assert.Equal(0x52, _chip.Fuses[FuseId.Low]);
    }

    [Fact]
    public void A_fuse_byte_the_part_lacks_is_never_sent() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Connect().WriteFuse(FuseId.Lock, 0xFF));

    [Fact]
    public void A_lock_byte_that_reads_back_wrong_is_reported()
    {
        _chip.Latch = (_, _) => 0xFF;

        TargetException mismatch = Assert.Throws<TargetException>(() => Connect().WriteLock(0xEF));

        Assert.Equal(FaultCode.LockMismatch, mismatch.Fault.Code);
        Assert.Equal([(byte)0xEF, (byte)0xFF], mismatch.Fault.Arguments);
    }

    [Fact]
    public void Pages_are_written_with_progress_and_a_cancel_stops_between_them()
    {
        using var cancel = new CancellationTokenSource();
        List<long> done = [];
        AvrTarget target = Connect();

        Assert.Throws<OperationCanceledException>(() => target.WritePages(
            AvrMemory.Flash,
            0,
            new byte[512],
            bytes =>
            {
                done.Add(bytes);
                if (bytes == 256)
                {
                    cancel.Cancel();
                }
            },
            cancel.Token));

        Assert.Equal([128, 256], done);
        Assert.All(_chip.Flash[..256], value => Assert.Equal(0, value));
        Assert.All(_chip.Flash[256..], value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void Verify_names_the_first_difference_and_counts_all()
    {
        byte[] expected = [.. Enumerable.Repeat((byte)0xFF, 1000)];
        expected[700] = 0x12;
        expected[999] = 0x34;

        TargetException mismatch =
            Assert.Throws<TargetException>(() => Connect().Verify(AvrMemory.Flash, 0x100, expected));

        Assert.Equal(FaultCode.VerifyMismatch, mismatch.Fault.Code);
        Assert.Equal([AvrMemory.Flash, 0x100u + 700, (byte)0x12, (byte)0xFF, 2], mismatch.Fault.Arguments);
        Assert.Equal((0x100u + 700, 0x12, 0xFF), (mismatch.Address!.Value, mismatch.Expected, mismatch.Found));
    }

    [Fact]
    public void Verify_of_equal_bytes_reports_progress_to_the_end()
    {
        List<long> done = [];

        Connect().Verify(AvrMemory.Eeprom, 0, [.. Enumerable.Repeat((byte)0xFF, 600)], done.Add);

        Assert.Equal([256, 512, 600], done);
    }

    [Fact]
    public void Disposing_leaves_once_and_keeps_quiet_about_a_second_failure()
    {
        _programmer.Leaving = () => throw new LinkException(FaultCode.LinkHungUp, "port");
        AvrTarget target = Connect();

        target.Dispose();
        Assert.Equal(1, _programmer.Left);

        AvrTarget left = Connect();
        Assert.Throws<LinkException>(left.Leave);
        left.Dispose();
        Assert.Equal(2, _programmer.Left);
    }

    [Theory]
    [InlineData(0xFF, false, false)]
    [InlineData(0xFE, false, true)]
    [InlineData(0xFC, true, true)]
    [InlineData(0xFD, true, true)]
    [InlineData(0xEF, false, false)]
    public void Lock_bits_tell_what_is_forbidden(byte lockByte, bool reading, bool writing)
    {
        Assert.Equal(reading, ReadProtection.IsOn(Chips.ATmega32U4, lockByte));
        Assert.Equal(writing, ReadProtection.ForbidsWriting(Chips.ATmega32U4, lockByte));
    }

    private AvrTarget Connect() => AvrTarget.Connect(_programmer, Chips.ATmega32U4);
}
