using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>One damaged byte at the worst moment: STK500v1 and SPI have no checksum, so nobody but the run can notice.</summary>
public class GlitchTests
{
    private const byte Universal = 0x56, ReadPage = 0x74;

    private static readonly byte[] Held = Firmware.Program(1024, 9);

    [Fact]
    public void A_bit_that_flips_while_the_EEPROM_to_be_kept_is_read_ends_the_run_before_the_erase()
    {
        using World world = Flash("eeprom: keep");
        Held.CopyTo(world.Chip.Eeprom, 0);
        Glitch.InAnswer(world, request => Contains(request, ReadPage, (byte)'E'));

        RunReport report = world.Run();

        Assert.Equal("ISP6015", report.Failure!.Code);
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.False(world.Chip.Touched);
        Assert.Equal(Held, world.Chip.Eeprom);
    }

    [Fact]
    public void A_bit_that_flips_while_a_backup_is_read_ends_the_run_before_the_erase()
    {
        using World world = Flash("read: { flash: backup.bin }\nallow: [ remove-bootloader ]");
        Glitch.InAnswer(world, request => Contains(request, ReadPage, (byte)'F'));

        Assert.Equal("ISP6015", world.Run().Failure!.Code);
        Assert.False(world.Chip.Touched);
        Assert.False(File.Exists(world.Path("backup.bin")));
    }

    [Fact]
    public void A_bit_that_flips_while_the_rest_of_a_flash_page_is_read_does_not_end_in_the_chip()
    {
        using World world = Flash("erase: none");
        world.Chip.Flash[301] = 0x42;
        Glitch.InAnswer(world, request => Contains(request, ReadPage, (byte)'F'));

        Assert.Equal("ISP6015", world.Run().Failure!.Code);
        Assert.Equal(0x42, world.Chip.Flash[301]);
    }

    [Fact]
    public void A_bit_that_flips_while_the_rest_of_an_EEPROM_page_is_loaded_is_found_by_verify()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("settings.hex", 5, 1, 2)
            .Recipe("files: { settings: settings.hex }\nwrite: { eeprom: settings }");
        Held.CopyTo(world.Chip.Eeprom, 0);
        Glitch.InRequest(world, [Universal, 0xC1, 0x00, 0x03, Held[7]], 4, 0x10);

        Assert.Equal("ISP6006", world.Run().Failure!.Code);
    }

    [Fact]
    public void A_fuse_write_that_fails_puts_back_what_was_read_twice()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { high: 0xD9 }");
        world.Chip.Preset(FuseId.High, 0x99);
        int readings = 0;
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = request => Glitch.Flip(request, [Universal, 0xAC, 0xA8, 0x00, 0xD9], 4, 0x04),
            Back = (request, answer) =>
            {
                if (Contains(request, Universal, 0x58, 0x08) && answer.Length > 1 && ++readings == 3)
                {
                    answer[0] ^= 0x40;
                }
            },
        };

        RunReport report = world.Run();

        Assert.Equal("ISP6007", report.Failure!.Code);
        Assert.Equal(0x99, world.Chip.Fuse(FuseId.High));
        Assert.Equal(0x99, report.FusesAfter["high"]);
    }

    [Fact]
    public void A_fuse_that_a_garbled_instruction_changed_is_put_back_and_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0x5F }");
        byte extended = world.Chip.Fuse(FuseId.Extended);
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x04);

        RunReport report = world.Run();

        Assert.Equal("ISP6007", report.Failure!.Code);
        Assert.Contains("extended", report.Failure.Message);
        Assert.Equal(extended, world.Chip.Fuse(FuseId.Extended));
        Assert.Equal(0x5F, world.Chip.Fuse(FuseId.Low));
    }

    [Fact]
    public void A_fuse_is_put_back_before_lock_bits_forbid_it()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Recipe("fuses: { low: 0x5F }\nlock: { LB: 2 }\nallow: [ write-protect ]");
        byte extended = world.Chip.Fuse(FuseId.Extended);
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x04);

        RunReport report = world.Run();

        Assert.Equal("ISP6007", report.Failure!.Code);
        Assert.Equal(extended, world.Chip.Fuse(FuseId.Extended));
        Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Lock));
    }

    [Fact]
    public void Every_fuse_that_is_wrong_at_the_end_is_put_back()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { extended: 0xFB }");

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Check fuses and lock bits once more" })
            {
                world.Chip.Preset(FuseId.Low, 0x5C);
                world.Chip.Preset(FuseId.High, 0x98);
            }
        });

        Assert.Equal("ISP6007", report.Failure!.Code);
        Assert.Equal(world.Part.Fuse(FuseId.Low)!.Factory, world.Chip.Fuse(FuseId.Low));
        Assert.Equal(world.Part.Fuse(FuseId.High)!.Factory, world.Chip.Fuse(FuseId.High));
        Assert.Equal(ExitCode.Verify, report.Exit);
    }

    [Fact]
    public void A_fuse_write_that_became_a_chip_erase_is_found_where_flash_was_written()
    {
        using World world = Flash("fuses: { low: 0x5F }");
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x20);

        Assert.Equal("ISP6006", world.Run().Failure!.Code);
    }

    [Theory]
    [InlineData("LB: 2")]
    [InlineData("LB: 0")]
    public void A_fuse_write_that_became_a_chip_erase_is_found_before_lock_bits_forbid_reading(string lockBits)
    {
        using World world = Flash($"fuses: {{ low: 0x5F }}\nlock: {{ {lockBits} }}\nallow: [ write-protect, remove-bootloader ]");
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x20);

        Assert.Equal("ISP6006", world.Run().Failure!.Code);
        Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Lock));
    }

    [Fact]
    public void A_fuse_write_that_became_a_chip_erase_takes_no_EEPROM_that_is_to_be_kept_even_where_fuses_come_first()
    {
        using World world = Flash("fuses: { low: 0x5F }\nfuses-first: true\neeprom: keep");
        Held.CopyTo(world.Chip.Eeprom, 0);
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x20);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Held, world.Chip.Eeprom);
    }

    [Fact]
    public void A_fuse_write_that_became_a_chip_erase_is_found_where_EEPROM_was_written()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("settings.hex", 5, 1, 2)
            .Recipe("files: { settings: settings.hex }\nwrite: { eeprom: settings }\nfuses: { low: 0x5F }");
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x20);

        Assert.Equal("ISP6006", world.Run().Failure!.Code);
    }

    [Fact]
    public void A_fuse_write_that_may_have_become_a_chip_erase_is_warned_of_where_nothing_else_was_written()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0x5F }");
        Glitch.InRequest(world, [Universal, 0xAC, 0xA0], 2, 0x20);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Contains(report.Diagnostics, warning => warning is { Code: "ISP3029", Severity: Severity.Warning });
    }

    [Fact]
    public void A_chip_erase_that_never_arrived_is_found_where_nothing_is_written_after_it()
    {
        using World world = World.With("avrisp", "attiny85").Recipe("erase: chip");
        world.Chip.Flash[3] = 0x12;
        Glitch.InRequest(world, [Universal, 0xAC, 0x80], 2, 0x80);

        RunReport report = world.Run();

        Assert.Equal("ISP6006", report.Failure!.Code);
        Assert.Equal(0x12, world.Chip.Flash[3]);
    }

    [Fact]
    public void A_signature_that_flips_once_is_no_other_chip()
    {
        using World world = Flash("");
        Glitch.InAnswer(world, request => Contains(request, 0x75));

        RunReport report = world.Run();

        Assert.Equal("ISP6001", report.Failure!.Code);
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_fuse_that_reads_twice_differently_stops_before_anything_is_changed()
    {
        using World world = Flash("");
        Glitch.InAnswer(world, request => Contains(request, Universal, 0x58, 0x08));

        RunReport report = world.Run();

        Assert.Equal("ISP6004", report.Failure!.Code);
        Assert.Contains("high", report.Failure.Message);
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.False(world.Chip.Touched);
    }

    private static World Flash(string body) =>
        World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(300))
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }\n" + body);

    private static bool Contains(byte[] request, params byte[] bytes) =>
        bytes is [ReadPage, var memory] ? request.Length >= 5 && request[^5] == ReadPage && request[^2] == memory
        : request.AsSpan().IndexOf(bytes) == 0;
}
