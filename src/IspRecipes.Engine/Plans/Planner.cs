using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Turns a recipe into a plan: everything is looked up, read and checked, and all that is wrong is told at once.</summary>
public sealed class Planner
{
    private readonly Recipe _recipe;
    private readonly DiagnosticBag _found = new();
    private readonly SourceFiles _files;
    private readonly bool _isDraft;

    private Planner(Recipe recipe, IReadOnlyList<Diagnostic> earlier)
    {
        _recipe = recipe;
        _isDraft = earlier.Any(diagnostic => diagnostic.Severity == Severity.Error);
        foreach (Diagnostic diagnostic in earlier)
        {
            _found.Add(diagnostic);
        }

        _files = new SourceFiles(Path.GetDirectoryName(recipe.Path) ?? "", _found);
    }

    /// <summary>Reads the recipe's files; opens no port.</summary>
    /// <param name="recipe">With errors, it gets no plan, but names and files are looked up to tell all that is wrong at once.</param>
    /// <param name="earlier">What its reader had to say; told with the rest.</param>
    public static Checked<Plan> Plan(Recipe recipe, IReadOnlyList<Diagnostic> earlier)
    {
        var planner = new Planner(recipe, earlier);
        return planner.Plan(recipe.Programmer is null ? null : Lookup.Programmer(recipe.Programmer.Type, planner._found));
    }

    /// <summary>Plans for a programmer that need not be in the catalogue.</summary>
    internal static Checked<Plan> Plan(Recipe recipe, ProgrammerRow programmer) => new Planner(recipe, []).Plan(programmer);

    private Checked<Plan> Plan(ProgrammerRow? programmer)
    {
        AvrPart? part = _recipe.Mcu is null ? null : Lookup.Part(_recipe.Mcu, _found);
        CheckPort(programmer);

        var fusePlanner = part is null ? null : new FusePlanner(part, _found);
        IReadOnlyList<PlannedFuse> fuses = fusePlanner?.Fuses(_recipe.Fuses) ?? [];
        PlannedFuse? lockBits = fusePlanner?.Lock(_recipe.Lock);
        FlashSections? sections = part is null ? null : new FlashSections(part, fuses);

        var book = new ImageBook(_recipe, _files, sections, _found);
        Dictionary<AvrMemory, MemoryImage> images = WrittenImages(book, part);
        var job = new Job(_recipe, part, programmer, fuses, lockBits, images, SavedImages(book, part));
        if (job.NeedsDevice && sections is not null && !_isDraft)
        {
            CheckDevice(job, sections);
        }

        IReadOnlyList<Diagnostic> diagnostics = _found.Sorted();
        return new Checked<Plan>(_found.HasErrors ? null : Plan(job, diagnostics), diagnostics);
    }

    private Plan Plan(Job job, IReadOnlyList<Diagnostic> diagnostics) => new()
    {
        Recipe = _recipe,
        Programmer = job.NeedsDevice ? job.Programmer : null,
        Part = job.Part,
        Baud = job.NeedsDevice && job.Programmer!.Reach is Reach.Serial serial ? _recipe.Programmer?.Baud?.Value ?? serial.Baud : null,
        Files = _files.Records,
        Steps = StepOrder.Of(job, _files),
        Eeprom = job.NeedsDevice ? EepromPolicies.Describe(job) : "",
        Diagnostics = diagnostics,
    };

    private void CheckDevice(Job job, FlashSections sections)
    {
        AbilityRules.Check(job, sections, _found);
        var consent = new ConsentRules(job, sections, _found);
        consent.Check();
        ClockRules.Check(job, _found);
        FusesFirstRules.Check(job, _found);
        LockRules.Check(job, sections, _found);
        ProgrammerRules.Check(job, sections, _found);
        new FlashRules(job, sections, _files, _found).Check();
        PolicyNotes.Add(job, _found);
    }

    private void CheckPort(ProgrammerRow? programmer)
    {
        if (_recipe.Port is not Located<string> port)
        {
            return;
        }

        PortWish? wish = PortWish.Parse(port.Value, out Fault? fault);
        fault ??= wish is PortWish.Named && programmer?.Reach is Reach.Usb
            ? new Fault(FaultCode.PortNotUsb, port.Value, programmer.Id)
            : null;
        if (fault is not null)
        {
            _found.Add(DiagnosticCatalog.Of(fault, port.Where));
        }
    }

    private Dictionary<AvrMemory, MemoryImage> WrittenImages(ImageBook book, AvrPart? part)
    {
        var images = new Dictionary<AvrMemory, MemoryImage>();
        foreach ((AvrMemory memory, Located<string> name) in _recipe.Write)
        {
            if (book.Image(name.Value, SpaceOf(memory)) is not MemoryImage image || part is null)
            {
                continue;
            }

            images[memory] = image;
            if (image.IsEmpty)
            {
                _found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.ImageEmpty, name.Value), name.Where));
            }

            foreach (Fault fault in image.FindBeyond(part.Region(memory), part.Name))
            {
                _found.Add(DiagnosticCatalog.Of(fault, name.Where));
            }
        }

        return images;
    }

    private List<(MergeSpec Merge, MemoryImage Image)> SavedImages(ImageBook book, AvrPart? part)
    {
        var rules = new SaveRules(_recipe, _files, part, _found);
        List<(MergeSpec, MemoryImage)> saved = [];
        foreach (MergeSpec merge in _recipe.Merges.Values)
        {
            AvrMemory memory = _recipe.Write.FirstOrDefault(write => write.Value.Value == merge.Name).Key;
            if (book.Image(merge.Name, SpaceOf(memory)) is MemoryImage image && merge.Save is Located<string> save)
            {
                rules.Check(merge, save, image);
                saved.Add((merge, image));
            }
        }

        return saved;
    }

    private static MemorySpace SpaceOf(AvrMemory memory) =>
        memory == AvrMemory.Eeprom ? MemorySpace.Eeprom : MemorySpace.Flash;
}
