using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through a Bus Pirate: what they cost on every firmware, and what every fault ends in.</summary>
public sealed class BusPirateTests : IDisposable
{
    private readonly List<IDisposable> _worlds = [];

    /// <summary>Firmware, SCK named in the recipe, round trips, bytes out.</summary>
    public static TheoryData<string, string?, int, long> Costs { get; } = new()
    {
        // All but the data: 6 to open, 2 x 2 for two speeds, 3 x 5 readings of signature, fuses and lock, 2 to erase, 8
        // bytes of fuses and lock once more, 1 to leave, 2 to the terminal. Then 52 commands of five pages, 5 reads.
        { "7.0", null, 0, 0 },
        { "7.0", "1 MHz", 0, 0 },
        { "7.0", "125 kHz", 0, 0 },
        { "6.1", null, 0, 0 },
        { "7.1", null, 0, 0 },
        { "8.0", null, 0, 0 },
        { "8.0 on v4", null, 0, 0 },
    };

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_full_image_costs_so_many_round_trips(string firmware, string? sck, int roundTrips, long bytes)
    {
        World world = Full(sck);
        Plug(world, Build(firmware));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
        Assert.Equal((roundTrips, bytes), (report.Cost.RoundTrips, report.Cost.BytesOut));
        AssertLetGo(world);
    }

    private static void AssertLetGo(World world)
    {
        VirtualBusPirate programmer = Programmer(world);
        Assert.False(programmer.IsOpen);
        Assert.True(programmer.IsInTerminal);
        Assert.False(programmer.FeedsTarget);
        Assert.False(world.Chip.IsHeldInReset);
    }

    private static BusPirateBuild Build(string firmware) => firmware switch
    {
        "3.0" => BusPirateBuild.V3,
        "5.10" => BusPirateBuild.V5,
        "6.1" => BusPirateBuild.V61,
        "6.1 on v4" => BusPirateBuild.V61OnV4,
        "7.0" => BusPirateBuild.V70,
        "7.1" => BusPirateBuild.V71,
        "8.0" => BusPirateBuild.V80,
        "8.0 on v4" => BusPirateBuild.V80OnV4,
        _ => throw new ArgumentException(firmware),
    };

    private static VirtualBusPirate Programmer(World world) => (VirtualBusPirate)world.Bench.Programmer;

    private static void Plug(World world, BusPirateBuild build, BoardOptions? options = null) =>
        world.Bench.Programmer = new VirtualBusPirate(world.Chip, world.Bench.Clock, build, options);

    private World Full(string? sck = null, string more = "") => Add(World.With("buspirate", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe($"files: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{more}", sck));

    private World Add(World world)
    {
        _worlds.Add(world);
        world.Chip.Preset(FuseId.Low, 0xFF);
        return world;
    }
}
