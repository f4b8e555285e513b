using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe ports</c>: what is plugged in, and which programmers go by those ids. Opens nothing.</summary>
internal static class PortsCommand
{
    public static Command Create(CliHost host)
    {
        Option<bool> json = new("--json") { Description = "One JSON document on standard output." };
        Command command = new("ports", "Lists serial ports and the programmers they may be. Opens none.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<PortInfo> ports = host.Bench().List();
            if (parsed.GetValue(json))
            {
                Json.Write(host.Out, ports.Select(port => new
                {
                    port.Path,
                    Usb = port.Usb?.ToString(),
                    port.SerialNumber,
                    port.UsbPath,
                    port.ById,
                    port.Product,
                    Programmers = ProgrammersAt(port),
                }));
            }
            else if (ports.Count == 0)
            {
                host.Error.WriteLine("No serial port is plugged in.");
            }
            else
            {
                Columns.Write(host.Out, ["PORT", "USB", "SERIAL", "PATH", "PRODUCT", "MAY BE"], [.. ports.Select(Row)]);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string[] Row(PortInfo port) =>
    [
        port.Path,
        port.Usb?.ToString() ?? "-",
        port.SerialNumber ?? "-",
        port.UsbPath ?? "-",
        port.Product ?? "-",
        string.Join(", ", ProgrammersAt(port)),
    ];

    private static IEnumerable<string> ProgrammersAt(PortInfo port) => port.Usb is { } id
        ? ProgrammerCatalog.Rows.Where(row => row.Knows(id)).Select(row => row.Id)
        : [];
}
