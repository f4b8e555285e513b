namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A recipe with all that a run can do for an AVR: application, bootloader, EEPROM, fuses and lock bits.</summary>
public abstract class WholeJobs
{
    protected const string WholeJob = """
        board: { clock: 16 MHz crystal }
        files: { app: app.hex, boot: boot.hex, settings: settings.hex }
        merge:
          production: [ app, boot ]
        write: { flash: production, eeprom: settings }
        fuses: { low: 0x5E, high: 0xD8, extended: 0xFB }
        lock: { BLB1: 2 }
        """;

    protected static readonly byte[] App = Firmware.Program(5000, 1);
    protected static readonly byte[] Boot = Firmware.Program(3000, 2);
    protected static readonly byte[] Settings = Firmware.Program(100, 3);

    protected static World Whole(string? chip = null, Simulation.Programmers.BoardOptions? options = null) =>
        World.With("avrisp", "atmega32u4", chip, options)
            .Hex("app.hex", 0, App).Hex("boot.hex", 0x7000, Boot).Hex("settings.hex", 0x10, Settings)
            .Recipe(WholeJob);

    protected static void AssertReleased(World world)
    {
        Assert.False(world.Chip.InProgrammingMode);
        Assert.False(world.Chip.IsHeldInReset);
        Assert.False(world.Bench.Programmer.IsOpen);
    }
}
