using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;

namespace Cake.IspRecipes;

public static partial class IspRecipesAliases
{
    /// <summary>
    /// Merges images, such as an application and its bootloader, into one file, and replaces it where it is there already. Different
    /// bytes at one address are an error.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="output">Intel HEX, raw or Motorola S-record by its ending: <c>.hex</c>, <c>.bin</c>, <c>.srec</c>.</param>
    /// <param name="inputs">Intel HEX, Motorola S-record, ELF or raw, told apart by content.</param>
    /// <returns>The file.</returns>
    /// <exception cref="CakeException">They cannot be merged; the output is as it was.</exception>
    /// <example>
    /// <code>
    /// <![CDATA[
    /// Task("Merge").Does(() => IspMerge("artifacts/production.hex", new FilePath[] { "build/app.hex", "boot.hex" }));
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspMergeResult IspMerge(this ICakeContext context, FilePath output, IEnumerable<FilePath> inputs) =>
        IspMerge(context, output, inputs, new IspMergeSettings());

    /// <summary>Merges images into one file by the rules of a recipe's <c>merge:</c>, and replaces it where it is there already.</summary>
    /// <param name="context">The context.</param>
    /// <param name="output">Intel HEX, raw or Motorola S-record by its ending: <c>.hex</c>, <c>.bin</c>, <c>.srec</c>.</param>
    /// <param name="inputs">Intel HEX, Motorola S-record, ELF or raw, told apart by content.</param>
    /// <param name="settings">What is taken of each, where it goes, and what fills the gaps.</param>
    /// <returns>The file.</returns>
    /// <exception cref="CakeException">They cannot be merged, or a setting is wrong; the output is as it was.</exception>
    /// <example>
    /// Of a bootloader's file that brings a sketch of its own, the boot section only:
    /// <code>
    /// <![CDATA[
    /// IspMerge("artifacts/production.hex", new FilePath[] { "build/app.hex", "Caterina-Leonardo.hex" }, new IspMergeSettings
    /// {
    ///     Mcu = "atmega32u4",
    ///     BootSize = 4096,
    ///     Clips = { ["Caterina-Leonardo.hex"] = "boot-section" },
    /// });
    /// ]]>
    /// </code>
    /// An application behind a bootloader:
    /// <code>
    /// <![CDATA[
    /// IspMerge("artifacts/bluepill.hex", new FilePath[] { "boot.hex", "app.bin" }, new IspMergeSettings
    /// {
    ///     Mcu = "stm32f103c8",
    ///     Offsets = { ["app.bin"] = 0x08002000 },
    /// });
    /// ]]>
    /// </code>
    /// </example>
    [CakeMethodAlias]
    public static IspMergeResult IspMerge(
        this ICakeContext context, FilePath output, IEnumerable<FilePath> inputs, IspMergeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(settings);
        return new Merging(context, settings).Merge(output, inputs);
    }
}
