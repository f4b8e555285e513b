using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;
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

    [Theory]
    [InlineData("usbasp")]
    [InlineData("avrisp")]
    [InlineData("nosuch")]
    public void A_programmer_for_AVRs_is_refused_for_an_STM32(string programmer)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Bench.With(programmer, "stm32f103c8"));

        Assert.Contains($"'{programmer}' for stm32f103c8", refusal.Message);
    }

    [Theory]
    [InlineData("stlink-v2")]
    [InlineData("stlink")]
    public void An_STM32_is_at_the_end_of_an_ST_Link(string programmer)
    {
        SimulatedBench bench = Bench.With(programmer, "stm32f103c8");

        Assert.Equal("stm32f103c8", bench.Stm32.Part.Id);
        Assert.Throws<InvalidOperationException>(() => bench.Chip);
        Assert.Empty(bench.List());
        UsbDeviceInfo device = Assert.Single(bench.ListUsb(_ => true));
        using IUsbLink link = bench.OpenUsb(device, new UsbSettings());
        Assert.IsType<VirtualStLink>(link);
    }

    [Fact]
    public void Every_programmer_of_the_catalogue_has_a_twin() =>
        Assert.Equal(ProgrammerCatalog.Ids.Order(), SimulatedBench.Programmers.Order());

    [Fact]
    public void A_link_that_was_closed_is_not_used_again()
    {
        ISerialLink link = Bench.With("avrisp", HandMade.Atmega32U4).Open();
        link.Dispose();

        Assert.Throws<ObjectDisposedException>(() => link.Write([0x30, 0x20]));
    }
}
