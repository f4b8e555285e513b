using IspRecipes.Devices.Parts;

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
}
