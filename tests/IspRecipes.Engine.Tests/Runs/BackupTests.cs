using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

public class BackupTests
{
    private static readonly byte[] Held = Firmware.Program(32768, 5);

    [Fact]
    public void A_backup_holds_every_byte_before_anything_is_changed()
    {
        using World world = Backup("read: { flash: backup/flash.hex, eeprom: backup/eeprom.bin }");

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        ImageResult flash = IntelHex.Read(File.ReadAllBytes(world.Path("backup/flash.hex")), "flash.hex");
        Assert.Equal(Held, flash.Image!.Segments.Single().Bytes.ToArray());
        Assert.Equal(1024, File.ReadAllBytes(world.Path("backup/eeprom.bin")).Length);
        string[] kinds = [.. report.Steps.Select(step => step.Kind)];
        Assert.True(Array.LastIndexOf(kinds, "backup") < Array.IndexOf(kinds, "erase-chip"));
    }

    [Fact]
    public void A_backup_that_cannot_be_written_leaves_the_chip_alone()
    {
        using World world = Backup("read: { flash: app.hex/flash.hex }");

        RunReport report = world.Run();

        Assert.Equal("ISP6010", report.Failure!.Code);
        Assert.Equal(ExitCode.File, report.Exit);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void An_earlier_backup_is_never_overwritten()
    {
        using World world = Backup("read: { flash: flash.bin }");
        world.Run();

        RunReport second = world.Run();

        Assert.Equal(Held, File.ReadAllBytes(world.Path("flash.bin")));
        Assert.Equal(world.Chip.Flash, File.ReadAllBytes(world.Path("flash-2.bin")));
        Assert.Contains(second.Diagnostics, note => note.Code == "ISP3026" && note.Message.Contains("flash-2.bin"));
    }

    [Fact]
    public void The_same_backup_once_more_writes_no_second_file()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("read: { flash: flash.bin }");
        Held.CopyTo(world.Chip.Flash, 0);
        world.Run();

        RunReport second = world.Run();

        Assert.Equal(ExitCode.Done, second.Exit);
        Assert.False(File.Exists(world.Path("flash-2.bin")));
        Assert.False(world.Chip.Touched);
    }

    private static World Backup(string read)
    {
        World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Firmware.Program(300))
            .Recipe($"files: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{read}\nallow: [ remove-bootloader ]");
        Held.CopyTo(world.Chip.Flash, 0);
        return world;
    }
}
