using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Hardware;

namespace IspRecipes.Cli.Doctor;

/// <summary>All checks, from the library to the single port. Opens no port and no device.</summary>
/// <param name="machine">Who may use what.</param>
/// <param name="bench">What is plugged in.</param>
internal sealed class Examination(Machine machine, IBench bench)
{
    private readonly List<Check> _checks = [];
    private readonly List<(string Port, IReadOnlyList<string> Programmers)> _usable = [];
    private bool? _someChipAnswered;

    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>5 where something failed and no programmer is left that could be used; else 0.</summary>
    public ExitCode Exit =>
        _checks.Exists(check => check.Outcome == Outcome.Failed) && !(_someChipAnswered ?? _usable.Count > 0) ? ExitCode.Port : ExitCode.Done;

    public void Run()
    {
        IReadOnlyList<PortInfo> ports = bench.List();
        IReadOnlyList<UsbDeviceInfo> devices = UsbDevices();
        _checks.AddRange(new SystemChecks(machine, ports).All());
        _checks.AddRange(ports.Select(Of));
        _checks.AddRange(devices.Select(Of));
        if (!ports.Any(port => ProgrammersAt(port).Length > 0) && !devices.Any(device => ProgrammerOf(device) is not null))
        {
            _checks.Add(new Check("programmers", Outcome.Warning, "nothing is plugged in that may be a programmer")
            {
                Remedy = "plug one in; a cable that only charges has no data lines. 'isprecipe programmers' lists what is known",
            });
        }
    }

    /// <summary>Opens what can be opened; then only a programmer with a chip behind it counts as usable.</summary>
    public void Probe(CancellationToken cancel)
    {
        _someChipAnswered = false;
        foreach ((string port, IReadOnlyList<string> programmers) in _usable.TakeWhile(_ => !cancel.IsCancellationRequested))
        {
            Check chip = ChipChecks.Of(bench, port, programmers);
            _checks.Add(chip);
            _someChipAnswered |= chip.Outcome == Outcome.Ok;
        }
    }

    private IReadOnlyList<UsbDeviceInfo> UsbDevices()
    {
        try
        {
            string version = machine.UsbLibraryVersion();
            IReadOnlyList<UsbDeviceInfo> devices = bench.ListUsb(KnownUsbDevices.Knows);
            _checks.Add(Check.Ok("libusb", $"version {version}"));
            return devices;
        }
        catch (LinkException failure)
        {
            _checks.Add(Check.Of("libusb", Outcome.Failed, "programmers on USB cannot be reached", failure.Fault));
            return [];
        }
    }

    private Check Of(PortInfo port)
    {
        string[] programmers = ProgrammersAt(port);
        string found = string.Join(", ", ((string?[])
        [
            port.Usb?.ToString(),
            port.Product,
            programmers.Length > 0 ? $"may be {string.Join(" or ", programmers)}" : "no programmer goes by its ids; one behind it can be named with --port",
        ]).OfType<string>());
        Check check = DeviceCheck.Of(port.Path, found, machine.AccessTo(port.Path), programmers.Length > 0, access =>
            new Fault(FaultCode.PortNoPermission, port.Path, access.Group ?? ""), FaultCode.PortBusy);
        return Noted(check, port.Path, programmers);
    }

    private Check Of(UsbDeviceInfo device)
    {
        KnownUsbDevice? known = KnownUsbDevices.Identify(device);
        string port = UsbSelector.PortOf(device);
        string found = string.Join(", ", ((string?[])[device.Id.ToString(), device.Product, known?.What]).OfType<string>());
        if (known?.Refusal is FaultCode refusal)
        {
            return Check.Of(port, Outcome.Failed, found, new Fault(refusal, device.Name));
        }

        Check check = DeviceCheck.Of(port, found, machine.AccessTo(device), ProgrammerOf(device) is not null, _ =>
            new Fault(FaultCode.UsbNoPermission, device.Name, UdevRules.ForUsb(device.Id)), FaultCode.UsbBusy);
        return Noted(check, port, ProgrammerOf(device) is string id ? [id] : []);
    }

    private Check Noted(Check check, string port, IReadOnlyList<string> programmers)
    {
        if (check.Outcome == Outcome.Ok && programmers.Count > 0)
        {
            _usable.Add((port, programmers));
        }

        return check;
    }

    private static string[] ProgrammersAt(PortInfo port) => port.Usb is { } id ? Commands.PluggedIn.ProgrammersAt(id) : [];

    private static string? ProgrammerOf(UsbDeviceInfo device) => KnownUsbDevices.Identify(device)?.Programmer;
}
