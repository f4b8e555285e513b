using static IspRecipes.Devices.FaultCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>4xxx: the link between computer and programmer.</summary>
internal static class LinkRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(PortNotFound, Error, ExitCode.Port, "port present",
            "there is no port {port}",
            "[ports that are here:{present:lines}]"),
        new(PortAmbiguous, Error, ExitCode.Port, "port candidates",
            "{port} fits several ports",
            "choose one with --port:{candidates:lines}"),
        new(PortNoneFound, Error, ExitCode.Port, "port marks present",
            "no port fits '{port}'[: none has {marks}]",
            "plug it in, or name its port with --port[; ports that are here:{present:lines}]"),
        new(PortBusy, Error, ExitCode.Port, "port owner",
            "{port} is in use[ by {owner}]",
            "end that program (a serial monitor, ModemManager, another isprecipe) and run again"),
        new(PortNoPermission, Error, ExitCode.Port, "port group",
            "you have no permission to open {port}",
            "[it belongs to the group {group}; join it, then log out and in again:\n  sudo usermod -aG {group} \"$USER\"]"),
        new(PortNotSerial, Error, ExitCode.Port, "port kind",
            "{port} is not a serial port[ but {kind}]",
            "'isprecipe ports' lists the ports that are here"),
        new(PortUnreadable, Error, ExitCode.Port, "port reason",
            "{port} cannot be opened: {reason}"),
        new(PortSyntax, Error, ExitCode.Port, "port reason",
            "'{port}' is no port[: {reason}]",
            "write /dev/ttyACM0, COM3, usb:VID:PID, usb:VID:PID:SERIAL, usb:serial=S, usb:path=1-2.3, net:HOST:PORT or auto"),
        new(LinkSilent, Error, ExitCode.Communication, "port read wanted seconds",
            "{port} is silent: {read} of {wanted} bytes came within {seconds:0.#} s",
            "check that this is the programmer's port and its baud rate, and that the programmer's firmware is on the board"),
        new(LinkHungUp, Error, ExitCode.Communication, "port",
            "{port} hung up: the programmer was unplugged, lost power or was reset",
            "plug it in again and repeat the run from the start; the chip may hold half of what was to be written"),
        new(BaudUnsupported, Error, ExitCode.Port, "port baud",
            "{port} cannot run at {baud} baud",
            "leave 'baud' out to use the programmer's own rate"),
        new(HostUnreachable, Error, ExitCode.Port, "port reason",
            "{port} cannot be reached[: {reason}]",
            "check host, port number and firewall"),
        new(LinkBlocked, Error, ExitCode.Communication, "port sent wanted seconds",
            "{port} takes no more bytes: {sent} of {wanted} went out, then none for {seconds:0.#} s",
            "something holds the line: unplug the programmer, plug it in again and repeat the run from the start"),
    ];
}
