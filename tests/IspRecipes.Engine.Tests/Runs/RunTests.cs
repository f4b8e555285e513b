using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

public class RunTests
{
    private const string WholeJob = """
        board: { clock: 16 MHz crystal }
        files: { app: app.hex, boot: boot.hex, settings: settings.hex }
        merge:
          production: [ app, boot ]
        write: { flash: production, eeprom: settings }
        fuses: { low: 0x5E, high: 0xD8, extended: 0xFB }
        lock: { BLB1: 2 }
        """;

    [Fact]
    public void After_a_run_the_chip_holds_what_the_recipe_says()
    {
        byte[] app = Firmware.Program(5000, 1);
        byte[] boot = Firmware.Program(3000, 2);
        byte[] settings = Firmware.Program(100, 3);
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, app).Hex("boot.hex", 0x7000, boot).Hex("settings.hex", 0x10, settings)
            .Recipe(WholeJob);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        byte[] flash = new byte[32768];
        flash.AsSpan().Fill(0xFF);
        app.CopyTo(flash, 0);
        boot.CopyTo(flash, 0x7000);
        Assert.Equal(flash, world.Chip.Flash);
        Assert.Equal(settings, world.Chip.Eeprom[0x10..0x74]);
        Assert.Equal(0x5E, world.Chip.Fuse(FuseId.Low));
        Assert.Equal(0xD8, world.Chip.Fuse(FuseId.High));
        Assert.Equal(0xFB, world.Chip.Fuse(FuseId.Extended));
        Assert.Equal(0xEF, world.Chip.Fuse(FuseId.Lock));
        Assert.False(world.Chip.IsHeldInReset);
        Assert.False(world.Bench.Programmer.IsOpen);
        Assert.Empty(world.Chip.Violations);
    }
}
