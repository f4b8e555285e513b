using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>What the line costs and what it loses.</summary>
public sealed class LineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_round_trip_takes_ten_bits_a_byte_either_way_and_the_adapters_latency()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using ISerialLink link = bench.Open(baud: 9600);
        link.Write([0x30, 0x20]);
        Assert.Equal(TimeSpan.Zero, bench.Clock.Now);
        link.Read(new byte[2], Second);

        Assert.Equal(1 + (4 * 10 / 9.6), bench.Clock.Now.TotalMilliseconds, 2);
    }

    [Fact]
    public void A_silent_programmer_costs_the_whole_timeout_and_says_how_far_it_came()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using ISerialLink link = bench.Open();
        link.Write([0x30, 0x20]);

        LinkException silence = Assert.Throws<LinkException>(() => link.Read(new byte[3], Second));

        Assert.Equal(FaultCode.LinkSilent, silence.Fault.Code);
        Assert.Equal(["sim", 2, 3, 1.0], silence.Fault.Arguments);
        Assert.Equal(Second, bench.Clock.Now);
    }

    [Fact]
    public void An_answer_that_comes_too_late_can_be_had_by_asking_again()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using ISerialLink link = bench.Open();
        link.Write([0x50, 0x20]);
        Assert.Throws<LinkException>(() => link.Read(new byte[2], TimeSpan.FromMilliseconds(50)));

        link.Play("< 14 10");
    }

    [Fact]
    public void Discarding_forgets_what_has_come_and_not_what_is_still_under_way()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using ISerialLink link = bench.Open();
        link.Write([0x30, 0x20]);
        link.DiscardInput();
        link.Play("< 14 10");

        link.Write([0x30, 0x20]);
        bench.Clock.Wait(Second);
        link.DiscardInput();
        link.ExpectSilence();
    }

    [Fact]
    public void While_a_page_is_committed_63_bytes_wait_and_the_rest_is_lost()
    {
        // 5 ms of loading, 30 ms of lamp: 19200 baud brings 67 bytes meanwhile.
        SimulatedBench bench = Ready(out ISerialLink link);
        byte[] page = [0x64, 0x00, 0x80, (byte)'F', .. new byte[128], 0x20];
        byte[] syncs = [.. Enumerable.Repeat(new byte[] { 0x30, 0x20 }, 100).SelectMany(pair => pair)];

        link.Write(page);
        link.Write(syncs);
        int answers = CountAnswers(link) - 1;

        Assert.InRange(bench.Programmer.LostBytes, 1, 137);
        Assert.Equal((200 - bench.Programmer.LostBytes) / 2, answers);
    }

    [Fact]
    public void A_page_sent_before_the_answer_to_the_one_before_is_damaged()
    {
        SimulatedBench bench = Ready(out ISerialLink link);
        byte[] page = [0x64, 0x00, 0x80, (byte)'F', .. Enumerable.Repeat((byte)0xA5, 128), 0x20];

        link.Write(page);
        link.Write(page);
        link.Play("< 14 10");
        link.ExpectSilence();

        Assert.True(bench.Programmer.LostBytes > 0);
        Assert.All(bench.Chip.Flash[..128], value => Assert.Equal(0xA5, value));
        Assert.All(bench.Chip.Flash[128..256], value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void Reads_queued_within_the_buffer_are_all_answered()
    {
        SimulatedBench bench = Ready(out ISerialLink link);
        byte[] read = [0x74, 0x00, 0x80, (byte)'F', 0x20];

        link.Write([.. Enumerable.Repeat(read, 12).SelectMany(frame => frame)]);
        link.Read(new byte[12 * 130], TimeSpan.FromSeconds(2));

        Assert.Equal(0, bench.Programmer.LostBytes);
    }

    [Fact]
    public void A_long_EEPROM_block_overruns_the_buffer_because_each_32_bytes_take_longer_than_the_line()
    {
        SimulatedBench bench = Ready(out ISerialLink link);
        link.Write([0x64, 0x00, 0x80, (byte)'E', .. Enumerable.Range(1, 128).Select(i => (byte)i), 0x20]);
        link.ExpectSilence();

        Assert.True(bench.Programmer.LostBytes > 0);
        Assert.Equal(32, bench.Chip.Eeprom[31]);
    }

    [Fact]
    public void EEPROM_takes_45_ms_a_byte()
    {
        SimulatedBench bench = Ready(out ISerialLink link);
        TimeSpan before = bench.Clock.Now;
        link.Play("""
            > 64 00 04 45 01 02 03 04 20
            < 14 10
            """);

        Assert.InRange((bench.Clock.Now - before).TotalMilliseconds, 180, 190);
    }

    [Fact]
    public void At_another_baud_rate_neither_side_understands_the_other()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { Baud = 19200 });
        using ISerialLink link = bench.Open(baud: 115200);
        link.Write([0x30, 0x20]);
        byte[] answer = new byte[1];
        link.Read(answer, Second);

        Assert.NotEqual(0x14, answer[0]);
    }

    [Fact]
    public void A_silent_board_never_answers()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { Silent = true });
        using ISerialLink link = bench.Open();
        link.Play("""
            > 30 20
            < silence
            """);
    }

    [Fact]
    public void A_port_that_vanishes_fails_reads_and_writes_from_that_byte_on()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { HangsUpAfter = 3 });
        using ISerialLink link = bench.Open();
        link.Play("""
            > 30 20
            < 14 10
            """);

        Assert.Equal(FaultCode.LinkHungUp, Assert.Throws<LinkException>(() => link.Write([0x30, 0x20])).Fault.Code);
        Assert.Equal(FaultCode.LinkHungUp, Assert.Throws<LinkException>(() => link.Read(new byte[1], Second)).Fault.Code);
    }

    [Fact]
    public void A_board_that_stops_in_mid_page_is_silent_from_then_on_and_wrote_the_pages_before()
    {
        SimulatedBench bench = Ready(out ISerialLink link, new BoardOptions { StopsInPage = 2 });
        byte[] page = [0x64, 0x00, 0x80, (byte)'F', .. new byte[128], 0x20];
        link.Write(page);
        link.Play("< 14 10");
        link.Write(page);
        link.ExpectSilence();
        link.Play("""
            > 30 20
            < silence
            """);

        Assert.Single(bench.Chip.Writes);
    }

    private static SimulatedBench Ready(out ISerialLink link, BoardOptions? options = null)
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, options);
        link = bench.Open();
        link.Play("""
            > 42 86 00 00 01 01 01 01 03 FF FF FF FF 00 80 04 00 00 00 80 00 20
            < 14 10
            > 50 20
            < 14 10
            """);
        return bench;
    }

    private static int CountAnswers(ISerialLink link)
    {
        int count = 0;
        byte[] answer = new byte[2];
        while (true)
        {
            try
            {
                link.Read(answer, Second);
                count++;
            }
            catch (LinkException)
            {
                return count;
            }
        }
    }
}
