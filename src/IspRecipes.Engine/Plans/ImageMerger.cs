using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Merges files by the rules of <c>merge:</c>, for a face that has no recipe: it writes one and takes its image.</summary>
internal sealed class ImageMerger(MergeRequest request)
{
    /// <summary>Its name among those of the files; no file has this one.</summary>
    private const string Result = "";

    /// <summary>Where a request comes from.</summary>
    private static readonly SourceSpan CommandLine = new("isprecipe");

    private readonly DiagnosticBag _found = new();

    public Checked<MergedImage> Merge()
    {
        Part? part = request.Mcu is null ? null : Lookup.Part(Here(request.Mcu), _found);
        FlashSections? sections = part is AvrPart avr ? new FlashSections(avr, Fuses(avr)) : null;
        CheckSections(part, sections);
        var files = new SourceFiles(_found, request.StandardInput);
        MemoryImage? image = _found.HasErrors ? null : new ImageBook(Recipe(), files, part, sections, _found) { IsCommandLine = true }.Image(Result);
        if (part is not null && image is not null)
        {
            new PlaceRules(part, files, _found) { IsCommandLine = true }.Check(image, CommandLine);
        }

        return new(
            image is null || _found.HasErrors ? null : new MergedImage(image, files.Records, part, sections?.Boot),
            _found.Sorted());
    }

    private Recipe Recipe() => new()
    {
        Path = CommandLine.File,
        Sha256 = "",
        Text = "",
        Name = "merge",
        Files = request.Files.ToDictionary(
            file => file.Path, file => new FileSource(file.Path, Here(file.Path), GivenOutside: true)),
        Merges = new Dictionary<string, MergeSpec>
        {
            [Result] = new(Result, CommandLine, [.. request.Files.Select(Input)], request.OnOverlap, Fill()),
        },
    };

    private static MergeInput Input(MergeFile file) => new(
        Here(file.Path),
        file.Clip is null ? null : Here(file.Clip),
        file.Offset is long offset ? Here(offset) : null);

    private FillSpec? Fill() => request.Fill is byte value
        ? new FillSpec(value, request.FillRange is null ? null : Here(request.FillRange))
        : null;

    /// <summary>The fuses that say how large the boot section is.</summary>
    private IReadOnlyList<PlannedFuse> Fuses(AvrPart part)
    {
        List<FuseSetting> settings =
            [.. request.Fuses.Select(fuse => new FuseSetting(Here(fuse.Key), fuse.Value, null, CommandLine))];
        if (request.BootSize is long bytes)
        {
            int value = part.BootSizesInWords.ToList().FindIndex(words => 2L * words == bytes);
            if (value < 0)
            {
                _found.Add(DiagnosticCode.BootSizeUnknown, CommandLine, part.Name, bytes, Sizes(part));
                return [];
            }

            settings.Add(new FuseSetting(Here("BOOTSZ"), value, null, CommandLine));
        }

        return new FusePlanner(part, _found).Fuses(settings);
    }

    /// <summary>In the words of options: a section without what says where it lies.</summary>
    private void CheckSections(Part? part, FlashSections? sections)
    {
        if (part is Stm32Part && (request.BootSize is not null || request.Fuses.Count > 0))
        {
            _found.Add(DiagnosticCode.SectionOfAvr, CommandLine, part.Name, "boot section", part.Flash.Start);
            return;
        }

        IEnumerable<ClipSpec?> ranges = request.Files.Select(file => file.Clip).Append(request.FillRange);
        if (part is AvrPart { BootFuse: not null } avr && sections?.BootFuse is null && !_found.HasErrors
            && ranges.Any(range => range is { Section: not ClipSection.Range }))
        {
            _found.Add(DiagnosticCode.BootSizeNeeded, CommandLine, avr.Name, Sizes(avr));
        }
    }

    private static long[] Sizes(AvrPart part) => [.. part.BootSizesInWords.Select(words => 2L * words).Distinct().Order()];

    private static Located<T> Here<T>(T value) => new(value, CommandLine);
}
