using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>A look at an AVR.</summary>
internal sealed class AvrVisit(IspSession session, ProgrammerRow row, ChipRequest request, DiagnosticBag found)
{
    public ProbeReport.Avr Probe()
    {
        (Signature signature, AvrTarget? target) = Identify();
        ProbeReport.Avr report = Probe(signature, target);
        target?.Leave();
        return report;
    }

    /// <summary>A probe that reads the boot section too, if the fuses tell where it is.</summary>
    /// <param name="files">To hold against it.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public Identification Identify(IReadOnlyList<FileInspection> files, CancellationToken cancel)
    {
        (Signature signature, AvrTarget? target) = Identify();
        ProbeReport.Avr chip = Probe(signature, target);
        BootSection? boot = null;
        if (chip.IsReadProtected)
        {
            found.Add(DiagnosticCode.ProtectedFromLooking, null, $"lock byte 0x{chip.Fuses[FuseId.Lock]:X2}", "taken for a bootloader", null);
        }
        else if (target is { Part: { BootFuse: FuseByte fuse } part } && chip.Fuses.TryGetValue(fuse.Id, out byte value)
            && part.BootSection(value) is MemoryRegion region)
        {
            byte[] content = target.ReadTwice(AvrMemory.Flash, region.Start, (int)region.Size, cancel: cancel);
            boot = BootSection.Of([.. chip.Parts.Select(known => known.Id)], region, content, files);
        }

        target?.Leave();
        return new Identification(chip, boot);
    }

    private ProbeReport.Avr Probe(Signature signature, AvrTarget? target)
    {
        IReadOnlyList<AvrPart> parts = target is null
            ? []
            : [target.Part, .. AvrCatalog.WithSignature(signature).Where(part => part != target.Part)];
        return new ProbeReport.Avr
        {
            Programmer = row.Id,
            ProgrammerIdentity = session.Identity,
            Port = session.Port,
            Signature = signature,
            Parts = parts,
            Fuses = target is not null && row.Can(Abilities.Fuses) ? target.ReadFuses() : new Dictionary<FuseId, byte>(),
            Calibration = target is not null && row.Can(Abilities.Calibration) ? target.ReadCalibration() : [],
        };
    }

    /// <param name="memory">Read as a whole.</param>
    /// <param name="progress">Takes bytes done so far, and of how many.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public MemoryReading Read(AvrMemory memory, Action<long, long> progress, CancellationToken cancel)
    {
        (Signature signature, AvrTarget? target) = Identify();
        if (target is null)
        {
            throw new TargetException(FaultCode.SignatureUnknown, signature);
        }

        if (row.Can(Abilities.Fuses) && target.ReadFuses()[FuseId.Lock] is byte held
            && ReadProtection.IsOn(target.Part, held))
        {
            throw new TargetException(FaultCode.ReadProtected, held, $"read {MemoryNames.Of(memory)}");
        }

        uint start = target.Part.Region(memory).Start;
        byte[] content = new byte[target.Part.Region(memory).Size];
        target.Read(memory, start, content, done => progress(done, content.Length), cancel);
        target.Leave();
        return new MemoryReading([target.Part], memory, start, content);
    }

    /// <summary>The signature, and the chip in programming mode where the part is known.</summary>
    private (Signature Signature, AvrTarget? Target) Identify()
    {
        session.Programmer.Open();
        AvrPart part = AvrCatalog.Find(request.Mcu ?? AvrCatalog.Ids[0])!;
        AvrTarget target = session.Connect(part, row.SckSearch);
        try
        {
            return (target.Identify(), target);
        }
        catch (TargetException other) when (IdentifyStep.FoundIn(other) is Signature found)
        {
            if (request.Mcu is not null)
            {
                throw IdentifyStep.Naming(other, found);
            }

            target.Leave();
            return AvrCatalog.WithSignature(found).FirstOrDefault() is AvrPart known
                ? (found, session.Connect(known, row.SckSearch))
                : (found, null);
        }
    }
}
