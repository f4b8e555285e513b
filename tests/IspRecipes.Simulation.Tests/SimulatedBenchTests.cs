using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests;

public sealed class SimulatedBenchTests
{
    [Fact]
    public void Its_only_port_is_sim() =>
        Assert.Equal("sim", Assert.Single(Bench.With("avrisp", HandMade.Atmega32U4).List()).Path);

    [Fact]
    public void A_port_that_is_open_is_busy_until_it_is_closed()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        ISerialLink link = bench.Open();

        LinkException busy = Assert.Throws<LinkException>(() => bench.Open());
        Assert.Equal(FaultCode.PortBusy, busy.Fault.Code);

        link.Dispose();
        bench.Open().Dispose();
    }

    [Fact]
    public void Another_port_is_not_found()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        LinkException absent = Assert.Throws<LinkException>(
            () => bench.OpenSerial("/dev/ttyACM0", new SerialSettings(19200)));

        Assert.Equal(FaultCode.PortNotFound, absent.Fault.Code);
    }

    [Fact]
    public void A_programmer_without_a_twin_is_refused_by_name()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Bench.With("stlink-v2", HandMade.Atmega32U4));

        Assert.Contains("'stlink-v2'", refusal.Message);
    }

    [Fact]
    public void A_link_that_was_closed_is_not_used_again()
    {
        ISerialLink link = Bench.With("avrisp", HandMade.Atmega32U4).Open();
        link.Dispose();

        Assert.Throws<ObjectDisposedException>(() => link.Write([0x30, 0x20]));
    }
}
