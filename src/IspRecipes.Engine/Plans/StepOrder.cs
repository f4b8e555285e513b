using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// The order of a run, as docs/recipes.md gives it: look first, refuse before anything is changed, fuses after the
/// memories, lock bits last.
/// </summary>
internal static class StepOrder
{
    public static IReadOnlyList<Step> Of(Job job, SourceFiles files)
    {
        IEnumerable<Step> saves = job.Saved.Select(saved => new SaveImageStep(
            saved.Merge.Name, Recipe.Locate(saved.Merge.Save!), saved.Image, saved.Merge.Save!.Where));
        if (job is not { NeedsDevice: true, Part: AvrPart part, Programmer: ProgrammerRow programmer })
        {
            return [.. saves];
        }

        Step[] memories = [.. Memories(job, part)];
        Step[] fuses = [.. job.Fuses.Select(fuse => new WriteFuseStep(fuse.Change, fuse.Where) { Sck = SafeSck(job) })];
        Step[] changes =
        [
            .. KeepEeprom(job, part),
            .. job.FusesFirst ? [.. fuses, .. Reenter(job), .. memories] : (Step[])[.. memories, .. fuses],
            .. Lock(job, part, memories),
        ];
        return
        [
            .. saves,
            new IdentifyStep(part, programmer, job.Recipe.Mcu?.Where)
            {
                SckHertz = job.SetsBitClock ? job.FirstSck?.Hertz : null,
                SckWish = job.FusesFirst ? null : job.Recipe.Programmer?.Sck?.Value,
                FeedsTarget = job.Recipe.Programmer?.Power?.Value ?? true,
                PullUps = job.Recipe.Programmer?.PullUps?.Value ?? false,
            },
            .. programmer.Can(Abilities.Fuses) ? Checks(job, part, files) : [],
            .. Backups(job, part, files),
            .. changes,
            .. changes.Length > 0 && programmer.Can(Abilities.Fuses) ? [CheckAgain(memories)] : Array.Empty<Step>(),
            new LeaveStep(),
        ];
    }

    /// <summary>Until programming mode is left every fuse can be put back: a look at all of them comes before.</summary>
    private static IEnumerable<Step> Reenter(Job job) =>
    [
        new CheckFusesStep("Check fuses before they act"),
        new ReenterStep(job.SetsBitClock ? job.Sck?.Hertz : null, job.Recipe.FusesFirst?.Where),
    ];

    /// <summary>Before anything is changed: one wrong bit makes a chip erase of a fuse write.</summary>
    private static IEnumerable<Step> KeepEeprom(Job job, AvrPart part)
    {
        if (job.KeepsEeprom)
        {
            string meanwhile = Path.ChangeExtension(job.Recipe.Path, ".eeprom.hex");
            yield return new KeepEepromStep(part.Eeprom, meanwhile, job.Recipe.Eeprom?.Where) { BeforeFuses = job.FusesFirst };
        }
    }

    /// <summary>Once LB bits are programmed no fuse can be put back, and perhaps nothing read: a last look comes before them.</summary>
    private static IEnumerable<Step> Lock(Job job, AvrPart part, Step[] memories)
    {
        if (job.Lock is not PlannedFuse bits)
        {
            yield break;
        }

        if (part.Lock.Field("LB") is FuseField field && bits.Change.Programs(field))
        {
            yield return new CheckFusesStep
            {
                Flash = memories.OfType<VerifyFlashStep>().FirstOrDefault(),
                Eeprom = memories.OfType<VerifyEepromStep>().FirstOrDefault(),
            };
        }

        yield return new WriteLockStep(bits.Change, bits.Where) { Sck = SafeSck(job) };
    }

    private static SafeSck? SafeSck(Job job) => job.SetsBitClock
        ? new SafeSck(job.Recipe.Board.Clock?.Value, PlannedClock.Of(job)?.Fuse.Change)
        : null;

    private static CheckAgainStep CheckAgain(Step[] memories) => new(
        memories.OfType<VerifyFlashStep>().FirstOrDefault(), memories.OfType<VerifyEepromStep>().FirstOrDefault());

    /// <summary>What the chip's own state may forbid.</summary>
    private static IEnumerable<Step> Checks(Job job, AvrPart part, SourceFiles files)
    {
        PlannedClock? clock = PlannedClock.Of(job);
        BoardClock? board = job.Recipe.Board.Clock?.Value;
        yield return new ReadFusesStep(clock is null ? job.Sck : job.FirstSck, board);
        yield return new CheckLockStep(LockNeeds(job));
        if (clock is not null)
        {
            FuseSetting setting = clock.Setting ?? clock.Fuse.Settings[0];
            yield return new CheckClockStep(clock.Fuse.Change, setting.Words(), setting.ValueWhere)
            {
                Board = board,
                AnyClock = clock.Setting is null || job.Allows(Consent.ClockSource),
                ChipDecides = clock.Choice is null,
                Sck = clock.Core(board) is null ? job.Sck : null,
                FusesFirst = job.FusesFirst,
            };
        }

        if (BootFuses(job, part, files) is Step boot)
        {
            yield return boot;
        }

        if (job.ErasesChip && part.BootFuse is not null && !job.Allows(Consent.RemoveBootloader))
        {
            yield return new CheckBootSectionStep(job.Image(AvrMemory.Flash), EraseWhere(job));
        }

        FuseChange[] changes = [.. job.Fuses.Select(fuse => fuse.Change), .. job.Lock is null ? [] : (FuseChange[])[job.Lock.Change]];
        if (changes.Length > 0)
        {
            yield return new ConfirmStep(changes);
        }
    }

    /// <summary>Null where the recipe decides all, or writes nothing that a reset into the boot section could start.</summary>
    private static CheckBootFusesStep? BootFuses(Job job, AvrPart part, SourceFiles files)
    {
        var sections = new FlashSections(part, job.Fuses);
        if (job.Image(AvrMemory.Flash) is not MemoryImage image || sections.LargestBoot is not MemoryRegion boot || !sections.ChipDecidesBoot)
        {
            return null;
        }

        IReadOnlyList<WrittenFile> written = files.Of(image);
        return image.FirstProgrammed(boot) is not null || written.Any(file => file.Kind?.IsBootloader == true)
            ? new CheckBootFusesStep(image, written, sections, job.Recipe.Write[AvrMemory.Flash].Where) { IsWhole = job.ErasesChip }
            : null;
    }

    private static IEnumerable<Step> Backups(Job job, AvrPart part, SourceFiles files) => job.Recipe.Read
        .OrderBy(read => read.Key)
        .Select(read => new BackupStep(
            read.Key, Recipe.Locate(read.Value), part.Region(read.Key), read.Value.Where));

    /// <summary>EEPROM first: what was read to be kept is only in our memory until it is written back.</summary>
    private static IEnumerable<Step> Memories(Job job, AvrPart part)
    {
        if (job.ErasesChip)
        {
            yield return new EraseChipStep(EraseWhere(job));
        }

        Located<string>? eeprom = job.Recipe.Write.GetValueOrDefault(AvrMemory.Eeprom);
        SourceSpan? eepromWhere = eeprom?.Where ?? job.Recipe.Eeprom?.Where;
        EepromGoal? goal = eeprom is not null || job.KeepsEeprom || job.BlanksEeprom
            ? new EepromGoal(job.Image(AvrMemory.Eeprom), job.BlanksEeprom, part.Eeprom)
            : null;
        if (goal is not null)
        {
            yield return new WriteEepromStep(EepromTitle(job, eeprom?.Value), goal, eepromWhere);
        }

        VerifyPolicy verify = job.Recipe.Verify?.Value ?? VerifyPolicy.Full;
        if (job.Recipe.Write.TryGetValue(AvrMemory.Flash, out Located<string>? flash))
        {
            MemoryImage image = job.Image(AvrMemory.Flash)!;
            Page[] pages = [.. image.Paginate(part.Flash)];
            yield return new WriteFlashStep(flash.Value, pages, flash.Where);
            if (verify != VerifyPolicy.None)
            {
                yield return new VerifyFlashStep(image, pages, verify == VerifyPolicy.WrittenPages, flash.Where);
            }
        }

        else if (job.ErasesChip && verify != VerifyPolicy.None)
        {
            yield return new CheckErasedStep(part, EraseWhere(job));
        }

        if (goal is not null && (verify != VerifyPolicy.None || job.KeepsEeprom))
        {
            yield return new VerifyEepromStep(goal, eepromWhere);
        }
    }

    private static string EepromTitle(Job job, string? image) => image is not null ? $"Write EEPROM from {image}"
        : job.KeepsEeprom ? "Write EEPROM back"
        : "Erase EEPROM that EESAVE spared";

    private static SourceSpan? EraseWhere(Job job) =>
        job.Recipe.Erase?.Where ?? job.Recipe.Write.GetValueOrDefault(AvrMemory.Flash)?.Where;

    private static LockNeeds LockNeeds(Job job)
    {
        Need? read = job.Recipe.Read.Count > 0
            ? job.Recipe.Read.OrderBy(pair => pair.Key)
                .Select(pair => new Need($"read {MemoryNames.Of(pair.Key)}", pair.Value.Where)).First()
            : job.KeepsEeprom ? new Need("eeprom: keep", job.Recipe.Eeprom?.Where, OnlyWithoutEesave: !job.FusesFirst)
            : null;
        Need? write = job.Recipe.Write.Count > 0
            ? job.Recipe.Write.OrderBy(pair => pair.Key)
                .Select(pair => new Need($"writing {MemoryNames.Of(pair.Key)}", pair.Value.Where)).First()
            : null;
        return new LockNeeds(job.ErasesChip, read, write, job.Lock?.Change, job.Lock?.Where)
        {
            Fuses = [.. job.Fuses.Select(fuse => fuse.Change)],
            FusesFirst = job.FusesFirst,
            FusesWhere = job.FusesFirst ? job.Recipe.FusesFirst?.Where : job.Fuses.FirstOrDefault()?.Where,
        };
    }
}
