using System.CommandLine;
using System.CommandLine.Parsing;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli;

/// <summary>What is wrong with a command line, in sentences.</summary>
internal static class Usage
{
    /// <summary>All that is wrong; empty where nothing is.</summary>
    public static IEnumerable<string> Errors(ParseResult parsed)
    {
        // What [suggest] completes is not finished, and so never right.
        if (parsed.Tokens.Any(token => token.Type == TokenType.Directive && token.Value.StartsWith("[suggest", StringComparison.Ordinal)))
        {
            return [];
        }

        if (parsed.CommandResult.Command is RootCommand root && parsed.UnmatchedTokens is [string command, ..])
        {
            return [Unknown(command.StartsWith('-') ? "option" : "command", command, Words(root))];
        }

        string[] options = [.. MistypedOptions(parsed)];
        return options.Length > 0
            ? options.Select(option => Unknown("option", option, Words(parsed.CommandResult.Command)))
            : parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)).Distinct();
    }

    /// <summary><c>there is no command 'rum'; did you mean 'run'?</c></summary>
    public static string Unknown(string what, string word, IEnumerable<string> candidates) =>
        $"there is no {what} '{word}'{(Suggestion.For(word, candidates) is { } near ? $"; did you mean '{near}'?" : "")}";

    /// <summary>As <see cref="Unknown"/>, for a part.</summary>
    public static string UnknownPart(string name) =>
        $"there is no part '{name}'{(Lookup.PartMeantBy(name) is { } meant ? $"; did you mean '{meant}'?" : "")}\n"
        + $"    {(Lookup.OtherFamily(name) is { } family ? $"{family}: " : "")}'isprecipe parts' lists all of them";

    /// <summary>The sentence of a code of the catalogue, for an error that a face finds.</summary>
    public static string Sentence(DiagnosticCode code, params object?[] facts)
    {
        Diagnostic diagnostic = DiagnosticCatalog.Of(code, null, facts);
        return $"error {diagnostic.Code}: {diagnostic.Message}{(diagnostic.Hint is null ? "" : $"\n    {diagnostic.Hint}")}";
    }

    /// <summary>What begins like an option and was taken for an argument; after <c>--</c> everything is one.</summary>
    private static IEnumerable<string> MistypedOptions(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
        .Select(token => token.Value)
        .Where(value => !value.Split('=')[0].Contains(' ')) // no option has one: a pasted message may begin so
        .Where(value => parsed.UnmatchedTokens.Contains(value) || TakenForArgument(parsed.CommandResult, value))
        .Distinct();

    private static bool TakenForArgument(CommandResult command, string value) => command.Command.Arguments
        .Any(argument => command.GetResult(argument)?.Tokens.Any(token => token.Value == value) == true);

    private static IEnumerable<string> Words(Command command) =>
        command.Subcommands.Select(child => child.Name).Concat(command.Options.Select(option => option.Name)).Append("--help");
}
