using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>A look at an AVR.</summary>
internal sealed class AvrVisit(IspSession session, ProgrammerRow row, ChipRequest request)
{
    public ProbeReport.Avr Probe()
    {
        (Signature signature, AvrTarget? target) = Identify();
        IReadOnlyList<AvrPart> parts = target is null
            ? []
            : [target.Part, .. AvrCatalog.WithSignature(signature).Where(part => part != target.Part)];
        var report = new ProbeReport.Avr
        {
            Programmer = row.Id,
            ProgrammerIdentity = session.Identity,
            Port = session.Port,
            Signature = signature,
            Parts = parts,
            Fuses = target is not null && row.Can(Abilities.Fuses) ? target.ReadFuses() : new Dictionary<FuseId, byte>(),
            Calibration = target is not null && row.Can(Abilities.Calibration) ? target.ReadCalibration() : [],
        };
        session.Target?.Leave();
        return report;
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
