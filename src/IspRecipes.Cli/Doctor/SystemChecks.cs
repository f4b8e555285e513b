using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware;

namespace IspRecipes.Cli.Doctor;

/// <summary>What the operating system has to do with programmers as such.</summary>
internal sealed class SystemChecks(Machine machine, IReadOnlyList<PortInfo> ports)
{
    private const string InstallRules =
        $"install the rules of isprecipe, which you can read before:\nisprecipe doctor --udev | sudo tee {UdevRules.Place}\nsudo udevadm control --reload-rules && sudo udevadm trigger";

    public IEnumerable<Check> All() => machine.System switch
    {
        OperatingSystemKind.Windows =>
        [
            Check.Ok("drivers", "serial ports need none of ours. A programmer on USB (USBasp, USBtinyISP, AVRISP mkII) needs WinUSB,"
                + " libusbK or libusb-win32: give it one with Zadig, that device and no other. An ST-Link brings its own with ST's tools."
                + " Opening tells the rest: 'isprecipe probe', or --probe here"),
        ],
        OperatingSystemKind.MacOs => [Check.Ok("drivers", "macOS has those of serial ports and needs none for USB programmers")],
        _ => [Rules(), ModemManager()],
    };

    private Check Rules()
    {
        if (machine.UdevRules() is not { } rules)
        {
            return Check.Ok("udev rules", "there is no udev here: devices have the permissions they are given from outside");
        }

        UsbId[] missing = [.. UdevRules.UsbProgrammers.Where(id => !rules.Admit(id))];
        return missing.Length == 0
            ? Check.Ok("udev rules", $"all {UdevRules.UsbProgrammers.Count} ids of USB programmers have one")
            : new Check("udev rules", Outcome.Warning, $"none is seen for {string.Join(", ", missing)}")
            {
                Cause = "without a rule Linux gives a USB device to root alone",
                Remedy = InstallRules,
            };
    }

    /// <summary>It opens each new ttyACM and ttyUSB to look for a modem, which resets boards and keeps the port busy.</summary>
    private Check ModemManager()
    {
        if (machine.ProcessNamed("ModemManager") is not string process)
        {
            return Check.Ok("ModemManager", "does not run");
        }

        string[] probed =
        [
            .. ports.Where(port => port.Usb is { } id && Commands.PluggedIn.ProgrammersAt(id).Length > 0 && machine.UdevRules()?.KeepModemManagerAway(id) != true)
                .Select(port => port.Path),
        ];
        return probed.Length == 0
            ? Check.Ok("ModemManager", $"runs (pid {process}); no programmer is plugged in that it would talk to")
            : new Check("ModemManager", Outcome.Warning, $"runs (pid {process}), and no rule keeps it away from {string.Join(", ", probed)}")
            {
                Cause = "it talks to new serial ports to find modems: for some seconds the port is busy, and the board may be reset or written to",
                Remedy = InstallRules,
            };
    }
}
