namespace IspRecipes.Engine.Recipes;

/// <summary>What comes from outside the recipe, strongest first: command line, then environment, then local overlay.</summary>
public sealed record RecipeInputs
{
    public string? Programmer { get; init; }

    public string? Port { get; init; }

    public int? Baud { get; init; }

    /// <summary><c>--set NAME=VALUE</c>: a declared variable, or <c>files.NAME=PATH</c>.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads an environment variable; null where it is unset.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;
}
