using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What the chip's own state forbids, before anything is changed.</summary>
public class SafetyTests
{
    private const byte NoProtection = 0xFF;
    private const byte WriteProtected = 0xFE;
    private const byte ReadProtected = 0xFC;

    [Fact]
    public void A_backup_of_a_read_protected_chip_is_refused_and_nothing_erased()
    {
        using World world = Flash("read: { flash: backup.hex }");
        world.Chip.Preset(FuseId.Lock, ReadProtected);

        RunReport report = world.Run();

        AssertRefused(world, report, "ISP6005", "backup.hex");
        Assert.False(File.Exists(world.Path("backup.hex")));
    }

    [Fact]
    public void Keeping_the_EEPROM_of_a_read_protected_chip_is_refused()
    {
        using World world = Flash("eeprom: keep");
        world.Chip.Preset(FuseId.Lock, ReadProtected);

        AssertRefused(world, world.Run(), "ISP6005", "keep");
    }

    [Fact]
    public void Keeping_the_EEPROM_of_a_read_protected_chip_is_no_matter_where_EESAVE_spares_it()
    {
        using World world = Flash("eeprom: keep\nallow: [ remove-bootloader ]");
        world.Chip.Preset(FuseId.Lock, ReadProtected);
        world.Chip.Preset(FuseId.High, 0x91);
        world.Chip.Eeprom[7] = 0x77;

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(0x77, world.Chip.Eeprom[7]);
    }

    [Fact]
    public void A_flash_write_lifts_read_protection_by_its_chip_erase()
    {
        using World world = Flash("allow: [ remove-bootloader ]");
        world.Chip.Preset(FuseId.Lock, ReadProtected);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(NoProtection, world.Chip.Fuse(FuseId.Lock));
    }

    [Theory]
    [InlineData("write: { flash: app }\nerase: none", "app }\nerase")]
    [InlineData("fuses: { high: 0xD9 }", "high")]
    public void What_lock_bits_forbid_without_a_chip_erase_is_refused(string body, string place)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(300))
            .Recipe("files: { app: app.hex }\n" + body);
        world.Chip.Preset(FuseId.Lock, WriteProtected);

        AssertRefused(world, world.Run(), "ISP6012", place);
    }

    [Fact]
    public void Lock_bits_that_would_have_to_rise_are_refused()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("lock: { BLB1: 3 }");
        world.Chip.Preset(FuseId.Lock, 0xEF);

        AssertRefused(world, world.Run(), "ISP6012", "BLB1");
    }

    [Fact]
    public void Lock_bits_that_only_fall_need_no_erase()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("lock: { BLB0: 2 }");
        world.Chip.Preset(FuseId.Lock, 0xEF);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(0xEB, world.Chip.Fuse(FuseId.Lock));
    }

    [Fact]
    public void An_erase_that_would_take_a_bootloader_is_refused()
    {
        using World world = Flash("");
        world.Chip.Flash[0x7E00] = 0x12;
        world.Chip.Preset(FuseId.High, 0x99);

        AssertRefused(world, world.Run(), "ISP6013", "app }");
        Assert.Equal(0x12, world.Chip.Flash[0x7E00]);
    }

    [Fact]
    public void A_bootloader_outside_the_boot_section_of_this_chip_is_none()
    {
        using World world = Flash("");
        world.Chip.Flash[0x7000] = 0x12;
        world.Chip.Preset(FuseId.High, 0x9F);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    [Fact]
    public void A_bootloader_may_be_lost_with_consent()
    {
        using World world = Flash("allow: [ remove-bootloader ]");
        world.Chip.Flash[0x7E00] = 0x12;

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(0xFF, world.Chip.Flash[0x7E00]);
    }

    [Fact]
    public void A_change_of_clock_that_the_board_is_not_known_for_is_refused()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0x5E }");
        world.Chip.Preset(FuseId.Low, 0x52);

        AssertRefused(world, world.Run(), "ISP3009", "0x5E");
    }

    [Theory]
    [InlineData("board: { clock: 16 MHz crystal }")]
    [InlineData("allow: [ clock-source ]")]
    public void A_change_of_clock_needs_the_board_or_consent(string body)
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0x5E }\n" + body);
        world.Chip.Preset(FuseId.Low, 0x52);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(0x5E, world.Chip.Fuse(FuseId.Low));
    }

    [Fact]
    public void A_change_within_a_class_of_clock_needs_nothing()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0xDF }");
        world.Chip.Preset(FuseId.Low, 0x5E);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    [Fact]
    public void Fields_that_the_recipe_does_not_name_keep_what_the_chip_holds()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { EESAVE: on, BODLEVEL: 1 }");
        world.Chip.Preset(FuseId.High, 0xDC);
        world.Chip.Preset(FuseId.Extended, 0xF7);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(0xD4, world.Chip.Fuse(FuseId.High));
        Assert.Equal(0xF1, world.Chip.Fuse(FuseId.Extended) & 0xF7);
    }

    [Fact]
    public void Unimplemented_bits_never_cause_a_mismatch()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { extended: 0xCB }");
        world.Chip.UnimplementedBits = 0x00;

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Contains(report.Diagnostics, note => note.Code == "ISP3019" && note.Message.Contains("0xFB"));
    }

    [Fact]
    public void A_question_is_asked_once_and_shows_what_would_change()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { high: 0xD9, extended: 0xFB }");
        world.Chip.Preset(FuseId.High, 0x99);
        world.Chip.Preset(FuseId.Extended, 0xFB);
        List<Question> asked = [];
        world.RunOptions = new RunOptions { Confirm = question => { asked.Add(question); return true; } };

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(["high: 0x99 -> 0xD9 (JTAGEN on -> off)"], Assert.Single(asked).Details);
    }

    [Fact]
    public void A_no_ends_the_run_before_anything_is_changed()
    {
        using World world = Flash("fuses: { high: 0xD9 }");
        world.Chip.Preset(FuseId.High, 0x99);
        world.RunOptions = new RunOptions { Confirm = _ => false };

        RunReport report = world.Run();

        Assert.Equal("ISP8005", report.Failure!.Code);
        Assert.Equal(ExitCode.Refused, report.Exit);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void Nothing_is_asked_in_a_simulation()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { high: 0xD9 }");
        world.Chip.Preset(FuseId.High, 0x99);
        world.RunOptions = new RunOptions { Simulated = true, Confirm = _ => throw new InvalidOperationException() };

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    [Fact]
    public void Through_a_bootloader_flash_is_written_page_by_page_and_nothing_else_touched()
    {
        byte[] program = Firmware.Program(1000);
        using World world = World.With("arduino", "atmega328p").Hex("app.hex", 0x40, program)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");
        world.Chip.Flash[0x10] = 0x5A;

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash[0x40..(0x40 + 1000)]);
        Assert.Equal(0x5A, world.Chip.Flash[0x10]);
        Assert.Empty(report.FusesBefore);
        Assert.DoesNotContain(report.Steps, step => step.Kind is "read-fuses" or "erase-chip");
    }

    [Fact]
    public void Without_an_erase_the_holes_of_a_page_are_read_and_kept()
    {
        using World world = Flash("erase: none");
        world.Chip.Flash[300] = 0x42;
        world.Chip.Flash[0x7FFF] = 0x43;

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(0x42, world.Chip.Flash[300]);
        Assert.Equal(0x43, world.Chip.Flash[0x7FFF]);
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind == ChipWriteKind.ChipErase);
    }

    private static World Flash(string body) =>
        World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(300))
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }\n" + body);

    private static void AssertRefused(World world, RunReport report, string code, string place)
    {
        Assert.Equal(code, report.Failure?.Code);
        Assert.Equal(ExitCode.Refused, report.Exit);
        Assert.Equal(world.PlaceOf(place), (report.Failure!.Where!.Line, report.Failure.Where.Column));
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.False(world.Chip.Touched);
        Assert.False(world.Chip.IsHeldInReset);
        Assert.False(world.Bench.Programmer.IsOpen);
    }
}
