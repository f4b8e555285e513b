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
    public List<Check> Checks { get; } = [];

    /// <summary>What may be a programmer and can be opened, with the catalogue ids it may have.</summary>
    public List<(string Port, IReadOnlyList<string> Programmers)> Usable { get; } = [];

    /// <summary>5 where something failed and no programmer is left that could be used; else 0.</summary>
    public ExitCode Exit =>
        Checks.Any(check => check.Outcome == Outcome.Failed) && !Checks.Any(check => check.IsUsableProgrammer) ? ExitCode.Port : ExitCode.Done;

    public void Run()
    {
        IReadOnlyList<PortInfo> ports = bench.List();
        IReadOnlyList<UsbDeviceInfo> devices = UsbDevices();
        Checks.AddRange(new SystemChecks(machine, ports).All());
        Checks.AddRange(ports.Select(Of));
        Checks.AddRange(devices.Select(Of));
        if (!ports.Any(port => ProgrammersAt(port).Length > 0) && !devices.Any(device => ProgrammerOf(device) is not null))
        {
            Checks.Add(new Check("programmers", Outcome.Warning, "nothing is plugged in that may be a programmer")
            {
                Remedy = "plug one in; a cable that only charges has no data lines. 'isprecipe programmers' lists what is known",
            });
        }
    }

    /// <summary>Opens what can be opened; then only a programmer with a chip behind it counts as usable.</summary>
    public void Probe(CancellationToken cancel)
    {
        for (int check = 0; check < Checks.Count; check++)
        {
            Checks[check] = Checks[check] with { IsUsableProgrammer = false };
        }

        foreach ((string port, IReadOnlyList<string> programmers) in Usable.TakeWhile(_ => !cancel.IsCancellationRequested))
        {
            Checks.Add(ChipChecks.Of(bench, port, programmers));
        }
    }

    private IReadOnlyList<UsbDeviceInfo> UsbDevices()
    {
        try
        {
            string version = machine.UsbLibraryVersion();
            IReadOnlyList<UsbDeviceInfo> devices = bench.ListUsb(KnownUsbDevices.Knows);
            Checks.Add(Check.Ok("libusb", $"version {version}"));
            return devices;
        }
        catch (LinkException failure)
        {
            Checks.Add(Check.Of("libusb", Outcome.Failed, "programmers on USB cannot be reached", failure.Fault));
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
        if (check.Outcome != Outcome.Ok || programmers.Count == 0)
        {
            return check;
        }

        Usable.Add((port, programmers));
        return check with { IsUsableProgrammer = true };
    }

    private static string[] ProgrammersAt(PortInfo port) => port.Usb is { } id ? Commands.PluggedIn.ProgrammersAt(id) : [];

    private static string? ProgrammerOf(UsbDeviceInfo device) => KnownUsbDevices.Identify(device)?.Programmer;
}
