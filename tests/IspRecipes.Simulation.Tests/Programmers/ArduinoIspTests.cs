using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>Transcripts written by hand from AVR061 and from the ArduinoISP sketch.</summary>
public sealed class ArduinoIspTests
{
    /// <summary>SET_DEVICE for the ATmega32U4: pages of 128 bytes, 1 KiB of EEPROM, 32 KiB of flash.</summary>
    private const string SetDevice = """
        > 42 86 00 00 01 01 01 01 03 FF FF FF FF 00 80 04 00 00 00 80 00 20
        < 14 10
        """;

    private const string Enter = """
        > 50 20
        < 14 10
        """;

    [Fact]
    public void Sync_sign_on_and_versions_as_the_sketch_gives_them() => Play("""
        > 30 20
        < 14 10
        > 31 20
        < 14 41 56 52 20 49 53 50 10      # AVR ISP
        > 41 80 20
        < 14 02 10                        # hardware
        > 41 81 20
        < 14 01 10                        # software major
        > 41 82 20
        < 14 12 10                        # software minor, 18
        > 41 93 20
        < 14 53 10                        # 'S', a serial programmer
        > 41 84 20
        < 14 00 10                        # target voltage: it knows none
        > 41 98 20
        < 14 00 10
        """);

    [Fact]
    public void A_frame_without_its_end_is_out_of_sync_and_the_next_one_is_not() => Play("""
        > 30 00
        < 15
        > 20                              # an end without a frame
        < 15
        > 30 20
        < 14 10
        > 41 81 00
        < 15
        > 30 20
        < 14 10
        """);

    [Fact]
    public void A_command_it_lacks_is_unknown() => Play("""
        > 52 20                           # CHIP_ERASE
        < 12
        > 76 20                           # READ_OSCCAL
        < 12
        > 52 52
        < 15
        """);

    [Fact]
    public void Set_device_extended_program_flash_and_program_data_do_nothing() => Play("""
        > 45 05 04 D7 A0 01 20
        < 14 10
        > 60 12 34 20
        < 14 10
        > 61 12 20
        < 14 10
        """);

    [Fact]
    public void Programming_mode_signature_and_fuses_through_UNIVERSAL()
    {
        SimulatedBench bench = Play(SetDevice + "\n" + Enter + "\n" + """
            > 75 20
            < 14 1E 95 87 10
            > 56 30 00 01 00 20
            < 14 95 10
            > 56 50 00 00 00 20
            < 14 52 10
            > 56 58 08 00 00 20
            < 14 99 10
            > 51 20
            < 14 10
            """);

        Assert.False(bench.Chip.IsHeldInReset);
        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void Entering_says_OK_whether_or_not_a_chip_is_there()
    {
        SimulatedBench bench = New().Holding(chip => chip.MisoStuckAt = 0xFF);
        using ISerialLink link = bench.Open();

        link.Play(Enter + "\n" + """
            > 75 20
            < 14 FF FF FF 10
            """);
    }

    [Fact]
    public void Outside_programming_mode_the_sketch_waits_for_its_SPI_for_ever() => Play("""
        > 56 30 00 00 00 20
        < silence
        > 30 20
        < silence
        """);

    [Fact]
    public void A_signature_asked_for_outside_programming_mode_gets_no_further_than_INSYNC() => Play("""
        > 75 20
        < 14
        < silence
        """);

    [Fact]
    public void The_address_is_a_word_address_low_byte_first_and_counts_on()
    {
        SimulatedBench bench = Play(SetDevice + "\n" + Enter + "\n" + """
            > 55 42 01 20                     # word 0x142, byte 0x284
            < 14 10
            > 64 00 04 46 A1 A2 A3 A4 20      # 4 bytes of flash
            < 14 10
            > 55 42 01 20
            < 14 10
            > 74 00 02 46 20
            < 14 A1 A2 10
            > 74 00 02 46 20                  # here moved on
            < 14 A3 A4 10
            > 51 20
            < 14 10
            """);

        Assert.Equal([0xA1, 0xA2, 0xA3, 0xA4], bench.Chip.Flash[0x284..0x288]);
        Assert.Empty(bench.Chip.Violations);
    }

    [Fact]
    public void One_frame_of_256_bytes_commits_two_pages()
    {
        SimulatedBench bench = New();
        using ISerialLink link = bench.Open();
        byte[] data = [.. Enumerable.Range(0, 256).Select(i => (byte)(i ^ 0x5A))];
        link.Play(SetDevice + "\n" + Enter);

        link.Write([0x55, 0x40, 0x00, 0x20, 0x64, 0x01, 0x00, (byte)'F', .. data, 0x20]);
        link.Play("< 14 10 14 10");

        Assert.Equal(data, bench.Chip.Flash[0x80..0x180]);
        Assert.Equal([0x80u, 0x100u], bench.Chip.Writes.Select(write => write.Address));
    }

    [Fact]
    public void Without_SET_DEVICE_every_word_is_a_page_of_its_own()
    {
        SimulatedBench bench = Play(Enter + "\n" + """
            > 55 00 00 20
            < 14 10
            > 64 00 04 46 01 02 03 04 20
            < 14 10
            """);

        Assert.Equal(2, bench.Chip.Writes.Count);
        Assert.Equal([1, 2, 3, 4], bench.Chip.Flash[..4]);
    }

    [Fact]
    public void EEPROM_addresses_count_words_too()
    {
        SimulatedBench bench = Play(SetDevice + "\n" + Enter + "\n" + """
            > 55 08 00 20                     # word 8, byte 16
            < 14 10
            > 64 00 02 45 E1 E2 20
            < 14 10
            > 74 00 02 45 20
            < 14 E1 E2 10
            > 74 00 02 45 20                  # and here stays where it is
            < 14 E1 E2 10
            """);

        Assert.Equal([0xFF, 0xE1, 0xE2, 0xFF], bench.Chip.Eeprom[15..19]);
    }

    [Fact]
    public void More_EEPROM_than_SET_DEVICE_told_of_is_refused_and_its_data_become_commands() => Play(Enter + "\n" + """
        > 64 00 02 45 30 20 20
        < 15                              # the first byte of the data is no EOP
        < 15                              # 0x20, an end without a frame
        < 15                              # and the real one
        """);

    [Fact]
    public void An_unknown_memory_fails_without_waiting_for_the_end() => Play(Enter + "\n" + """
        > 64 00 02 58
        < 11
        > 74 00 02 58 20
        < 14 11
        """);

    [Fact]
    public void A_page_without_its_end_is_not_written()
    {
        SimulatedBench bench = Play(SetDevice + "\n" + Enter + "\n" + """
            > 64 00 02 46 01 02 21
            < 15
            """);

        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void A_device_code_from_E0_up_turns_RESET_over_and_an_AVR_then_runs_on()
    {
        SimulatedBench bench = Play("""
            > 42 E0 00 00 01 01 01 01 03 FF FF FF FF 00 80 04 00 00 00 80 00 20
            < 14 10
            > 50 20
            < 14 10
            > 75 20
            < 14 FF FF FF 10
            """);

        Assert.False(bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_native_USB_board_loses_nothing_and_knows_no_baud_rate()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { Baud = 19200, NativeUsb = true });
        using ISerialLink link = bench.Open(baud: 1200);
        link.Play(SetDevice + "\n" + Enter);

        byte[] page = [0x64, 0x00, 0x80, (byte)'F', .. new byte[128], 0x20];
        link.Write([.. page, .. page]);
        link.Play("< 14 10 14 10");

        Assert.Equal(0, bench.Programmer.LostBytes);
    }

    private static SimulatedBench New() => Bench.With("avrisp", HandMade.Atmega32U4);

    private static SimulatedBench Play(string rows)
    {
        SimulatedBench bench = New();
        using ISerialLink link = bench.Open();
        link.Play(rows);
        return bench;
    }
}
