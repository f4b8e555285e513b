using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>Looks at a chip without a recipe, changes nothing, and lets go of it whatever happens.</summary>
internal sealed class Visit(ChipRequest request, IBench bench, RunOptions options)
{
    private readonly DiagnosticBag _found = new();

    public Checked<ProbeReport> Probe() => Do((session, row) =>
    {
        (Signature signature, AvrTarget? target) = Identify(session, row);
        IReadOnlyList<AvrPart> parts = target is null
            ? []
            : [target.Part, .. AvrCatalog.WithSignature(signature).Where(part => part != target.Part)];
        return new ProbeReport
        {
            Programmer = row.Id,
            ProgrammerIdentity = session.Programmer.Identity,
            Port = session.Port,
            Signature = signature,
            Parts = parts,
            Fuses = target is not null && row.Can(Abilities.Fuses) ? target.ReadFuses() : new Dictionary<FuseId, byte>(),
            Calibration = target is not null && row.Can(Abilities.Calibration) ? target.ReadCalibration() : [],
        };
    });

    /// <param name="memory">Read as a whole.</param>
    /// <param name="progress">Takes bytes done so far, and of how many.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public Checked<MemoryReading> Read(AvrMemory memory, Action<long, long> progress, CancellationToken cancel) =>
        Do((session, row) =>
        {
            (Signature signature, AvrTarget? target) = Identify(session, row);
            if (target is null)
            {
                throw new TargetException(FaultCode.SignatureUnknown, signature);
            }

            if (row.Can(Abilities.Fuses) && target.ReadFuses()[FuseId.Lock] is byte held
                && ReadProtection.IsOn(target.Part, held))
            {
                throw new TargetException(FaultCode.ReadProtected, held, $"read {MemoryNames.Of(memory)}");
            }

            byte[] content = new byte[target.Part.Region(memory).Size];
            target.Read(memory, target.Part.Region(memory).Start, content, done => progress(done, content.Length), cancel);
            return new MemoryReading(target.Part, memory, content);
        });

    private Checked<T> Do<T>(Func<Session, ProgrammerRow, T> work)
        where T : class
    {
        ProgrammerRow? row = Lookup.Programmer(new Located<string>(request.Programmer, new SourceSpan("--programmer")), _found);
        if (request.Mcu is not null)
        {
            Lookup.Part(new Located<string>(request.Mcu, new SourceSpan("--mcu")), _found);
        }

        if (row is null || _found.HasErrors)
        {
            return new Checked<T>(null, _found.Sorted());
        }

        T? result = null;
        try
        {
            using Session session = PortOpener.Open(bench, row, request.Baud, request.Port, options);
            session.Programmer.Open();
            result = work(session, row);
            session.Target?.Leave();
        }
        catch (Exception exception)
        {
            result = null;
            _found.Add(Failures.Explain(exception, null));
        }

        return new Checked<T>(result, _found.Sorted());
    }

    /// <summary>The signature, and the chip in programming mode where the part is known.</summary>
    private (Signature Signature, AvrTarget? Target) Identify(Session session, ProgrammerRow row)
    {
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
