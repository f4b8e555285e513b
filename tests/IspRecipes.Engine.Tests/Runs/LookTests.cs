using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary><c>plan --live</c> of an AVR: what it reads, what it tells, and that it writes nothing.</summary>
public class LookTests
{
    private static readonly byte[] Bootloader = Firmware.Program(0xF78, 7);
    private static readonly byte[] Sketch = Firmware.Program(5000, 8);

    [Theory]
    [InlineData("avrisp")]
    [InlineData("usbasp")]
    [InlineData("stk500v2")]
    [InlineData("usbtiny")]
    public void What_a_look_tells_is_what_the_run_does(string programmer)
    {
        using World world = Board(programmer, "lock: 0xEF");
        byte[] flash = [.. world.Chip.Flash];
        byte[] eeprom = [.. world.Chip.Eeprom];

        RunReport look = world.Look();

        Assert.True(look.Exit == ExitCode.Done, $"{look.Failure}");
        Assert.False(world.Chip.Touched);
        Assert.False(look.ChangedChip);
        Assert.Equal(flash, world.Chip.Flash);
        ChipDifference difference = look.Difference!;
        Assert.True(difference.IsPending);
        RunReport run = world.Run();
        Assert.Equal(ExitCode.Done, run.Exit);
        AssertOnlyThoseChanged(difference.Memories[0], 0, flash, world.Chip.Flash);
        AssertOnlyThoseChanged(difference.Memories[1], 0, eeprom, world.Chip.Eeprom);
        Assert.Equal(
            run.FuseChanges.Select(change => $"{change}").Order(),
            difference.Bytes.SelectMany(changed => changed.Changes).Select(change => $"{change}").Order());
        Assert.Equal(
            run.FusesAfter.Where(fuse => fuse.Value != run.FusesBefore[fuse.Key]).Select(fuse => (fuse.Key, fuse.Value)).Order(),
            difference.Bytes.Select(changed => (changed.Name, changed.After)).Order());
    }

    [Fact]
    public void Ranges_fuses_and_the_lost_EEPROM_are_told()
    {
        using World world = Board("avrisp");
        Bootloader.CopyTo(world.Chip.Flash, 0x7000);
        world.Chip.Flash[0x7010] ^= 0x55;
        world.Chip.Flash[0x7F02] ^= 0x55;

        string text = Text(world, world.Look());

        Assert.Equal(
            """
            Changes pending: test, ATmega32U4 through avrisp (simulated)
              flash          0x7000-0x7F77, 3,960 bytes: 2 bytes differ, 0x7010-0x7F02
                             0x0000-0x1387, 4,983 bytes: LOST: the chip erase takes them, and the recipe does not name them
              EEPROM         0x0010-0x0012, 3 bytes: LOST: the chip erase takes them, and the recipe does not name them
              high fuse      0x99 -> 0xD9  JTAGEN on -> off
              lock bits      0xEF -> 0xFF  BLB1 SPM_DISABLE -> NO_LOCK; the chip erase raises them

            """,
            text[..text.IndexOf("  Nothing was written", StringComparison.Ordinal)]);
    }

    [Fact]
    public void All_of_the_flash_and_the_EEPROM_take_16_round_trips_and_a_boot_section_is_read_but_once()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Sketch)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        RunReport look = world.Look();

        Assert.Equal(0, look.Steps.Single(step => step.Kind == "check-boot-section").Cost.RoundTrips);
        Assert.Equal(16, look.Steps.Single(step => step.Kind == "compare").Cost.RoundTrips);
    }

    [Fact]
    public void Without_an_erase_only_the_pages_of_the_image_are_read()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("patch.hex", 0x1010, 1, 2, 3)
            .Recipe("files: { patch: patch.hex }\nwrite: { flash: patch }\nerase: none");

        RunReport look = world.Look();

        StepRecord compare = look.Steps.Single(step => step.Kind == "compare");
        Assert.InRange(compare.Cost.BytesIn, 128, 160);
        Assert.Equal(new RangeDifference(0x1010, 0x1012, 3, RangeChange.Written, 3, 0x1010, 0x1012), Assert.Single(look.Difference!.Memories[0].Changed));
    }

    [Fact]
    public void A_recipe_of_fuses_alone_reads_no_memory_and_works_on_a_locked_chip()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { high: 0x99, extended: 0xF3 }\nlock: { BLB1: SPM_DISABLE }");
        world.Chip.Preset(FuseId.Lock, 0xEC);

        RunReport look = world.Look();

        Assert.True(look.Exit == ExitCode.Done, $"{look.Failure}");
        Assert.False(look.Difference!.IsPending);
        Assert.Equal(0, look.Steps.Single(step => step.Kind == "compare").Cost.RoundTrips);
    }

    [Fact]
    public void A_protected_chip_is_refused_since_what_it_reads_is_junk()
    {
        using World world = Board("avrisp");
        world.Chip.Preset(FuseId.Lock, 0xFC);

        RunReport look = world.Look();

        Assert.Equal("ISP3100", look.Failure!.Code);
        Assert.Contains("'isprecipe run RECIPE' does", look.Failure.Hint);
        Assert.Equal(ExitCode.Refused, look.Exit);
        Assert.Null(look.Difference);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void What_only_the_erase_would_lose_is_no_pending_change_but_told()
    {
        using World world = Board("avrisp");
        Bootloader.CopyTo(world.Chip.Flash, 0x7000);
        world.Chip.Preset(FuseId.High, 0xD9);

        RunReport look = world.Look();

        Assert.False(look.Difference!.IsPending);
        Assert.True(look.Difference.Loses);
        Assert.Contains("would still erase it first:", Text(world, look));
    }

    [Fact]
    public void With_erase_chip_what_an_erased_chip_would_not_hold_is_a_pending_change()
    {
        using World world = Board("avrisp", "erase: chip");
        Bootloader.CopyTo(world.Chip.Flash, 0x7000);
        world.Chip.Preset(FuseId.High, 0xD9);

        Assert.True(world.Look().Difference!.IsPending);
    }

    [Theory]
    [InlineData("eeprom: keep", RestOfMemory.Kept)]
    [InlineData("verify: full", RestOfMemory.Erased)]
    [InlineData("erase: none", RestOfMemory.Untouched)]
    public void What_becomes_of_the_EEPROM_is_told(string body, RestOfMemory rest)
    {
        using World world = Board("avrisp", body);

        MemoryDifference eeprom = world.Look().Difference!.Memories.Single(memory => memory.Memory == AvrMemory.Eeprom);

        Assert.Equal(rest, eeprom.Rest);
        Assert.Equal(rest == RestOfMemory.Erased ? 3 : 0, eeprom.Lost.Sum(range => range.Bytes));
    }

    [Fact]
    public void EESAVE_of_the_chip_spares_the_EEPROM_and_it_is_not_read()
    {
        using World world = Board("avrisp");
        world.Chip.Preset(FuseId.High, 0xD1);

        MemoryDifference eeprom = world.Look().Difference!.Memories[1];

        Assert.Equal(RestOfMemory.Spared, eeprom.Rest);
    }

    [Fact]
    public void Nothing_is_saved_by_a_look()
    {
        using World world = Board("avrisp", "read: { flash: backup.hex }\neeprom: keep");

        world.Look();

        Assert.False(File.Exists(world.Path("backup.hex")));
        Assert.Equal(2, Directory.GetFiles(world.Path("")).Length);
    }

    /// <summary>A board with a sketch, three bytes in its EEPROM, lock bits, and fuses that differ from the recipe's in JTAGEN.</summary>
    private static World Board(string programmer, string body = "")
    {
        World world = World.With(programmer, "atmega32u4")
            .Hex("boot.hex", 0x7000, Bootloader)
            .Recipe($$"""
                board: { clock: 16 MHz crystal }
                files: { boot: { path: boot.hex, kind: atmel-dfu } }
                write: { flash: boot }
                fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }
                {{body}}
                """);
        Sketch.CopyTo(world.Chip.Flash, 0);
        new byte[] { 1, 2, 3 }.CopyTo(world.Chip.Eeprom, 0x10);
        world.Chip.Preset(FuseId.Low, 0x5E);
        world.Chip.Preset(FuseId.High, 0x99);
        world.Chip.Preset(FuseId.Extended, 0xF3);
        world.Chip.Preset(FuseId.Lock, body.Contains("erase: none", StringComparison.Ordinal) ? (byte)0xFF : (byte)0xEF);
        return world;
    }

    private static string Text(World world, RunReport look)
    {
        StringWriter text = new() { NewLine = "\n" };
        LiveSummary.Write(text, world.Plan().Value!, look);
        return text.ToString();
    }

    private static void AssertOnlyThoseChanged(MemoryDifference difference, uint start, byte[] before, byte[] after)
    {
        RangeDifference[] told = [.. difference.Changed, .. difference.Lost];
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(index => before[index] != after[index])];
        Assert.Equal(changed.Length, told.Sum(range => range.Differing));
        Assert.All(changed, index => Assert.Contains(told, range => index + start >= range.FirstDiffering && index + start <= range.LastDiffering));
    }
}
