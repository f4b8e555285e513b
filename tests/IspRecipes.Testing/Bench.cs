using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Testing;

/// <summary>The world of a test: a programmer on a port, a chip on the programmer, and whatever is wrong with them.</summary>
public static class Bench
{
    /// <param name="programmer">Catalogue id: <c>avrisp</c>.</param>
    /// <param name="part">The chip on the board.</param>
    /// <param name="options">How the programmer is connected; null for the usual way.</param>
    public static SimulatedBench With(string programmer, Part part, BoardOptions? options = null) =>
        new(programmer, part, options);

    /// <param name="programmer">Catalogue id: <c>avrisp</c>.</param>
    /// <param name="mcu">Catalogue id of the chip: <c>atmega32u4</c>.</param>
    public static SimulatedBench With(string programmer, string mcu) =>
        With(programmer, PartCatalog.Find(mcu) ?? throw new ArgumentException($"no part '{mcu}'", nameof(mcu)));

    /// <summary>A bench whose cable does what <paramref name="rates"/> say.</summary>
    public static SimulatedBench WithFaults(string programmer, AvrPart part, FaultRates rates, int seed)
    {
        SimulatedBench? bench = null;
        return bench = new SimulatedBench(programmer, part)
        {
            Cable = link => new FaultyLink(link, bench!.Clock, rates, seed),
        };
    }

    /// <summary>Sets the chip up as it lies on the bench before anything is plugged in.</summary>
    public static SimulatedBench Holding(this SimulatedBench bench, Action<VirtualAvr> setUp)
    {
        setUp(bench.Chip);
        return bench;
    }

    /// <summary>Opens the bench's only port.</summary>
    public static ISerialLink Open(this SimulatedBench bench, int baud = 19200) =>
        bench.OpenSerial(SimulatedBench.Port, new SerialSettings(baud));
}
