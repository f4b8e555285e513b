using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>1xxx: the recipe as a file and as YAML.</summary>
internal static class YamlRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(YamlSyntax, Error, ExitCode.Recipe, "problem",
            "this is not valid YAML: {problem}",
            "look at this line and the one before it: indentation, a colon without a space behind it, a missing colon, quote or closing bracket"),
        new(YamlTooLarge, Error, ExitCode.Recipe, "bytes limit",
            "the recipe has {bytes} bytes; at most {limit} are read",
            "is this a recipe, or the file it should name?"),
        new(YamlTooDeep, Error, ExitCode.Recipe, "limit",
            "the recipe is nested more than {limit} levels deep"),
        new(YamlTooManyNodes, Error, ExitCode.Recipe, "limit",
            "the recipe has more than {limit} keys and values"),
        new(YamlEmpty, Error, ExitCode.Recipe, "",
            "the recipe is empty",
            "docs/recipes.md begins with one to start from"),
        new(YamlSeveralDocuments, Error, ExitCode.Recipe, "",
            "a second document starts here; a recipe is one document",
            "put it into a file of its own and name both: isprecipe run FIRST SECOND"),
        new(YamlAnchor, Error, ExitCode.Recipe, "name",
            "anchors (&{name}) are not read in recipes",
            "write the value out, or declare it under 'variables:'"),
        new(YamlAlias, Error, ExitCode.Recipe, "name",
            "aliases (*{name}) are not read in recipes",
            "write the value out, or declare it under 'variables:' and use it by its name in ${{...}}"),
        new(YamlTag, Error, ExitCode.Recipe, "tag",
            "tags ({tag}) are not read in recipes",
            "leave the tag out; quote the value to make it text"),
        new(YamlMergeKey, Error, ExitCode.Recipe, "",
            "merge keys (<<) are not read in recipes",
            "write the keys out"),
        new(YamlDuplicateKey, Error, ExitCode.Recipe, "key line",
            "the key '{key}' is given twice, first on line {line}",
            "keep one of the two"),
        new(YamlTab, Error, ExitCode.Recipe, "",
            "a tab stands in the indentation; YAML indents with spaces only",
            "replace the tab by spaces"),
        new(YamlKeyNotScalar, Error, ExitCode.Recipe, "",
            "a list or a map stands where a key is expected",
            "quote the key if it is meant as text; a value that starts with a brace must be quoted too"),
        new(YamlNotUtf8, Error, ExitCode.Recipe, "offset",
            "the recipe is not UTF-8: the byte at offset {offset} starts no character",
            "save the file as UTF-8"),
        new(YamlLeadingZero, Error, ExitCode.Recipe, "text decimal octal value",
            "'{text}' starts with a zero, which reads as octal to some and as decimal to others",
            "write {decimal}[, or {octal} ({value}) if octal is meant]; in quotes it is text"),
        new(RecipeNotFound, Error, ExitCode.File, "path suggestion shipped",
            "there is no recipe {path}[; did you mean '{suggestion}'?]",
            "give the path of a .yaml file[; isprecipe brings one of that name along: {shipped}]"),
        new(RecipeIsDirectory, Error, ExitCode.File, "path recipes",
            "{path} is a folder, not a recipe",
            "[name a recipe in it: {recipes}]"),
        new(RecipeUnreadable, Error, ExitCode.File, "path reason",
            "the recipe {path} cannot be read: {reason}"),
    ];
}
