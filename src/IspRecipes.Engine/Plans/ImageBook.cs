using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>Every image a recipe can name: its files as read, its merges as laid over one another.</summary>
/// <param name="recipe">Whose names.</param>
/// <param name="files">Reads the files.</param>
/// <param name="sections">What a clip or a fill by name means; null without a part.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class ImageBook(Recipe recipe, SourceFiles files, FlashSections? sections, DiagnosticBag found)
{
    private readonly Dictionary<string, MemoryImage?> _images = [];

    /// <summary>The image of a name, read or merged when it is first asked for; null where something is wrong with it.</summary>
    public MemoryImage? Image(string name)
    {
        if (!_images.TryGetValue(name, out MemoryImage? image))
        {
            _images[name] = null;
            _images[name] = image = recipe.Files.TryGetValue(name, out FileSource? file) ? files.Read(file)
                : recipe.Merges.TryGetValue(name, out MergeSpec? merge) ? Merge(merge)
                : null;
        }

        return image;
    }

    private MemoryImage? Merge(MergeSpec merge)
    {
        MemoryImage?[] inputs = [.. merge.Inputs.Select(Input)];
        if (inputs.Contains(null))
        {
            return null;
        }

        OverlapWinner winner = merge.OnOverlap switch
        {
            OverlapPolicy.First => OverlapWinner.First,
            OverlapPolicy.Last => OverlapWinner.Last,
            _ => OverlapWinner.None,
        };
        ImageResult result = MemoryImage.Merge(inputs!, winner);
        Fault[] faults = [.. result.Faults.Select(fault => OverlapAdvice.Add(fault, inputs!, sections, files))];
        return Take(result with { Faults = faults }, merge.Where) is MemoryImage merged
            ? Fill(merge, merged)
            : null;
    }

    /// <summary>An input, clipped by the addresses it has in its file, then moved.</summary>
    private MemoryImage? Input(MergeInput input)
    {
        MemoryImage? image = Image(input.File.Value);
        if (image is not null && input.Clip is Located<ClipSpec> clip)
        {
            image = Clip(input.File.Value, image, clip);
        }

        return image is not null && input.Offset is Located<long> offset
            ? Take(image.Offset(offset.Value), offset.Where)
            : image;
    }

    private MemoryImage? Clip(string name, MemoryImage image, Located<ClipSpec> clip)
    {
        if (Range(clip) is not (uint start, long end, string words))
        {
            return null;
        }

        MemoryImage clipped = image.Clip(start, end);
        if (!clipped.IsEmpty)
        {
            return clipped;
        }

        found.Add(DiagnosticCode.ClipEmpty, clip.Where, name, words);
        return null;
    }

    private MemoryImage? Fill(MergeSpec merge, MemoryImage image)
    {
        if (merge.Fill is not FillSpec fill)
        {
            return image;
        }

        if (fill.Range is null)
        {
            return sections is null
                ? image.Fill(image.Start, image.End, fill.Value)
                : image.Fill(sections.Part.Flash, fill.Value);
        }

        if (Range(fill.Range) is not (uint start, long end, _))
        {
            return null;
        }

        if (sections is not null && end > sections.Part.Flash.End)
        {
            MemoryRegion flash = sections.Part.Flash;
            found.Add(DiagnosticCode.FillOutsideMemory, fill.Range.Where, start, end, flash.Name, flash.Size);
            return null;
        }

        return image.Fill(start, end, fill.Value);
    }

    private (uint Start, long End, string Words)? Range(Located<ClipSpec> clip)
    {
        if (clip.Value.Section == ClipSection.Range)
        {
            return (clip.Value.Start, clip.Value.End, $"0x{clip.Value.Start:X4} to 0x{clip.Value.End:X4}");
        }

        if (sections is null)
        {
            found.Add(DiagnosticCode.NeededForDevice, clip.Where, "mcu", "clip");
            return null;
        }

        MemoryRegion? region = sections.Find(clip.Value.Section, clip.Where, found);
        return region is null ? null : (region.Start, region.End, $"the {region.Name}");
    }

    private MemoryImage? Take(ImageResult result, SourceSpan where)
    {
        foreach (Fault fault in result.Faults)
        {
            found.Add(DiagnosticCatalog.Of(fault, where));
        }

        return result.Image;
    }
}
