using IspRecipes.Engine.Recipes;
using Microsoft.Build.Framework;

namespace IspRecipes.MSBuild;

/// <summary>A recipe of the project, and how it shall be run.</summary>
/// <param name="Item">As the project names it.</param>
/// <param name="Path">Full path.</param>
/// <param name="Inputs">What comes from outside the recipe.</param>
/// <param name="Simulated">True to touch no device.</param>
internal sealed record FlashJob(ITaskItem Item, string Path, RecipeInputs Inputs, bool Simulated);
