using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation;

/// <summary>A bench with one virtual programmer on the port <c>sim</c>, wired to one virtual chip.</summary>
public sealed class SimulatedBench : IBench
{
    public const string Port = "sim";

    /// <param name="programmer">Catalogue id, one of <see cref="Programmers"/>.</param>
    /// <param name="part">The chip on the board.</param>
    /// <param name="options">How the programmer is connected; null for the usual way.</param>
    /// <exception cref="ArgumentException">There is no twin of that programmer.</exception>
    public SimulatedBench(string programmer, AvrPart part, BoardOptions? options = null)
    {
        Chip = new VirtualAvr(part, new VirtualClock());
        Programmer = programmer switch
        {
            "avrisp" or "stk500v1" => new VirtualStk500v1(Chip, Clock, options),
            "arduino" => new VirtualArduinoBootloader(Chip, Clock, options),
            _ => throw new ArgumentException($"no virtual programmer '{programmer}'", nameof(programmer)),
        };
    }

    /// <summary>Ids of the programmers that have a twin.</summary>
    public static IReadOnlyList<string> Programmers { get; } = ["avrisp", "stk500v1", "arduino"];

    /// <summary>The host's clock.</summary>
    public VirtualClock Clock { get; } = new();

    public VirtualAvr Chip { get; }

    public VirtualSerialProgrammer Programmer { get; }

    /// <summary>What stands between the port and the programmer, a <see cref="FaultyLink"/> for one; nothing by default.</summary>
    public Func<ISerialLink, ISerialLink> Cable { get; init; } = link => link;

    /// <summary>What is plugged into its USB sockets; a virtual programmer on USB is a link itself.</summary>
    public IReadOnlyList<IUsbLink> UsbDevices { get; init; } = [];

    IClock IBench.Clock => Clock;

    /// <summary>One port, which shows itself as an Arduino Uno.</summary>
    public IReadOnlyList<PortInfo> List() =>
        [new PortInfo(Port, new UsbId(0x2341, 0x0043), SerialNumber: "SIM0001", Product: "virtual programmer")];

    public ISerialLink OpenSerial(string port, SerialSettings settings)
    {
        if (port != Port)
        {
            throw new LinkException(FaultCode.PortNotFound, port);
        }

        if (Programmer.IsOpen)
        {
            throw new LinkException(FaultCode.PortBusy, port);
        }

        Programmer.Open(settings);
        return Cable(Programmer);
    }

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) =>
        [.. UsbDevices.Select(device => device.Device).Where(device => wanted(device.Id))];

    public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) =>
        UsbDevices.FirstOrDefault(link => link.Device == device)
        ?? throw new LinkException(FaultCode.UsbUnplugged, device.Name);
}
