using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary><c>run --backup DIR</c>: what it saves puts the chip back, byte for byte.</summary>
public class BackUpChipTests
{
    private const string Restore = "backup/restore.isprecipe.yaml";

    [Theory]
    [InlineData("avrisp", 0xEF)]
    [InlineData("usbasp", 0xFF)]
    [InlineData("usbtiny", 0xFE)]
    public void The_recipe_of_a_backup_restores_every_byte_of_an_AVR(string programmer, int locked)
    {
        using World world = Board(programmer);
        world.Chip.Preset(FuseId.Lock, (byte)locked);
        byte[] flash = [.. world.Chip.Flash];
        byte[] eeprom = [.. world.Chip.Eeprom];

        RunReport run = world.Run();

        Assert.True(run.Exit == ExitCode.Done, $"{run.Failure}");
        Assert.NotEqual(flash, world.Chip.Flash);
        Assert.NotEqual(eeprom, world.Chip.Eeprom);
        Assert.Equal(0xD9, world.Chip.Fuse(FuseId.High));
        Assert.Equal(world.Path(Restore), run.BackupRecipe);
        RunReport restored = RunRestore(world, world.Bench);
        Assert.True(restored.Exit == ExitCode.Done, $"{restored.Failure}");
        Assert.Equal(flash, world.Chip.Flash);
        Assert.Equal(eeprom, world.Chip.Eeprom);
        Assert.Equal(
            ((byte)0x52, (byte)0x99, (byte)0xFB, (byte)locked),
            (world.Chip.Fuse(FuseId.Low), world.Chip.Fuse(FuseId.High), world.Chip.Fuse(FuseId.Extended), world.Chip.Fuse(FuseId.Lock)));
        Assert.Empty(world.Chip.Violations);
    }

    [Fact]
    public void A_blank_chip_is_blank_again()
    {
        using World world = Board("avrisp");
        Array.Fill(world.Chip.Flash, (byte)0xFF);
        Array.Fill(world.Chip.Eeprom, (byte)0xFF);
        world.Run();

        Assert.Equal(ExitCode.Done, RunRestore(world, world.Bench).Exit);

        Assert.Equal(-1, world.Chip.Flash.AsSpan().IndexOfAnyExcept((byte)0xFF));
        Assert.Equal(-1, world.Chip.Eeprom.AsSpan().IndexOfAnyExcept((byte)0xFF));
        Assert.Contains("erase: chip", File.ReadAllText(world.Path(Restore)));
    }

    [Fact]
    public void The_recipe_of_a_backup_restores_flash_and_option_bytes_of_an_STM32()
    {
        using Stm32World world = Stm32World.With()
            .Writing(Stm32World.Program(10000), "erase: chip\noptions: { nRST_STOP: reset, DATA0: 0x2A }")
            .Holding(0, Stm32World.Program(20000, 9));
        world.Chip.Flash[0xFFFF] = 0x12;
        byte[] flash = [.. world.Chip.Flash];
        OptionBytes options = world.Chip.StoredOptions;
        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };

        RunReport run = world.Run();

        Assert.True(run.Exit == ExitCode.Done, $"{run.Failure}");
        Assert.NotEqual(flash, world.Chip.Flash);
        RunReport restored = RunRestore(world, world.Bench);
        Assert.True(restored.Exit == ExitCode.Done, $"{restored.Failure}");
        Assert.Equal(flash, world.Chip.Flash);
        Assert.Equal(options, world.Chip.StoredOptions);
    }

    [Fact]
    public void A_backup_is_read_before_anything_is_changed_and_keeps_the_EEPROM_too()
    {
        using World world = Board("avrisp", "eeprom: keep");

        RunReport run = world.Run();

        string[] kinds = [.. run.Steps.Select(step => step.Kind)];
        Assert.True(Array.IndexOf(kinds, "backup-chip") < Array.IndexOf(kinds, "keep-eeprom"));
        Assert.True(Array.IndexOf(kinds, "backup-chip") < Array.IndexOf(kinds, "erase-chip"));
        Assert.Equal(0, run.Steps.Single(step => step.Kind == "keep-eeprom").Cost.RoundTrips);
        Assert.Equal(3, world.Chip.Eeprom[0x12]);
        Assert.True(File.Exists(world.Path("backup/eeprom.hex")));
    }

    [Fact]
    public void A_protected_chip_is_refused_and_not_erased()
    {
        using World world = Board("avrisp");
        world.Chip.Preset(FuseId.Lock, 0xFC);

        RunReport run = world.Run();

        Assert.Equal(("ISP3100", ExitCode.Refused), (run.Failure!.Code, run.Exit));
        Assert.Contains("'isprecipe run RECIPE' without '--backup' does", run.Failure.Hint);
        Assert.False(world.Chip.Touched);
        Assert.False(Directory.Exists(world.Path("backup")));
    }

    [Fact]
    public void A_protected_chip_that_is_to_be_compared_and_saved_is_refused_with_both_options()
    {
        using World world = Board("avrisp");
        world.Chip.Preset(FuseId.Lock, 0xFC);
        world.RunOptions = world.RunOptions with { IfChanged = true };

        Assert.Contains("'isprecipe run RECIPE' without '--if-changed' and '--backup' does", world.Run().Failure!.Hint);
    }

    [Fact]
    public void A_protected_STM32_is_refused_even_where_the_recipe_would_unlock_it()
    {
        using Stm32World world = Stm32World.With().Writing(Stm32World.Program(1000), "unlock: if-needed\nallow: [mass-erase]").Holding(0, Stm32World.Program(500));
        world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0));
        byte[] flash = [.. world.Chip.Flash];
        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };

        RunReport run = world.Run();

        Assert.Equal(("ISP3100", ExitCode.Refused), (run.Failure!.Code, run.Exit));
        Assert.Equal(flash, world.Chip.Flash);
    }

    [Fact]
    public void A_backup_that_is_there_is_never_overwritten()
    {
        using World world = Board("avrisp");
        Directory.CreateDirectory(world.Path("backup"));
        File.WriteAllText(world.Path("backup/eeprom.hex"), "mine");

        RunReport run = world.Run();

        Assert.Equal(("ISP3104", ExitCode.File), (run.Failure!.Code, run.Exit));
        Assert.Equal("mine", File.ReadAllText(world.Path("backup/eeprom.hex")));
        Assert.Single(Directory.GetFiles(world.Path("backup")));
        Assert.False(world.Chip.Touched);
        Assert.Equal("ISP3104", RecipeRunner.BackupRefusal(world.Plan().Value!, world.Path("backup"))!.Code);
    }

    [Fact]
    public void A_backup_that_cannot_be_written_leaves_the_chip_alone()
    {
        using World world = Board("avrisp");
        File.WriteAllText(world.Path("backup"), "a file");

        RunReport run = world.Run();

        Assert.Equal(("ISP6010", ExitCode.File), (run.Failure!.Code, run.Exit));
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void Where_nothing_differs_nothing_is_backed_up()
    {
        using World world = Board("usbasp");
        world.RunOptions = new RunOptions { Simulated = true };
        world.Run();
        world.RunOptions = new RunOptions { Simulated = true, IfChanged = true, Backup = world.Path("backup") };

        RunReport second = world.Run();

        Assert.Equal(StepOutcome.Skipped, second.Steps.Single(step => step.Kind == "backup-chip").Outcome);
        Assert.Null(second.BackupRecipe);
        Assert.False(Directory.Exists(world.Path("backup")));
    }

    [Fact]
    public void The_recipe_consents_to_what_the_chip_has_proven_and_to_nothing_else()
    {
        using World world = Board("avrisp");
        world.Chip.Preset(FuseId.Lock, 0xFE);
        world.Chip.Preset(FuseId.Low, 0x5E);
        Array.Fill(world.Chip.Flash, (byte)0xFF, 0x7000, 0x1000);
        world.Run();

        Recipe restore = RecipeRunner.Load(world.Path(Restore), new RecipeInputs()).Value!;

        // The board's crystal serves the clock that the chip had: no word is needed for that.
        Assert.Equal([Consent.WriteProtect, Consent.RemoveBootloader], restore.Allow.Select(allowed => allowed.Value));
        Assert.Equal(new BoardClock(16e6, ClockSource.Crystal), restore.Board.Clock!.Value);
        Assert.DoesNotContain(RecipeRunner.Plan(world.Path(Restore), new RecipeInputs()).Diagnostics, found => found.Severity == Severity.Error);
    }

    [Fact]
    public void A_clock_that_the_board_is_not_known_to_have_is_consented_to_since_the_chip_ran_from_it()
    {
        using World world = Board("avrisp");
        world.Run();

        Recipe restore = RecipeRunner.Load(world.Path(Restore), new RecipeInputs()).Value!;

        Assert.Contains(Consent.ClockSource, restore.Allow.Select(allowed => allowed.Value));
    }

    [Fact]
    public void A_state_that_no_recipe_may_write_is_saved_and_told()
    {
        byte[] junk = Firmware.Program(3000, 9);
        using Stm32World world = Stm32World.With().Writing(Stm32World.Program(1000)).Holding(0, junk);
        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };

        RunReport run = world.Run();

        Assert.True(run.Exit == ExitCode.Done, $"{run.Failure}");
        Assert.Contains(run.Diagnostics, found => found.Code == "ISP3103" && found.Message.Contains("ISP308"));
        Assert.Equal(junk[..1000], IntelHex.Read(File.ReadAllBytes(world.Path("backup/flash.hex")), "flash.hex").Image!.Segments[0].Bytes[..1000].ToArray());
    }

    [Fact]
    public void A_programmer_that_does_not_reach_the_fuses_backs_nothing_up()
    {
        using World world = World.With("arduino", "atmega328p").Hex("app.hex", 0, 1, 2, 3).Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };

        RunReport run = world.Run();

        Assert.Equal("ISP3102", RecipeRunner.BackupRefusal(world.Plan().Value!, world.Path("backup"))!.Code);
        Assert.Equal(("ISP3102", ExitCode.Recipe), (run.Failure!.Code, run.Exit));
        Assert.Empty(run.Steps);
        Assert.Equal(["Reported", "RunFinished"], world.Events.Select(what => what.GetType().Name));
    }

    [Fact]
    public void A_recipe_that_uses_no_device_has_no_chip_to_look_at_or_to_save()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("a.hex", 0, 1)
            .RecipeText("version: 1\nname: m\nfiles: { a: a.hex }\nmerge: { m: { inputs: [a], save: m.hex } }\n");

        Assert.Equal("ISP3101", RecipeRunner.PlanLook(world.Path("recipe.yaml"), new RecipeInputs()).Diagnostics.Single().Code);
        Assert.Equal("ISP3101", RecipeRunner.BackupRefusal(world.Plan().Value!, world.Path("backup"))!.Code);
        RunReport run = RecipeRunner.Run(
            world.Path("recipe.yaml"),
            new RecipeInputs(),
            _ => throw new InvalidOperationException("asked for a bench"),
            new RunOptions { Backup = world.Path("backup") },
            _ => { },
            CancellationToken.None);
        Assert.Equal(("ISP3101", false), (run.Failure!.Code, File.Exists(world.Path("m.hex"))));
        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };
        Assert.Equal(("ISP3101", false), (world.Run().Failure!.Code, File.Exists(world.Path("m.hex"))));
    }

    private static RunReport RunRestore(RecipeFolder world, SimulatedBench bench)
    {
        Checked<Plan> plan = RecipeRunner.Plan(world.Path(Restore), new RecipeInputs());
        Assert.True(plan.Value is not null, string.Join('\n', plan.Diagnostics));
        return RecipeRunner.Run(plan.Value, bench, new RunOptions { Simulated = true }, _ => { }, CancellationToken.None);
    }

    /// <summary>A board with a full flash, three bytes in its EEPROM and the factory's fuses, and a recipe that changes all of it.</summary>
    private static World Board(string programmer, string body = "")
    {
        World world = World.With(programmer, "atmega32u4")
            .Hex("boot.hex", 0x7000, Firmware.Program(0xF78, 7))
            .Recipe($$"""
                board: { clock: 16 MHz crystal }
                files: { boot: { path: boot.hex, kind: atmel-dfu } }
                write: { flash: boot }
                fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }
                {{body}}
                """);
        Firmware.Program(32768, 8).CopyTo(world.Chip.Flash, 0);
        new byte[] { 1, 2, 3 }.CopyTo(world.Chip.Eeprom, 0x10);
        world.Chip.Preset(FuseId.Low, 0x52);
        world.Chip.Preset(FuseId.High, 0x99);
        world.Chip.Preset(FuseId.Extended, 0xFB);
        world.RunOptions = world.RunOptions with { Backup = world.Path("backup") };
        return world;
    }
}
