using System.CommandLine;
using System.CommandLine.Help;

namespace IspRecipes.Cli.Help;

/// <summary>How commands, arguments and options are written, in help pages and in the manual alike.</summary>
internal static class Synopsis
{
    /// <summary><c>isprecipe run RECIPE... [options]</c>.</summary>
    public static string Of(Command command) => command is RootCommand
        ? "isprecipe COMMAND [options]"
        : string.Join(' ', ["isprecipe", command.Name, .. command.Arguments.Select(Of), "[options]"]);

    /// <summary><c>RECIPE...</c>, in brackets where it may be left out.</summary>
    public static string Of(Argument argument)
    {
        string name = $"{argument.HelpName ?? argument.Name}{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{name}]" : name;
    }

    /// <summary><c>-p, --port PORT</c>.</summary>
    public static string Of(Option option)
    {
        IEnumerable<string> names = option is HelpOption ? ["-h", "--help"] : [.. option.Aliases.Order(), option.Name];
        string value = option.ValueType == typeof(bool) || option is HelpOption or VersionOption ? "" : $" {option.HelpName}";
        return $"{string.Join(", ", names)}{value}";
    }

    /// <summary>What it is for, and what it is where it is left out.</summary>
    public static string Purpose(Option option) => $"{option.Description}{(option.Required ? " Required." : "")}"
        + $"{(option.HasDefaultValue && option.ValueType != typeof(bool) ? $" Default: {Value(option.GetDefaultValue())}." : "")}";

    public static string Purpose(Argument argument) =>
        $"{argument.Description}{(argument.HasDefaultValue ? $" Default: {Value(argument.GetDefaultValue())}." : "")}";

    /// <summary>The options of the command itself, in the order of the source.</summary>
    public static IEnumerable<Option> Options(Command command) => command.Options.Where(option => !option.Hidden && !option.Recursive);

    /// <summary>The options that every command has.</summary>
    public static IEnumerable<Option> CommonOptions(Command root) => root.Options.Where(option => !option.Hidden && option.Recursive);

    private static string Value(object? value) => value is Enum word ? $"{word}".ToLowerInvariant() : $"{value}";
}
