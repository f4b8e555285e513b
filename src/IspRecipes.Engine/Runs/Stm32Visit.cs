using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Runs;

/// <summary>A look at an STM32, which runs on meanwhile: it is neither reset nor halted.</summary>
internal sealed class Stm32Visit(SwdSession session, ProgrammerRow row, ChipRequest request, DiagnosticBag found)
{
    /// <summary>What a bootloader at the start of the flash takes: STM32duino starts its application behind that.</summary>
    private const uint BootBytes = 0x2000;

    public ProbeReport.Stm32 Probe()
    {
        (Stm32Identity identity, Stm32Target target) = Identify();
        ProbeReport.Stm32 report = Probe(identity, target);
        target.Leave();
        return report;
    }

    /// <summary>A probe that reads what a reset starts too.</summary>
    /// <param name="files">To hold against it.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public Identification Identify(IReadOnlyList<FileInspection> files, CancellationToken cancel)
    {
        (Stm32Identity identity, Stm32Target target) = Identify();
        ProbeReport.Stm32 chip = Probe(identity, target);
        BootSection? boot = null;
        if (chip.IsReadProtected)
        {
            found.Add(DiagnosticCode.ProtectedFromLooking, null, $"level {chip.ReadProtectionLevel}", "taken for a bootloader", null);
        }
        else
        {
            MemoryRegion region = target.Part.Flash with { Name = "start of flash", Size = Math.Min(BootBytes, target.Part.Flash.Size) };
            byte[] content = new byte[region.Size];
            target.Read(region.Start, content, cancel: cancel);
            boot = BootSection.Of([.. chip.Parts.Select(part => part.Id)], region, content, files);
        }

        target.Leave();
        return new Identification(chip, boot);
    }

    private ProbeReport.Stm32 Probe(Stm32Identity identity, Stm32Target target)
    {
        OptionBytes options = target.ReadOptions();
        return new ProbeReport.Stm32
        {
            Programmer = row.Id,
            ProgrammerIdentity = session.Identity,
            Port = session.Port,
            Device = session.Device,
            TargetVolts = session.Probe.TargetVolts,
            SwdHertz = session.Probe.SwdHertz,
            Identity = identity,
            Part = target.Part,
            Parts = Candidates(target.Part),
            Options = options,
            ReadProtectionLevel = target.ReadProtectionLevel,
            WriteProtectedPages = [.. WriteProtection.Pages(target.Part, options)],
        };
    }

    /// <param name="memory">Flash: there is no other.</param>
    /// <param name="progress">Takes bytes done so far, and of how many.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public MemoryReading Read(AvrMemory memory, Action<long, long> progress, CancellationToken cancel)
    {
        if (memory != AvrMemory.Flash)
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(DiagnosticCode.MemoryAbsent, null, "STM32", MemoryNames.Of(memory)));
        }

        (_, Stm32Target target) = Identify();
        target.ReadOptions();
        if (target.ReadProtectionLevel > 0)
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(
                DiagnosticCode.ProtectedFromReading, null, target.ReadProtectionLevel, "read flash"));
        }

        MemoryRegion flash = target.Part.Flash;
        byte[] content = new byte[flash.Size];
        target.Read(flash.Start, content, done => progress(done, content.Length), cancel);
        target.Leave();
        return new MemoryReading(Candidates(target.Part), memory, flash.Start, content);
    }

    private (Stm32Identity Identity, Stm32Target Target) Identify()
    {
        session.Probe.Open();
        try
        {
            Stm32Target target = session.Connect(new Stm32Connection(request.Mcu is null ? null : Stm32Catalog.Find(request.Mcu)));
            return (target.Identify(), target);
        }
        finally
        {
            foreach (Diagnostic notice in Notices.Tell(session.Probe.Notices.Concat(session.Target?.Notices ?? [])))
            {
                found.Add(notice);
            }
        }
    }

    /// <summary>The part that was asked for; else those of its family with its flash size, or all where none has that.</summary>
    private Stm32Part[] Candidates(Stm32Part part)
    {
        if (request.Mcu is not null)
        {
            return [part];
        }

        Stm32Part[] family = [.. Stm32Catalog.Of(part.Family)];
        Stm32Part[] fitting = [.. family.Where(other => other.Flash.Size == part.Flash.Size)];
        return fitting.Length > 0 ? fitting : family;
    }
}
