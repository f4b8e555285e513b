using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;

namespace Cake.IspRecipes;

/// <summary>
/// <para>Flashes AVR and STM32 chips by declarative recipes, with no program from outside.</para>
/// <para>
/// A recipe is a YAML file that says what a chip shall hold: the image, fuses and lock bits or option bytes. All of it is checked
/// before a device is touched, then the chip is erased, written, verified and its fuses are set in the order that cannot brick the
/// board. In a build.cake:
/// <code>
/// <![CDATA[
/// #addin nuget:?package=Cake.IspRecipes&version=0.1.0
/// ]]>
/// </code>
/// </para>
/// <para>
/// What fails throws a <see cref="CakeException"/> with the exit code that <c>isprecipe</c> would end with, and the message that it
/// would write, <c>file(line,column): error ISP2001: ...</c>. Cake itself ends with 1 whatever an alias throws. Ctrl-C ends a run in
/// order, with programming mode left and the port free. Nothing is asked: what a recipe must consent to stands in its <c>allow:</c>.
/// </para>
/// <para>Needs Cake 7.0 or later; tried with Cake.Tool.</para>
/// </summary>
[CakeAliasCategory("IspRecipes")]
[CakeNamespaceImport("Cake.IspRecipes")]
[CakeNamespaceImport("IspRecipes.Engine.Diagnostics")]
public static partial class IspRecipesAliases
{
    /// <summary>Checks a recipe and all that it names: files, hashes, images, fuses, abilities of the programmer. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <returns>What was found, and the plan.</returns>
    /// <exception cref="CakeException">It is invalid.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// Task("Validate").Does(() => IspValidate("recipes/demo.yaml"));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspPlanResult IspValidate(this ICakeContext context, FilePath recipe) =>
        IspValidate(context, recipe, new IspRecipeSettings());

    /// <summary>Checks a recipe with what comes from outside it. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <param name="settings">What comes from outside the recipe.</param>
    /// <returns>What was found, and the plan.</returns>
    /// <exception cref="CakeException">It is invalid.</exception>
    /// <example>
    /// Warnings fail this script as well:
    /// <code>
    /// <![CDATA[
    /// var found = IspValidate("recipes/demo.yaml", new IspRecipeSettings().WithVariable("keyboard", "planck"));
    /// if (found.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Warning))
    /// {
    ///     throw new CakeException("see the warnings above");
    /// }
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspPlanResult IspValidate(this ICakeContext context, FilePath recipe, IspRecipeSettings settings) =>
        IspValidate(context, [recipe], settings)[0];

    /// <summary>Checks several recipes and tells all that is wrong with any of them. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipes">At least one, such as <c>GetFiles</c> finds them.</param>
    /// <returns>What was found in each, in their order.</returns>
    /// <exception cref="CakeException">One is invalid, or there is none.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// Task("Validate").Does(() => IspValidate(GetFiles("recipes/*.isprecipe.yaml")));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IReadOnlyList<IspPlanResult> IspValidate(this ICakeContext context, IEnumerable<FilePath> recipes) =>
        IspValidate(context, recipes, new IspRecipeSettings());

    /// <summary>Checks several recipes with what comes from outside them. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipes">At least one, such as <c>GetFiles</c> finds them.</param>
    /// <param name="settings">What comes from outside the recipes.</param>
    /// <returns>What was found in each, in their order.</returns>
    /// <exception cref="CakeException">One is invalid, or there is none.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// IspValidate(GetFiles("recipes/*.isprecipe.yaml"), new IspRecipeSettings { Programmer = "usbasp" });
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IReadOnlyList<IspPlanResult> IspValidate(
        this ICakeContext context, IEnumerable<FilePath> recipes, IspRecipeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentNullException.ThrowIfNull(settings);
        return new Checking(context, settings).Validate(recipes);
    }

    /// <summary>Logs what a run would do, step by step, with every byte it writes to fuses. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <returns>The plan, and what was found.</returns>
    /// <exception cref="CakeException">The recipe is invalid.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// Task("Plan").Does(() => IspPlan("recipes/demo.yaml"));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspPlanResult IspPlan(this ICakeContext context, FilePath recipe) =>
        IspPlan(context, recipe, new IspRecipeSettings());

    /// <summary>Logs what a run would do with what comes from outside the recipe. Opens no port.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <param name="settings">What comes from outside the recipe.</param>
    /// <returns>The plan, and what was found.</returns>
    /// <exception cref="CakeException">The recipe is invalid.</exception>
    /// <example>
    /// Keeps the plan for a review:
    /// <code>
    /// <![CDATA[
    /// var plan = IspPlan("recipes/demo.yaml", new IspRecipeSettings { Programmer = "usbasp" });
    /// System.IO.File.WriteAllText("artifacts/plan.txt", plan.Text);
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspPlanResult IspPlan(this ICakeContext context, FilePath recipe, IspRecipeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(settings);
        return new Checking(context, settings).Tell(recipe);
    }
}
