using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Worlds with a Bus Pirate, of the firmware that a test plugs in, and a full image for an ATmega32U4.</summary>
public abstract class BusPirateWorlds : CrystalWorlds
{
    protected static void AssertLetGo(World world)
    {
        VirtualBusPirate programmer = Programmer(world);
        Assert.False(programmer.IsOpen);
        Assert.True(programmer.IsInTerminal);
        Assert.False(programmer.FeedsTarget);
        Assert.False(world.Chip.IsHeldInReset);
    }

    protected static VirtualBusPirate Programmer(World world) => (VirtualBusPirate)world.Bench.Programmer;

    protected static void Plug(World world, BusPirateBuild build, BoardOptions? options = null) =>
        world.Bench.Programmer = new VirtualBusPirate(world.Chip, world.Bench.Clock, build, options);

    protected World Full(string? sck = null) => Add(World.With("buspirate", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));
}
