using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe programmers</c>: what a recipe can name.</summary>
internal static class ProgrammersCommand
{
    public static Command Create(CliHost host)
    {
        Option<bool> json = new("--json") { Description = "One JSON document on standard output." };
        Command command = new("programmers", "Lists the programmers a recipe can name.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Json.Write(host.Out, ProgrammerCatalog.Rows.Select(row => new
                {
                    row.Id,
                    row.Description,
                    Reach = row.Reach is Reach.Usb ? "usb" : "serial",
                    (row.Reach as Reach.Serial)?.Baud,
                    row.SckSteps,
                    Abilities = row.Abilities.ToString().ToLowerInvariant().Split(", "),
                    UsbIds = row.UsbIds.Select(id => $"{id}").Concat(row.UsbVendors.Select(vendor => $"{vendor:X4}:*")),
                }));
            }
            else
            {
                Columns.Write(host.Out, ["ID", "REACH", "FUSES", "ERASE", "WHAT IT IS"], [.. ProgrammerCatalog.Rows.Select(Row)]);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string[] Row(ProgrammerRow row) =>
    [
        row.Id,
        row.Reach is Reach.Serial serial ? $"{serial.Baud} baud" : "USB",
        row.Can(Abilities.Fuses) ? "yes" : "no",
        row.Can(Abilities.ChipErase) ? "yes" : "no",
        row.Description,
    ];
}
