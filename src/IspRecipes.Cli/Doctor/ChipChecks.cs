using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Doctor;

/// <summary>What answers behind a programmer. Opens it, which resets many boards.</summary>
internal static class ChipChecks
{
    /// <summary>Tries what the port may be, one programmer after the other, until one answers with a chip.</summary>
    /// <param name="bench">Where it is plugged in.</param>
    /// <param name="port">As for <c>--port</c>.</param>
    /// <param name="programmers">Catalogue ids.</param>
    public static Check Of(IBench bench, string port, IReadOnlyList<string> programmers)
    {
        List<string> answers = [];
        // The same driver under a second name.
        foreach (string programmer in programmers.Where(id => id != "stk500v1" || !programmers.Contains("avrisp")))
        {
            Checked<ProbeReport> probe = RecipeRunner.Probe(new ChipRequest(programmer, Port: port), bench, new RunOptions());
            if (probe.Value is { } found && !probe.HasErrors)
            {
                return Check.Ok($"chip behind {port}", $"{Chip(found)}, by {programmer} ({found.ProgrammerIdentity})");
            }

            answers.Add($"as {programmer}: {string.Join("; ", probe.Diagnostics.Where(told => told.Severity == Severity.Error).Select(told => $"{told.Message} ({told.Code})"))}");
        }

        return new Check($"chip behind {port}", Outcome.Failed, "none answered")
        {
            Cause = string.Join('\n', answers),
            Remedy = "check supply and wires ('isprecipe wiring' shows them), and that the board is no other thing with these ids; 'isprecipe explain CODE' says more",
        };
    }

    private static string Chip(ProbeReport found)
    {
        string[] parts = found switch
        {
            ProbeReport.Avr avr => [.. avr.Parts.Select(part => part.Name)],
            ProbeReport.Stm32 stm32 => [.. stm32.Parts.Select(part => part.Name)],
            _ => [],
        };
        string signature = found is ProbeReport.Avr { Signature: var told } ? $" (signature {told})" : "";
        return $"{(parts.Length > 0 ? string.Join(" or ", parts) : "a part that the catalogue does not know")}{signature}{(found.IsReadProtected ? ", read-protected" : "")}";
    }
}
