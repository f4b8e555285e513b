using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// The order of a run on an STM32, as docs/recipes.md gives it: option bytes read, protection lifted, flash erased, written
/// and verified, option bytes with read protection last, a reset, and option bytes read again.
/// </summary>
internal static class Stm32StepOrder
{
    public static IReadOnlyList<Step> Of(Stm32Job job, SourceFiles files)
    {
        IEnumerable<Step> saves = job.Saved.Select(saved => new SaveImageStep(
            saved.Merge.Name, Recipe.Locate(saved.Merge.Save!), saved.Image, saved.Merge.Save!.Where));
        if (job is not { NeedsDevice: true, Programmer: ProgrammerRow programmer })
        {
            return [.. saves];
        }

        CheckWriteProtectionStep? writeProtection = job.Image is not null || job.ErasesChip
            ? new CheckWriteProtectionStep(job.Image, job.ErasesChip, job.Options, FlashWhere(job))
            : null;
        return
        [
            .. saves,
            Identify(job, programmer),
            new ReadOptionsStep(),
            new CheckReadProtectionStep(ReadNeed(job), ChangeNeed(job), job.Unlocks),
            .. writeProtection is null ? [] : (Step[])[writeProtection],
            .. job.Unlocks || job.Options is not null ? [new ConfirmStm32Step(job.Unlocks, job.Options)] : Array.Empty<Step>(),
            .. Backup(job, files),
            .. job.Unlocks ? [new LiftReadProtectionStep(job.Part, job.Recipe.Unlock!.Where)] : Array.Empty<Step>(),
            .. LiftWriteProtection(job, writeProtection),
            .. Flash(job),
            .. Options(job),
            new LeaveStm32Step(),
        ];
    }

    private static IdentifyStm32Step Identify(Stm32Job job, ProgrammerRow programmer)
    {
        Recipe recipe = job.Recipe;
        ChipMaker[] makers = [.. recipe.Accept.Select(maker => maker.Value)];
        return new IdentifyStm32Step(
            new Stm32Connection(job.Part)
            {
                Hertz = recipe.Programmer?.Swd?.Value,
                FlashSize = recipe.FlashSize?.Value,
                UnderReset = recipe.Programmer?.UnderReset?.Value == true,
                AcceptsGenuine = makers.Length == 0 || makers.Contains(ChipMaker.Genuine),
                AcceptsClones = makers.Length == 0 || makers.Contains(ChipMaker.Clone),
            },
            programmer,
            recipe.Mcu?.Where);
    }

    private static Need? ReadNeed(Stm32Job job) =>
        job.Recipe.Read.TryGetValue(AvrMemory.Flash, out Located<string>? read) ? new Need("read flash", read.Where) : null;

    private static Need? ChangeNeed(Stm32Job job) =>
        job.Image is not null ? new Need("writing flash", FlashWhere(job))
        : job.ErasesChip ? new Need("erasing flash", FlashWhere(job))
        : job.Options is PlannedOptions options && SwitchesProtectionOff(options, job.Part) ? new Need("RDP off", options.Where)
        : null;

    private static bool SwitchesProtectionOff(PlannedOptions options, Stm32Part part) =>
        options.Mask[OptionByteId.Rdp] != 0 && options.Values[OptionByteId.Rdp] == part.Family.ReadProtectionOff;

    private static IEnumerable<Step> Backup(Stm32Job job, SourceFiles files)
    {
        if (job.Recipe.Read.TryGetValue(AvrMemory.Flash, out Located<string>? read))
        {
            yield return new BackUpFlashStep(Recipe.Locate(read), job.Part, read.Where);
        }
    }

    private static IEnumerable<Step> LiftWriteProtection(Stm32Job job, CheckWriteProtectionStep? check)
    {
        if (check is not null && job.Options is PlannedOptions options
            && job.Part.Family.Options.Any(option => option.Id >= OptionByteId.Wrp0 && options.Values[option.Id] != 0))
        {
            yield return new LiftWriteProtectionStep(check, options, options.Where);
        }
    }

    private static IEnumerable<Step> Flash(Stm32Job job)
    {
        if (job.ErasesChip)
        {
            yield return new EraseFlashStep(job.Image, FlashWhere(job));
        }

        VerifyPolicy verify = job.Recipe.Verify?.Value ?? VerifyPolicy.Full;
        if (job.Image is MemoryImage image)
        {
            Located<string> flash = job.Recipe.Write[AvrMemory.Flash];
            yield return new WriteStm32FlashStep(flash.Value, image, [.. image.Paginate(job.Part.Flash)], flash.Where);
            if (verify != VerifyPolicy.None)
            {
                yield return new VerifyStm32FlashStep(image, verify == VerifyPolicy.WrittenPages, flash.Where);
            }
        }
        else if (job.ErasesChip && verify != VerifyPolicy.None)
        {
            yield return new CheckBlankStep(FlashWhere(job));
        }
    }

    /// <summary>Lifting read protection lifts write protection too: what the recipe does not name is put back.</summary>
    private static IEnumerable<Step> Options(Stm32Job job)
    {
        if (job.Options is not null || job.Unlocks)
        {
            yield return new WriteOptionsStep(job.Options, job.Options?.Where ?? job.Recipe.Unlock!.Where);
            yield return new CheckOptionsStep();
        }
    }

    private static SourceSpan? FlashWhere(Stm32Job job) =>
        (job.ErasesChip ? job.Recipe.Erase?.Where : null) ?? job.Recipe.Write.GetValueOrDefault(AvrMemory.Flash)?.Where;
}
