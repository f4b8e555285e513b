using System.CommandLine;
using IspRecipes.Cli.Output;

namespace IspRecipes.Cli.Commands;

/// <summary>What every command takes of how its output shall look.</summary>
internal sealed class LookOptions
{
    private readonly Option<ColourChoice> _colour = new("--color")
    {
        Description = "auto, always or never; auto heeds NO_COLOR and CLICOLOR_FORCE.",
        HelpName = "WHEN",
        DefaultValueFactory = _ => ColourChoice.Auto,
        Recursive = true,
    };

    private readonly Option<bool> _plain = new("--plain")
    {
        Description = "Sentences and lists alone: no bars, pictures, carets or colours. ISPRECIPE_PLAIN=1 does the same.",
        Recursive = true,
    };

    public LookOptions() => _colour.AcceptOnlyFromAmong("auto", "always", "never");

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_colour);
        root.Options.Add(_plain);
    }

    public Look Of(ParseResult parsed, CliHost host) => Look.Of(
        host,
        parsed.GetResult(_colour) is { Errors: var errors } && errors.Any() ? ColourChoice.Auto : parsed.GetValue(_colour),
        parsed.GetValue(_plain));
}
