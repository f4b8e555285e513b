using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>A file as it is, and where it lies in a part.</summary>
/// <param name="File">Path, hash and length.</param>
/// <param name="Content">What it tells of itself, readable or not.</param>
/// <param name="Part">Null where none was named.</param>
public sealed record FileInspection(FileRecord File, ImageInspection Content, Part? Part)
{
    /// <summary>Reads a file and takes all from it that it tells.</summary>
    /// <param name="path">From the working directory; <c>-</c> is standard input.</param>
    /// <param name="part">Null to look at the file alone.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <returns>With errors, the value is there all the same where the file could be read at all.</returns>
    internal static Checked<FileInspection> Of(string path, Part? part, Func<Stream> standardInput)
    {
        var found = new DiagnosticBag();
        var files = new SourceFiles(found, standardInput);
        var source = new FileSource(path, new(path, new SourceSpan(path)), GivenOutside: true);
        if (files.Load(source) is not byte[] content)
        {
            return new(null, found.Sorted());
        }

        var inspection = new FileInspection(files.Records[0], ImageFile.Inspect(content, path), part);
        inspection.Report(found);
        return new(inspection, found.Sorted());
    }

    private void Report(DiagnosticBag found)
    {
        foreach (Fault fault in Content.Faults)
        {
            found.Add(DiagnosticCatalog.Of(fault, new SourceSpan(File.Path)));
        }

        foreach ((MemorySpace space, MemoryRegion region) in Memories(Part))
        {
            if (!Content.Images.TryGetValue(space, out MemoryImage? image))
            {
                continue;
            }

            var where = new SourceSpan(File.Path);
            if (Part is Stm32Part stm32 && PlaceRules.OptionBytesIn(image, File.Path, File.Path, stm32, where, isCommandLine: true) is { } options)
            {
                found.Add(options);
            }
            else
            {
                foreach (Fault beyond in Placed(image).FindBeyond(region, Part!.Name))
                {
                    found.Add(DiagnosticCatalog.Of(beyond, where));
                }
            }
        }
    }

    private static (MemorySpace Space, MemoryRegion Region)[] Memories(Part? part) => part switch
    {
        AvrPart avr => [(MemorySpace.Flash, avr.Flash), (MemorySpace.Eeprom, avr.Eeprom)],
        null => [],
        _ => [(MemorySpace.Flash, part.Flash)],
    };

    /// <summary>An image where it would lie in the part: a raw binary says nothing of its place, and goes to the start of an STM32's flash.</summary>
    public MemoryImage Placed(MemoryImage image) => IsMoved ? image.Offset(Part!.Flash.Start).Image ?? image : image;

    /// <summary>Whether <see cref="Placed"/> moves the file's bytes.</summary>
    public bool IsMoved => Part is Stm32Part && Content.Format == ImageFormat.Binary;
}
