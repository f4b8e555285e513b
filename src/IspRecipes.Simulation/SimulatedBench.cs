using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation;

/// <summary>A bench with one virtual programmer, on the port <c>sim</c> or on USB, wired to one virtual chip.</summary>
public sealed class SimulatedBench : IBench
{
    public const string Port = "sim";

    private readonly VirtualAvr? _avr;
    private readonly VirtualStm32? _stm32;
    private VirtualSerialProgrammer? _programmer;

    /// <param name="programmer">Catalogue id, one of <see cref="Programmers"/>.</param>
    /// <param name="part">The chip on the board.</param>
    /// <param name="options">How a programmer on the serial port is connected; null for the usual way.</param>
    /// <exception cref="ArgumentException">There is no twin of that programmer, or it is none for such parts.</exception>
    public SimulatedBench(string programmer, Part part, BoardOptions? options = null)
    {
        switch (part)
        {
            case AvrPart avr:
                _avr = new VirtualAvr(avr, new VirtualClock());
                Wire(programmer, options);
                break;
            case Stm32Part stm32 when programmer is "stlink-v2" or "stlink":
                _stm32 = new VirtualStm32(stm32, new VirtualClock());
                UsbDevices = [new VirtualStLink(_stm32, Clock)];
                break;
            default:
                throw new ArgumentException($"no virtual programmer '{programmer}' for {part.Id}", nameof(programmer));
        }
    }

    /// <summary>An ST-Link and an STM32, of whatever make.</summary>
    /// <param name="part">The chip on the board.</param>
    /// <param name="firmware">What the ST-Link is; null for a V2 with firmware J37.</param>
    /// <param name="silicon">How chip and board differ from what the datasheet says; null for not at all.</param>
    public SimulatedBench(Stm32Part part, StLinkFirmware? firmware = null, Stm32Silicon? silicon = null)
    {
        _stm32 = new VirtualStm32(part, new VirtualClock(), silicon);
        UsbDevices = [new VirtualStLink(_stm32, Clock, firmware)];
    }

    /// <summary>Ids of the programmers on serial ports that have a twin.</summary>
    public static IReadOnlyList<string> SerialProgrammers { get; } = ["avrisp", "stk500v1", "arduino", "stk500v2", "buspirate"];

    /// <summary>Ids of all programmers that have a twin.</summary>
    public static IReadOnlyList<string> Programmers { get; } = [.. SerialProgrammers, "usbasp", "usbtiny", "avrispmkii", "stlink-v2"];

    /// <summary>The host's clock.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>The AVR on the board.</summary>
    /// <exception cref="InvalidOperationException">It is an STM32.</exception>
    public VirtualAvr Chip => _avr ?? throw new InvalidOperationException("this bench's chip is an STM32, not an AVR");

    /// <summary>The STM32 on the board.</summary>
    /// <exception cref="InvalidOperationException">It is an AVR.</exception>
    public VirtualStm32 Stm32 => _stm32 ?? throw new InvalidOperationException("this bench's chip is an AVR, not an STM32");

    /// <summary>What is on the port.</summary>
    /// <exception cref="InvalidOperationException">The programmer is on USB.</exception>
    public VirtualSerialProgrammer Programmer
    {
        get => _programmer ?? throw new InvalidOperationException("this bench's programmer is on USB, not on a serial port");
        set => _programmer = value;
    }

    /// <summary>What stands between the port and the programmer, a <see cref="FaultyLink"/> for one; nothing by default.</summary>
    public Func<ISerialLink, ISerialLink> Cable { get; init; } = link => link;

    /// <summary>What is plugged into its USB sockets; a virtual programmer on USB is a link itself.</summary>
    public IReadOnlyList<IUsbLink> UsbDevices { get; set; } = [];

    /// <summary>What stands between a USB socket and the device; nothing by default.</summary>
    public Func<IUsbLink, IUsbLink> UsbCable { get; init; } = link => link;

    IClock IBench.Clock => Clock;

    /// <summary>One port; none where the programmer is on USB.</summary>
    public IReadOnlyList<PortInfo> List() => _programmer is null
        ? []
        : [new PortInfo(Port, ShownAs(_programmer), SerialNumber: "SIM0001", Product: "virtual programmer")];

    public ISerialLink OpenSerial(string port, SerialSettings settings)
    {
        if (port != Port || _programmer is null)
        {
            throw new LinkException(FaultCode.PortNotFound, port);
        }

        if (_programmer.IsOpen)
        {
            throw new LinkException(FaultCode.PortBusy, port);
        }

        _programmer.Open(settings);
        return Cable(_programmer);
    }

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) =>
        [.. UsbDevices.Select(device => device.Device).Where(device => wanted(device.Id))];

    public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings)
    {
        IUsbLink link = UsbDevices.FirstOrDefault(link => link.Device == device)
            ?? throw new LinkException(FaultCode.UsbUnplugged, device.Name);
        (link as VirtualUsbProgrammer)?.Open();
        return UsbCable(link);
    }

    private void Wire(string programmer, BoardOptions? options)
    {
        switch (programmer)
        {
            case "avrisp" or "stk500v1":
                _programmer = new VirtualStk500v1(Chip, Clock, options);
                break;
            case "arduino":
                _programmer = new VirtualArduinoBootloader(Chip, Clock, options);
                break;
            case "buspirate":
                _programmer = new VirtualBusPirate(Chip, Clock, options: options);
                break;
            case "stk500v2":
                _programmer = new VirtualStk500v2(Chip, Clock, options);
                break;
            case "usbasp":
                UsbDevices = [new VirtualUsbAsp(Chip, Clock)];
                break;
            case "usbtiny":
                UsbDevices = [new VirtualUsbTiny(Chip, Clock)];
                break;
            case "avrispmkii":
                UsbDevices = [new VirtualAvrispMkII(Chip, Clock)];
                break;
            default:
                throw new ArgumentException($"no virtual programmer '{programmer}' for {Chip.Part.Id}", nameof(programmer));
        }
    }

    /// <summary>Pololu's programmer for STK500v2, a Bus Pirate v4, else an Arduino Uno.</summary>
    private static UsbId ShownAs(VirtualSerialProgrammer programmer) => programmer switch
    {
        VirtualStk500v2 => new UsbId(0x1FFB, 0x00B0),
        VirtualBusPirate => new UsbId(0x04D8, 0xFB00),
        _ => new UsbId(0x2341, 0x0043),
    };
}
