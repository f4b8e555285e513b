using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe ports</c>: what is plugged in, and which programmers go by those ids. Opens nothing.</summary>
internal static class PortsCommand
{
    private const string Description = """
        Lists serial ports, USB programmers, and what they may be.

          isprecipe ports
          isprecipe ports --json

        None of them is opened.
        """;

    public static Command Create(CliHost host)
    {
        Option<bool> json = Json.Option();
        Command command = new("ports", Description) { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<PluggedIn> found = PluggedIn.List(host);
            if (parsed.GetValue(json))
            {
                Json.Write(host.Data, found.Select(Document));
            }
            else if (found.Count == 0)
            {
                host.Error.WriteLine("No serial port and no USB programmer is plugged in.");
            }
            else
            {
                Columns.Write(
                    host.Out,
                    ["PORT", "USB", "SERIAL", "PATH", "PRODUCT", "MAY BE", "BY ID", "WHAT IT IS"],
                    [.. found.Select(Row)]);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static object Document(PluggedIn one) => new
    {
        Path = one.Port,
        Usb = one.Usb?.ToString(),
        one.SerialNumber,
        one.UsbPath,
        one.ById,
        one.Product,
        one.Programmers,
        one.What,
    };

    private static string[] Row(PluggedIn one) =>
    [
        one.Port,
        one.Usb?.ToString() ?? "-",
        one.SerialNumber ?? "-",
        one.UsbPath ?? "-",
        one.Product ?? "-",
        one.Programmers.Count > 0 ? string.Join(", ", one.Programmers) : "-",
        one.ById ?? "-",
        one.What ?? "-",
    ];
}
