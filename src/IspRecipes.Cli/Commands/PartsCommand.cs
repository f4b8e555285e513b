using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe parts [PART]</c>: the catalogue, or all of one part.</summary>
internal static class PartsCommand
{
    private const string Description = """
        Lists the parts a recipe can name, or tells all about one.

          isprecipe parts
          isprecipe parts atmega32u4
          isprecipe parts stm32f103c8 --json
        """;

    public static Command Create(CliHost host)
    {
        Argument<string?> which = new("PART") { Description = "A part's id or alias.", HelpName = "PART", Arity = ArgumentArity.ZeroOrOne };
        which.CompletionSources.Add(_ => Completions.Parts());
        Option<bool> json = Json.Option();
        Command command = new("parts", Description) { which, json };
        command.SetAction(parsed => (int)Show(host, parsed.GetValue(which), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Show(CliHost host, string? name, bool json)
    {
        Part? part = name is null ? null : PartCatalog.Find(name);
        if (name is not null && part is null)
        {
            return Messages.Refuse(host, Usage.UnknownPart(name));
        }

        if (json)
        {
            Json.Write(host.Data, (part is null ? [.. AvrCatalog.All, .. Stm32Catalog.All] : (IEnumerable<Part>)[part]).Select(Document));
        }
        else if (part is null)
        {
            AvrPartText.List(host.Out);
            host.Out.WriteLine();
            Stm32PartText.List(host.Out);
        }
        else if (part is Stm32Part stm32)
        {
            Stm32PartText.Describe(host.Out, stm32);
        }
        else
        {
            AvrPartText.Describe(host.Out, (AvrPart)part);
        }

        return ExitCode.Done;
    }

    private static object Document(Part part) =>
        part is Stm32Part stm32 ? Stm32PartText.Document(stm32) : AvrPartText.Document((AvrPart)part);
}
