using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>Transcripts written by hand from the bootloader's source.</summary>
public sealed class ArduinoBootloaderTests
{
    private static readonly TimeSpan LampFlash = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void While_its_lamp_flashes_after_reset_three_bytes_wait_and_the_rest_is_lost()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P);
        using ISerialLink link = bench.Open();
        link.Play("""
            > 30 20 41 81 20
            < 14 10
            < silence
            """);

        Assert.Equal(2, bench.Programmer.LostBytes);
    }

    [Fact]
    public void Sync_versions_and_signature_as_the_bootloader_gives_them() => Play("""
        > 30 20
        < 14 10
        > 31 20
        < 14 41 56 52 20 49 53 50 10
        > 41 81 20
        < 14 01 10
        > 41 82 20
        < 14 10 10
        > 41 93 20
        < 14 00 10                        # not 'S'
        > 50 20
        < 14 10
        > 75 20
        < 14 1E 95 0F 10
        > 51 20
        < 14 10
        """);

    [Fact]
    public void UNIVERSAL_knows_the_signature_and_answers_0_to_everything_else()
    {
        SimulatedBench bench = Play("""
            > 56 30 00 01 00 20
            < 14 95 10
            > 56 50 00 00 00 20               # low fuse
            < 14 00 10
            > 56 AC 80 00 00 20               # chip erase
            < 14 00 10
            """);

        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void A_page_is_erased_and_written()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P)
            .Holding(chip => Array.Fill(chip.Flash, (byte)0));
        using ISerialLink link = OpenAndWait(bench);
        link.Play("""
            > 55 40 00 20                     # word 0x40
            < 14 10
            > 64 00 04 46 A1 A2 A3 A4 20
            < 14 10
            > 55 40 00 20
            < 14 10
            > 74 00 05 46 20
            < 14 A1 A2 A3 A4 FF 10
            """);

        Assert.Equal(0x00, bench.Chip.Flash[0x7F]);
        Assert.Equal(
            [ChipWriteKind.FlashPageErase, ChipWriteKind.FlashPage], bench.Chip.Writes.Select(write => write.Kind));
    }

    [Fact]
    public void Its_EEPROM_addresses_count_words_too()
    {
        SimulatedBench bench = Play("""
            > 55 08 00 20
            < 14 10
            > 64 00 02 45 E1 E2 20
            < 14 10
            > 55 08 00 20
            < 14 10
            > 74 00 02 45 20
            < 14 E1 E2 10
            """);

        Assert.Equal([0xFF, 0xE1, 0xE2, 0xFF], bench.Chip.Eeprom[15..19]);
    }

    [Fact]
    public void Its_own_section_is_not_written()
    {
        SimulatedBench bench = Play("""
            > 55 00 3C 20                     # word 0x3C00, byte 0x7800
            < 14 10
            > 64 00 02 46 01 02 20
            < 14 10
            """);

        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void A_frame_without_its_end_gets_no_answer_and_the_fifth_starts_the_application()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P).Holding(chip => chip.Flash[0] = 0x0C);
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(0.5));
        link.Write([0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30]);
        link.Play("""
            > 30 20
            < 14 10
            > 30 30
            > 30 20
            < silence
            """);
    }

    [Fact]
    public void After_a_second_of_silence_the_application_runs_and_says_nothing()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P).Holding(chip => chip.Flash[0] = 0x0C);
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(1.5));
        link.Play("""
            > 30 20
            < silence
            """);
    }

    [Fact]
    public void A_blank_chip_comes_back_to_its_bootloader()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P);
        using ISerialLink link = bench.Open();
        bench.Clock.Wait(TimeSpan.FromSeconds(20));
        link.Play("""
            > 30 20
            < 14 10
            """);
    }

    [Fact]
    public void It_polls_its_UART_so_that_a_frame_sent_while_it_answers_is_lost()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P);
        using ISerialLink link = OpenAndWait(bench);
        byte[] read = [0x74, 0x00, 0x80, (byte)'F', 0x20];

        link.Write([.. read, .. read]);
        link.Read(new byte[130], TimeSpan.FromSeconds(1));

        Assert.Equal(2, bench.Programmer.LostBytes);
        link.ExpectSilence();
    }

    [Fact]
    public void Told_to_stop_in_a_page_it_is_silent_from_then_on()
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P, new BoardOptions { StopsInPage = 1 });
        using ISerialLink link = OpenAndWait(bench);
        link.Play("""
            > 64 00 04 46 01 02 03 04 20
            < silence
            > 30 20
            < silence
            """);

        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void Opening_its_port_resets_it_unless_the_board_lacks_the_wire()
    {
        Assert.True(Bench.With("arduino", HandMade.Atmega328P).Programmer.OpeningResets);
        Assert.False(Bench.With("arduino", HandMade.Atmega328P, new BoardOptions()).Programmer.OpeningResets);
    }

    private static SimulatedBench Play(string rows)
    {
        SimulatedBench bench = Bench.With("arduino", HandMade.Atmega328P);
        using ISerialLink link = OpenAndWait(bench);
        link.Play(rows);
        return bench;
    }

    private static ISerialLink OpenAndWait(SimulatedBench bench)
    {
        ISerialLink link = bench.Open(baud: 57600);
        bench.Clock.Wait(LampFlash);
        return link;
    }
}
