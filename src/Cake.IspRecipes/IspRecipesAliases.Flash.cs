using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;

namespace Cake.IspRecipes;

public static partial class IspRecipesAliases
{
    /// <summary>Flashes a chip by a recipe, through the programmer and port it names, or the only port that fits.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CakeException">The recipe is invalid, or the run failed.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// Task("Flash").Does(() => IspFlash("recipes/demo.yaml"));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspFlashResult IspFlash(this ICakeContext context, FilePath recipe) =>
        IspFlash(context, recipe, new IspFlashSettings());

    /// <summary>Flashes a chip by a recipe, with what comes from outside it.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipe">Relative to the working directory.</param>
    /// <param name="settings">What comes from outside the recipe, and how it is flashed.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CakeException">The recipe is invalid, or the run failed.</exception>
    /// <example>
    /// The port from the command line, <c>dotnet cake --target=Flash --port=/dev/ttyACM0</c>:
    /// <code>
    /// <![CDATA[
    /// Task("Flash").Does(() =>
    /// {
    ///     var board = IspFlash("recipes/demo.yaml", new IspFlashSettings
    ///     {
    ///         Port = Argument("port", "auto"),
    ///         ReportFile = "artifacts/flash.json",
    ///     });
    ///     Information("low fuse is 0x{0:X2}, {1}", board.Fuses["low"], board.Changed ? "chip changed" : "nothing to change");
    /// });
    /// ]]>
    /// </code>
    /// Another chip than expected (exit code 7) is no failure of this script:
    /// <code>
    /// <![CDATA[
    /// var settings = new IspFlashSettings { HandleExitCode = code => code == (int)ExitCode.WrongTarget };
    /// if (IspFlash("recipes/demo.yaml", settings).ExitCode != 0)
    /// {
    ///     IspFlash("recipes/other-board.yaml");
    /// }
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspFlashResult IspFlash(this ICakeContext context, FilePath recipe, IspFlashSettings settings)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return IspFlash(context, [recipe], settings)[0];
    }

    /// <summary>Checks several recipes first, then flashes one after the other, up to the first that fails.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipes">At least one, such as <c>GetFiles</c> finds them.</param>
    /// <returns>What was done by each, in their order.</returns>
    /// <exception cref="CakeException">One is invalid, a run failed, or there is no recipe.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// IspFlash(new FilePath[] { "recipes/fuses.yaml", "recipes/application.yaml" });
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IReadOnlyList<IspFlashResult> IspFlash(this ICakeContext context, IEnumerable<FilePath> recipes) =>
        IspFlash(context, recipes, new IspFlashSettings());

    /// <summary>Checks several recipes first, then flashes one after the other with the same settings, up to the first that fails.</summary>
    /// <param name="context">The context.</param>
    /// <param name="recipes">At least one, such as <c>GetFiles</c> finds them.</param>
    /// <param name="settings">What comes from outside the recipes, and how they are flashed; a report holds all of the runs.</param>
    /// <returns>What was done by each, in their order; none of those behind one that failed.</returns>
    /// <exception cref="CakeException">One is invalid, a run failed, or there is no recipe.</exception>
    /// <example>
    /// Every recipe on a virtual chip, as a check in continuous integration:
    /// <code>
    /// <![CDATA[
    /// Task("Simulate").Does(() => IspFlash(GetFiles("recipes/*.yaml"), new IspFlashSettings
    /// {
    ///     Simulate = true,
    ///     ReportFile = "artifacts/flash.xml",
    /// }));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IReadOnlyList<IspFlashResult> IspFlash(
        this ICakeContext context, IEnumerable<FilePath> recipes, IspFlashSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentNullException.ThrowIfNull(settings);
        return new Flashing(context, settings).Flash(recipes);
    }
}
