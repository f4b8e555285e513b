using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>An Uno as programmer: opening its port starts its own bootloader first.</summary>
public sealed class OpeningTests
{
    [Fact]
    public void Right_after_opening_the_bootloader_answers_and_it_is_no_programmer()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        link.Play("""
            > 30 20
            < 14 10
            > 41 93 20
            < 14 03 10                        # not 'S'
            > 41 81 20
            < 14 04 10
            > 75 20
            < 14 1E 95 0F 10                  # the Uno's own signature
            """);

        Assert.False(bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_second_of_silence_later_the_sketch_answers()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(1.7));
        link.Play("""
            > 30 20
            < 14 10
            > 41 93 20
            < 14 53 10
            """);

        Assert.InRange(bench.Clock.Now.TotalSeconds, 1.7, 1.72);
    }

    [Fact]
    public void Bytes_sent_while_the_sketch_sets_up_wait_in_its_buffer()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(1.2));
        link.Play("""
            > 30 20
            < 14 10
            """);

        // 65 ms to start, 1 s of bootloader, 540 ms of lamps.
        Assert.InRange(bench.Clock.Now.TotalSeconds, 1.605, 1.61);
    }

    [Fact]
    public void Every_byte_keeps_the_bootloader_for_another_second()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        for (int i = 0; i < 5; i++)
        {
            bench.Clock.Wait(TimeSpan.FromSeconds(0.9));
            link.Play("""
                > 41 93 20
                < 14 03 10
                """);
        }
    }

    [Fact]
    public void What_the_bootloader_cannot_make_sense_of_starts_the_sketch_at_once()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        link.Write([0x30, 0x30]);
        bench.Clock.Wait(TimeSpan.FromSeconds(0.7));
        link.Play("""
            > 41 93 20
            < 14 53 10
            """);
    }

    [Fact]
    public void A_page_written_through_the_bootloader_is_remembered_and_does_not_reach_the_target()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(0.1));
        link.Play("""
            > 55 00 00 20
            < 14 10
            > 64 00 02 46 01 02 20
            < 14 10
            """);

        Assert.True(((VirtualStk500v1)bench.Programmer).BootloaderWasWritten);
        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void Asserting_DTR_again_resets_the_board_and_lets_the_target_go()
    {
        SimulatedBench bench = Uno();
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(2));
        link.Play("""
            > 50 20
            < 14 10
            """);
        Assert.True(bench.Chip.IsHeldInReset);

        link.SetLines(dtr: false, rts: false);
        Assert.True(bench.Chip.IsHeldInReset);
        link.SetLines(dtr: true, rts: true);
        Assert.False(bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_board_without_that_wire_answers_at_once_and_stays_in_programming_mode_when_opened_again()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using (ISerialLink link = bench.Open())
        {
            Assert.False(link.OpeningResets);
            link.Play("""
                > 41 93 20
                < 14 53 10
                > 50 20
                < 14 10
                """);
        }

        using ISerialLink again = bench.Open();
        Assert.True(bench.Chip.InProgrammingMode);
    }

    [Fact]
    public void A_bootloader_of_another_baud_rate_gives_way_to_the_sketch()
    {
        SimulatedBench bench = Bench.With(
            "avrisp",
            HandMade.Atmega32U4,
            new BoardOptions { OpeningResets = true, Baud = 19200, BootloaderBaud = 115200 });
        using ISerialLink link = bench.Open();
        link.Write([0x30, 0x20]);
        bench.Clock.Wait(TimeSpan.FromSeconds(1));
        link.Play("""
            > 41 93 20
            < 14 53 10
            """);
    }

    private static SimulatedBench Uno() =>
        Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { OpeningResets = true });
}
