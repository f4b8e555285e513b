using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests;

/// <summary>Worlds whose chips run from their crystal of 16 MHz; they end with their test.</summary>
public abstract class CrystalWorlds : IDisposable
{
    private readonly List<World> _worlds = [];

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    protected World Add(World world)
    {
        _worlds.Add(world);
        world.Chip.Preset(FuseId.Low, 0xFF);
        return world;
    }

    /// <summary>A run that sets one fuse byte: it does, or it fails, and none holds what nobody asked for.</summary>
    /// <param name="programmer">Catalogue id.</param>
    /// <param name="sck">As a recipe has it; null for what the driver finds.</param>
    /// <param name="hertz">Of the crystal; bits go wrong above a quarter of it.</param>
    /// <returns>The world afterwards.</returns>
    protected World WritesNoWrongFuse(string programmer, string? sck, double hertz)
    {
        World world = Add(World.With(programmer, "atmega328p").Recipe("fuses: { high: 0xD1 }", sck));
        world.Chip.Board = BoardClock.Crystal(hertz);

        RunReport report = world.Run();

        Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Low));
        Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Extended));
        Assert.Equal(report.Exit == ExitCode.Done ? 0xD1 : 0xD9, world.Chip.Fuse(FuseId.High));
        return world;
    }
}
