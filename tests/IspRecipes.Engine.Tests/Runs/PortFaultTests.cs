using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Ports that cannot be chosen or opened, or that take no byte: the sentence, with its facts in place.</summary>
public class PortFaultTests
{
    [Theory]
    [InlineData("/dev/nowhere", "ISP4001", "there is no port /dev/nowhere")]
    [InlineData("auto", "ISP4002", "auto fits several ports")]
    [InlineData("usb:1234:5678", "ISP4003", "no port fits 'usb:1234:5678'")]
    public void A_port_that_cannot_be_chosen_is_told(string port, string code, string says)
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe($"erase: chip\nport: '{port}'");
        var bench = new SeveralPorts(world.Bench);

        RunReport report = RecipeRunner.Run(world.Plan().Value!, bench, new RunOptions(), _ => { }, default);

        EveryFaultTests.AssertTold(report, code, ExitCode.Port, says);
    }

    [Theory]
    [InlineData(FaultCode.PortNoPermission, "dialout", "you have no permission to open sim", "sudo usermod -aG dialout")]
    [InlineData(FaultCode.PortNotSerial, "a directory", "sim is not a serial port but a directory", "isprecipe ports")]
    [InlineData(FaultCode.PortUnreadable, "Input/output error", "sim cannot be opened: Input/output error", "")]
    [InlineData(FaultCode.HostUnreachable, "connection refused", "sim cannot be reached: connection refused", "firewall")]
    [InlineData(FaultCode.BaudUnsupported, 19201, "sim cannot run at 19201 baud", "leave 'baud' out")]
    public void A_port_that_cannot_be_opened_is_told(FaultCode code, object fact, string says, string hint)
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("erase: chip");
        world.Cable = (_, _) => throw new LinkException(code, "sim", fact);

        RunReport report = world.Run();

        EveryFaultTests.AssertTold(report, $"ISP{(int)code}", ExitCode.Port, says);
        Assert.Contains(hint, report.Failure!.Hint ?? "");
    }

    [Fact]
    public void A_line_that_takes_no_byte_is_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("erase: chip");
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent => throw new LinkException(FaultCode.LinkBlocked, "sim", 1, sent.Length, 5.0),
        };

        EveryFaultTests.AssertTold(world.Run(), "ISP4013", ExitCode.Communication, "1 of 2 went out, then none for 5 s");
    }

    /// <summary>A bench with two boards that both may be the programmer.</summary>
    private sealed class SeveralPorts(SimulatedBench bench) : IBench
    {
        public IClock Clock => bench.Clock;

        public IReadOnlyList<PortInfo> List() => [.. bench.List(), .. bench.List().Select(port => port with { Path = "sim2" })];

        public ISerialLink OpenSerial(string port, SerialSettings settings) => bench.OpenSerial(port, settings);

        public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => bench.ListUsb(wanted);

        public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => bench.OpenUsb(device, settings);
    }
}
