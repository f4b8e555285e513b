using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe programmers</c>: what a recipe can name, or what of it is plugged in.</summary>
internal static class ProgrammersCommand
{
    private const string Description = """
        Lists the programmers a recipe can name.

          isprecipe programmers
          isprecipe programmers --connected   those that may be plugged in
        """;

    public static Command Create(CliHost host)
    {
        Option<bool> json = Json.Option();
        Option<bool> connected = new("--connected") { Description = "Only those that may be plugged in, with their ports." };
        Command command = new("programmers", Description) { json, connected };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(connected))
            {
                ListConnected(host, parsed.GetValue(json));
            }
            else if (parsed.GetValue(json))
            {
                Json.Write(host.Data, ProgrammerCatalog.Rows.Select(Document));
            }
            else
            {
                Columns.Write(host.Out, ["ID", "CHIPS", "REACH", "FUSES", "ERASE", "WHAT IT IS"], [.. ProgrammerCatalog.Rows.Select(Row)]);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>By ids and names alone: nothing is opened, so that one port may be several programmers.</summary>
    private static void ListConnected(CliHost host, bool json)
    {
        var found = PluggedIn.List(host)
            .SelectMany(one => one.Programmers.Select(id => new { Id = id, one.Port, one.Product, one.SerialNumber, one.What }))
            .OrderBy(one => one.Id, StringComparer.Ordinal)
            .ToArray();
        if (json)
        {
            Json.Write(host.Data, found);
        }
        else if (found.Length == 0)
        {
            host.Error.WriteLine("Nothing is plugged in that may be a programmer.");
        }
        else
        {
            Columns.Write(
                host.Out,
                ["ID", "PORT", "SERIAL", "PRODUCT", "WHAT IT IS"],
                [.. found.Select(one => (string[])[one.Id, one.Port, one.SerialNumber ?? "-", one.Product ?? "-", one.What ?? "-"])]);
        }
    }

    private static object Document(ProgrammerRow row) => new
    {
        row.Id,
        row.Description,
        Chips = Chips(row),
        Reach = row.Reach is Reach.Usb ? "usb" : "serial",
        (row.Reach as Reach.Serial)?.Baud,
        Sck = Sck(row),
        Abilities = row.Abilities.ToString().ToLowerInvariant().Split(", "),
        UsbIds = row.UsbIds.Select(id => $"{id}").Concat(row.UsbVendors.Select(vendor => $"{vendor:X4}:*")),
    };

    /// <summary>SCK in hertz: the range, how many steps divide it, and those that a search tries; null where none can be set.</summary>
    private static object? Sck(ProgrammerRow row) => row.SckSteps is [double fastest, .., double slowest]
        ? new { Fastest = fastest, Slowest = slowest, Steps = row.SckSteps.Count, Searched = row.SckSearch }
        : null;

    private static string Chips(ProgrammerRow row) => row.Reach is Reach.Swd ? "STM32" : "AVR";

    private static string[] Row(ProgrammerRow row) =>
    [
        row.Id,
        Chips(row),
        row.Reach is Reach.Serial serial ? $"{serial.Baud} baud" : "USB",
        row.Can(Abilities.Fuses) ? "yes" : row.Can(Abilities.OptionBytes) ? "options" : "no",
        row.Can(Abilities.ChipErase) ? "yes" : "no",
        row.Description,
    ];
}
