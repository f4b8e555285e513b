using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Whether an image lies in the flash of its part, and what to do about one that does not.</summary>
/// <param name="part">Whose flash it is for.</param>
/// <param name="files">Knows which file a byte is from.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class PlaceRules(Part part, SourceFiles files, DiagnosticBag found)
{
    /// <summary>True where a remedy is told as an option of <c>isprecipe merge</c> instead of a recipe's key.</summary>
    public bool IsCommandLine { get; init; }

    /// <param name="image">What the flash shall hold.</param>
    /// <param name="where">What asks for it; a file's own place wins.</param>
    public void Check(MemoryImage image, SourceSpan? where)
    {
        List<WrittenFile> misplaced = [];
        foreach (WrittenFile file in part is Stm32Part ? files.Of(image) : [])
        {
            Diagnostic? options = OptionBytesIn(
                file.Image, file.Path, file.Source.Name, (Stm32Part)part, file.Source.Path.Where, IsCommandLine);
            if ((options ?? Misplaced(file)) is Diagnostic diagnostic)
            {
                found.Add(diagnostic);
                misplaced.Add(file);
            }
        }

        MemoryImage rest = image.From(source => !misplaced.Any(file => file.Image.Segments[0].Source == source));
        foreach (Fault beyond in rest.FindBeyond(part.Flash, part.Name))
        {
            found.Add(DiagnosticCatalog.Of(WithLarger(beyond), where));
        }
    }

    /// <summary>A file that was saved from a whole chip, or linked with option bytes; null for one without.</summary>
    /// <param name="name">The recipe's for the file, or its path on the command line.</param>
    internal static Diagnostic? OptionBytesIn(MemoryImage image, string path, string name, Stm32Part part, SourceSpan where, bool isCommandLine)
    {
        (string start, string end) = (HexAddress.Of(part.Flash.Start), HexAddress.Of((uint)part.Flash.End));
        string remedy = isCommandLine
            ? $"'isprecipe merge' with --clip {name}={start}-{end}"
            : $"'merge: {{ program: [ {{ file: {name}, clip: {{ start: {start}, end: {end} }} }} ] }}' and 'write: {{ flash: program }}'";
        MemoryImage options = image.Clip(OptionBytes.Region);
        return options.IsEmpty ? null : DiagnosticCatalog.Of(DiagnosticCode.OptionBytesInFile, where, path, options.Start, part.Id, remedy);
    }

    /// <summary>An STM32's flash begins at 0x08000000: a file at 0 names no address, or the alias that the core starts from.</summary>
    private Diagnostic? Misplaced(WrittenFile file)
    {
        if (file.Image.End > part.Flash.Size)
        {
            return null;
        }

        (string name, uint first) = (file.Source.Name, file.Image.Start);
        return file.LacksAddress
            ? DiagnosticCatalog.Of(
                DiagnosticCode.BinaryAddressMissing, file.Source.Path.Where,
                file.Path, part.Name, part.Flash.Start, Move(name, part.Flash.Start, $"'format: bin' and 'address: {HexAddress.Of(part.Flash.Start)}'"))
            : DiagnosticCatalog.Of(
                DiagnosticCode.LinkedToAlias, file.Source.Path.Where,
                file.Path, first, file.Image.End - 1, part.Name, part.Flash.Start, Move(name, part.Flash.Start, AliasRemedy(file)), Doubt(file));
    }

    /// <summary>What speaks against a program for an STM32 that only lies at the wrong address; null for nothing.</summary>
    private static string? Doubt(WrittenFile file) =>
        VectorTable.At(0, file.Image) is VectorTable table && !VectorRules.IsLikely(table)
            ? "it does not begin with a vector table: is it built for an AVR"
            : null;

    private string AliasRemedy(WrittenFile file) => file.Source.Address is { Value: uint address }
        ? $"'address: {HexAddress.Of(part.Flash.Start + address)}'"
        : $"'merge: {{ moved: [ {{ file: {file.Source.Name}, offset: {HexAddress.Of(part.Flash.Start)} }} ] }}' and 'write: {{ flash: moved }}'";

    private string Move(string name, uint offset, string remedy) => IsCommandLine ? $"--offset {name}={HexAddress.Of(offset)}" : remedy;

    /// <summary>Behind the facts of a file too large: the flash size that chips of the family can have, where it would fit.</summary>
    private Fault WithLarger(Fault beyond) =>
        part is Stm32Part stm32 && beyond.Arguments[1] is uint address
        && address >= part.Flash.End && address < part.Flash.Start + stm32.Family.LargestFlash && !IsCommandLine
            ? beyond with { Arguments = [.. beyond.Arguments, stm32.Family.LargestFlash / 1024] }
            : beyond;
}
