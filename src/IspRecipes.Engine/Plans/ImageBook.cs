using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Every image a recipe can name: its files as read, its merges as laid over one another.</summary>
/// <param name="recipe">Whose names.</param>
/// <param name="files">Reads the files.</param>
/// <param name="part">Whose flash a fill fills; null for nobody's.</param>
/// <param name="sections">What a clip or a fill by name means; null without an AVR.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class ImageBook(Recipe recipe, SourceFiles files, Part? part, FlashSections? sections, DiagnosticBag found)
{
    private readonly Dictionary<(string, MemorySpace), MemoryImage?> _images = [];

    /// <summary>True where a mend is told as an option of <c>isprecipe merge</c> instead of a recipe's key.</summary>
    public bool IsCommandLine { get; init; }

    /// <summary>
    /// The image of a name for a memory, read or merged when it is first asked for; null where something is wrong with it.
    /// </summary>
    public MemoryImage? Image(string name, MemorySpace space = MemorySpace.Flash)
    {
        if (!_images.TryGetValue((name, space), out MemoryImage? image))
        {
            _images[(name, space)] = null;
            _images[(name, space)] = image = recipe.Files.TryGetValue(name, out FileSource? file) ? files.Read(file, space)
                : recipe.Merges.TryGetValue(name, out MergeSpec? merge) ? Merge(merge, space)
                : null;
        }

        return image;
    }

    private MemoryImage? Merge(MergeSpec merge, MemorySpace space)
    {
        MemoryImage?[] inputs = [.. merge.Inputs.Select(input => Input(input, space))];
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
        ImageResult merged = MemoryImage.Merge(inputs!, winner);
        if (!merged.Succeeded)
        {
            object[] mend = [Addressing(inputs!), .. Mend(merge, inputs!)];
            Report(merged.Faults.Select(overlap => WithMend(overlap, mend)), merge.Where);
            return null;
        }

        return Fill(merge, merged.Image);
    }

    /// <summary>
    /// Behind the facts of an overlap: the line in the earlier file, where it has lines, what says which input wins, what
    /// would tell more, what gives a raw binary an address, and the input to clip.
    /// </summary>
    private Fault WithMend(Fault overlap, object[] mend) => overlap with
    {
        Arguments =
        [
            .. overlap.Arguments[..5], overlap.Arguments[5] is 0 ? "" : overlap.Arguments[5],
            IsCommandLine ? "--on-overlap" : "on-overlap:", IsCommandLine && part is null ? "--mcu" : "", .. mend,
        ],
    };

    /// <summary>What gives an address to the files that have none, and lie at 0 for want of one; empty where each has one.</summary>
    private string Addressing(MemoryImage[] inputs)
    {
        string[] names = [.. inputs.SelectMany(files.Of).Where(file => file.LacksAddress).Select(file => file.Source.Name).Distinct()];
        return names.Length == 0 ? ""
            : IsCommandLine ? string.Join(" and ", names.Select(name => $"'--offset {name}=ADDRESS'"))
            : $"'address:' at {string.Join(" and ", names)}";
    }

    /// <summary>
    /// The input of which only the bootloader is wanted: one that was saved together with a sketch. Without the sketch
    /// nothing overlaps. First and last address of the section, the input's name, the clip; nothing where no input is like
    /// that.
    /// </summary>
    private object[] Mend(MergeSpec merge, MemoryImage[] inputs)
    {
        MemoryRegion? section = part is Stm32Part ? BelowApplication(inputs) : sections?.Boot ?? sections?.LargestBoot;
        for (int index = 0; index < inputs.Length && section is MemoryRegion boot; index++)
        {
            MemoryImage[] clipped = [.. inputs];
            clipped[index] = inputs[index].Clip(boot);
            if (!clipped[index].IsEmpty && merge.Inputs[index].Clip is null && MemoryImage.Merge(clipped).Succeeded)
            {
                string file = merge.Inputs[index].File.Value;
                return [boot.Start, boot.End - 1, file, ClipWords(file, sections?.Boot is null ? boot : null)];
            }
        }

        return [];
    }

    /// <summary>An STM32's bootloader lies at the start of the flash, and ends where another file begins.</summary>
    private MemoryRegion? BelowApplication(MemoryImage[] inputs)
    {
        MemoryRegion flash = part!.Flash;
        uint start = inputs.Select(input => input.Start).Where(start => start > flash.Start).DefaultIfEmpty().Min();
        return start == 0 ? null : flash with { Size = start - flash.Start };
    }

    /// <param name="file">To clip.</param>
    /// <param name="range">To take of it; null for the boot section by its name.</param>
    private string ClipWords(string file, MemoryRegion? range) => (range, IsCommandLine) switch
    {
        (null, true) => $"--clip {file}=boot-section",
        (null, false) => "clip: boot-section",
        ({ } boot, true) => $"--clip {file}={HexAddress.Of(boot.Start)}-{HexAddress.Of(boot.End)}",
        ({ } boot, false) => $"clip: {{ start: {HexAddress.Of(boot.Start)}, end: {HexAddress.Of(boot.End)} }}",
    };

    /// <summary>An input, clipped by the addresses it has in its file, then moved.</summary>
    private MemoryImage? Input(MergeInput input, MemorySpace space)
    {
        MemoryImage? image = Image(input.File.Value, space);
        if (image is not null && input.Clip is Located<ClipSpec> clip)
        {
            image = Clip(input.File.Value, image, clip);
        }

        if (image is null || input.Offset is not Located<long> offset)
        {
            return image;
        }

        ImageResult moved = image.Offset(offset.Value);
        Report(moved.Faults, offset.Where);
        return moved.Image;
    }

    private MemoryImage? Clip(string name, MemoryImage image, Located<ClipSpec> clip)
    {
        if (Range(clip) is not (uint start, long end, string words))
        {
            return null;
        }

        MemoryImage clipped = image.Clip(start, end);
        if (clipped.IsEmpty)
        {
            found.Add(DiagnosticCode.ClipEmpty, clip.Where, name, words);
            return null;
        }

        // Flash is words: no section ends at an odd address, but one that is given by its last byte does.
        if (long.IsOddInteger(end) && image.TryGet((uint)end, out _))
        {
            found.Add(DiagnosticCode.ClipEndTaken, clip.Where, name, end);
        }

        return clipped;
    }

    private MemoryImage? Fill(MergeSpec merge, MemoryImage image)
    {
        if (merge.Fill is not FillSpec fill)
        {
            return image;
        }

        if (fill.Range is null)
        {
            return part is null
                ? Fill(image, image.Start, image.End, fill.Value, merge.Where)
                : image.Fill(part.Flash, fill.Value);
        }

        if (Range(fill.Range) is not (uint start, long end, _))
        {
            return null;
        }

        if (part?.Flash is MemoryRegion flash && (start < flash.Start || end > flash.End))
        {
            found.Add(DiagnosticCode.FillOutsideMemory, fill.Range.Where, start, end, flash.Name, flash.Size);
            return null;
        }

        return Fill(image, start, end, fill.Value, fill.Range.Where);
    }

    private MemoryImage? Fill(MemoryImage image, uint start, long end, byte value, SourceSpan where)
    {
        if (ImageSaving.FaultOfWidth("the fill", start, end) is Fault fault)
        {
            Report([fault], where);
            return null;
        }

        return image.Fill(start, end, value);
    }

    private (uint Start, long End, string Words)? Range(Located<ClipSpec> clip)
    {
        if (clip.Value.Section == ClipSection.Range)
        {
            return (clip.Value.Start, clip.Value.End, $"{HexAddress.Of(clip.Value.Start)} to {HexAddress.Of(clip.Value.End - 1)}");
        }

        string section = clip.Value.Section == ClipSection.Boot ? "boot section" : "application section";
        if (part is Stm32Part)
        {
            found.Add(DiagnosticCode.SectionOfAvr, clip.Where, part.Name, section, part.Flash.Start);
            return null;
        }

        if (sections is null)
        {
            found.Add(DiagnosticCode.SectionNeedsMcu, clip.Where, section);
            return null;
        }

        MemoryRegion? region = sections.Find(clip.Value.Section, clip.Where, found);
        return region is null ? null : (region.Start, region.End, $"the {region.Name} (from 0x{region.Start:X4})");
    }

    private void Report(IEnumerable<Fault> faults, SourceSpan where)
    {
        foreach (Fault fault in faults)
        {
            found.Add(DiagnosticCatalog.Of(fault, where));
        }
    }
}
