using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe ports</c>: what is plugged in, and which programmers go by those ids. Opens nothing.</summary>
internal static class PortsCommand
{
    public static Command Create(CliHost host)
    {
        Option<bool> json = new("--json") { Description = "One JSON document on standard output." };
        Command command = new("ports", "Lists serial ports, USB programmers, and what they may be. Opens none.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<PluggedIn> ports = PluggedIn.On(host.Bench(), notice => Messages.Write(host, [notice]));
            if (parsed.GetValue(json))
            {
                Json.Write(host.Out, ports);
            }
            else if (ports.Count == 0)
            {
                host.Error.WriteLine("No serial port and no USB programmer is plugged in.");
            }
            else
            {
                Columns.Write(host.Out, ["PORT", "USB", "SERIAL", "PATH", "PRODUCT", "MAY BE"], [.. ports.Select(Row)]);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string[] Row(PluggedIn port) =>
    [
        port.Path,
        port.Usb ?? "-",
        port.SerialNumber ?? "-",
        port.UsbPath ?? "-",
        port.Product ?? "-",
        string.Join(", ", port.Programmers),
    ];
}
