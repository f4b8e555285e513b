using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Opens port and programmer, brings the chip into programming mode and makes sure that it is the right one.</summary>
public sealed record IdentifyStep(AvrPart Part, ProgrammerRow Programmer, SourceSpan? Where)
    : Step($"Identify {Part.Name} through {Programmer.Id}", Where)
{
    public override string Kind => "identify";

    /// <summary>SCK to begin with; null leaves it to the programmer.</summary>
    public double? SckHertz { get; init; }

    public override IEnumerable<Fact> Facts
    {
        get
        {
            if (SckHertz is double hertz)
            {
                yield return new Fact("SCK", ClockWords.Frequency(hertz));
            }

            yield return new Fact("signature", $"{Part.Signature}");
            string[] others = [.. PartCatalog.WithSignature(Part.Signature).Where(part => part != Part).Select(part => part.Name)];
            if (others.Length > 0)
            {
                yield return new Fact("cannot be told from", string.Join(", ", others));
            }
        }
    }

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Session session = context.Open();
        session.Programmer.Open();
        foreach (Fault notice in session.Programmer.Notices)
        {
            context.Report(DiagnosticCatalog.Of(notice) with { Severity = Severity.Warning });
        }

        cancel.ThrowIfCancellationRequested();
        if (SckHertz is double hertz)
        {
            session.Programmer.SetBitClock(hertz);
        }

        AvrTarget target = session.Connect(Part);
        try
        {
            context.Chip.Signature = target.Identify();
            return StepOutcome.Done;
        }
        catch (TargetException wrong) when (FoundIn(wrong) is Signature found)
        {
            context.Chip.Signature = found;
            throw Naming(wrong, found);
        }
    }

    /// <summary>The signature that was found instead of the one expected; null for any other failure.</summary>
    internal static Signature? FoundIn(TargetException failure) =>
        failure.Fault is { Code: FaultCode.SignatureWrong, Arguments: [_, _, Signature found] } ? found : null;

    /// <summary>The same failure with the names of the parts that answer so; none for a chip the catalogue does not know.</summary>
    internal static TargetException Naming(TargetException wrong, Signature found)
    {
        string[] parts = [.. PartCatalog.WithSignature(found).Select(part => part.Name)];
        return new TargetException(wrong.Fault with { Arguments = [.. wrong.Fault.Arguments, parts] });
    }
}
