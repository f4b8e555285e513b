using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Plans a recipe for an AVR, and one that merges for no part in particular.</summary>
internal sealed class AvrPlanner(Planning planning)
{
    private readonly Recipe _recipe = planning.Recipe;
    private readonly DiagnosticBag _found = planning.Found;

    /// <param name="part">Null where the recipe names none, or none that is known.</param>
    /// <param name="programmer">Null where the recipe names none, or none that will do.</param>
    /// <returns>Null where anything is wrong.</returns>
    public Plan? Plan(AvrPart? part, ProgrammerRow? programmer)
    {
        var fusePlanner = part is null ? null : new FusePlanner(part, _found);
        IReadOnlyList<PlannedFuse> fuses = fusePlanner?.Fuses(_recipe.Fuses) ?? [];
        PlannedFuse? lockBits = fusePlanner?.Lock(_recipe.Lock);
        FlashSections? sections = part is null ? null : new FlashSections(part, fuses);

        var book = new ImageBook(_recipe, planning.Files, part, sections, _found);
        Dictionary<AvrMemory, MemoryImage> images = WrittenImages(book, part);
        var job = new Job(_recipe, part, programmer, fuses, lockBits, images, planning.Saved(book, part));
        if (job.NeedsDevice && sections is not null && !planning.IsDraft)
        {
            CheckDevice(job, sections);
        }

        return _found.HasErrors ? null : Plan(job);
    }

    private Plan Plan(Job job) => new()
    {
        Recipe = _recipe,
        Programmer = job.NeedsDevice ? job.Programmer : null,
        Part = job.Part,
        Baud = job.NeedsDevice && job.Programmer!.Reach is Reach.Serial serial ? _recipe.Programmer?.Baud?.Value ?? serial.Baud : null,
        Files = planning.Files.Records,
        Steps = StepOrder.Of(job, planning.Files),
        Eeprom = job.NeedsDevice ? EepromPolicies.Describe(job) : "",
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
        new FlashRules(job, sections, planning.Files, _found).Check();
        PolicyNotes.Add(job, _found);
    }

    private Dictionary<AvrMemory, MemoryImage> WrittenImages(ImageBook book, AvrPart? part)
    {
        var images = new Dictionary<AvrMemory, MemoryImage>();
        foreach ((AvrMemory memory, Located<string> name) in _recipe.Write)
        {
            if (planning.Written(book, memory) is not MemoryImage image || part is null)
            {
                continue;
            }

            images[memory] = image;
            foreach (Fault fault in image.FindBeyond(part.Region(memory), part.Name))
            {
                _found.Add(DiagnosticCatalog.Of(fault, name.Where));
            }
        }

        return images;
    }
}
