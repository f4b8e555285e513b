using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Plans a recipe for an STM32.</summary>
internal sealed class Stm32Planner(Planning planning)
{
    private readonly Recipe _recipe = planning.Recipe;
    private readonly DiagnosticBag _found = planning.Found;

    /// <param name="part">With the flash that it is sold with.</param>
    /// <param name="programmer">Null where the recipe names none, or none that will do.</param>
    /// <returns>Null where anything is wrong.</returns>
    public Plan? Plan(Stm32Part part, ProgrammerRow? programmer)
    {
        Stm32Job job = Job(part, programmer);
        if (job.NeedsDevice && !planning.IsDraft)
        {
            CheckDevice(job, part);
        }

        return _found.HasErrors ? null : new Plan
        {
            Recipe = _recipe,
            Programmer = job.NeedsDevice ? job.Programmer : null,
            Part = job.Part,
            Files = planning.Files.Records,
            Steps = Stm32StepOrder.Of(job, planning.Files),
        };
    }

    /// <summary>The recipe with its names looked up.</summary>
    internal Stm32Job Job(Stm32Part sold, ProgrammerRow? programmer)
    {
        Stm32Part part = Sized(sold);
        PlannedOptions? options = new OptionPlanner(part, _found).Plan(_recipe.Options);
        var book = new ImageBook(_recipe, planning.Files, part, null, _found);
        MemoryImage? image = planning.Written(book, AvrMemory.Flash);
        if (image is not null)
        {
            new PlaceRules(part, planning.Files, _found).Check(image, _recipe.Write[AvrMemory.Flash].Where);
        }

        return new Stm32Job(_recipe, part, programmer, image, options, planning.Saved(book, part));
    }

    private void CheckDevice(Stm32Job job, Stm32Part sold)
    {
        if (job.Programmer is ProgrammerRow programmer)
        {
            AbilityRules.CheckSpeeds(_recipe.Programmer, programmer, _found);
        }

        new ProtectionRules(job, _found).Check();
        Stm32Policies.Check(job, sold, _found);
        new Stm32FlashRules(job, planning.Files, _found).Check();
    }

    /// <summary>The part with the flash that the recipe gives it.</summary>
    private Stm32Part Sized(Stm32Part part)
    {
        if (_recipe.FlashSize is not Located<uint> size)
        {
            return part;
        }

        if (size.Value % part.Family.PageSize == 0 && size.Value <= part.Family.LargestFlash)
        {
            return part.WithFlash(size.Value);
        }

        _found.Add(DiagnosticCode.FlashSizeWrong, size.Where, size.Value, part.Family.Name, part.Family.PageSize, part.Family.LargestFlash);
        return part;
    }
}
