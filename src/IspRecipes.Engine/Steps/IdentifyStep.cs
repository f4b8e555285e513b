using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Opens port and programmer, brings the chip into programming mode and makes sure that it is the right one.</summary>
internal sealed record IdentifyStep(AvrPart Part, ProgrammerRow Programmer, SourceSpan? Where)
    : Step($"Identify {Part.Name} through {Programmer.Id}", Where)
{
    public override string Kind => "identify";

    public override StepStage Stage => StepStage.Look;

    /// <summary>SCK to begin with; null leaves it to the programmer, or to the search.</summary>
    public double? SckHertz { get; init; }

    /// <summary>Whether the programmer feeds the target; one that can be told.</summary>
    public bool FeedsTarget { get; init; } = true;

    /// <summary>Whether its pins only pull low, against pull-ups to the target's voltage; one that can be told.</summary>
    public bool PullUps { get; init; }

    /// <summary>SCK that the recipe names; null where it names none, or another one is to begin with.</summary>
    public double? SckWish { get; init; }

    /// <summary>Where no SCK is named: those to search among.</summary>
    private IReadOnlyList<double> SckSteps => SckHertz is null ? Programmer.SckSearch : [];

    public override IEnumerable<Fact> Facts
    {
        get
        {
            if (SckHertz is double hertz)
            {
                string wish = SckWish is double wanted && wanted != hertz ? $", the next step below {ClockWords.Frequency(wanted)}" : "";
                yield return new Fact("SCK", ClockWords.Frequency(hertz) + wish);
            }
            else if (Programmer.SckHertz is double own)
            {
                yield return new Fact("SCK", $"{ClockWords.Frequency(own)}, the programmer's own");
            }
            else if (SckSteps is [double fastest, .., double slowest])
            {
                string range = $"{ClockWords.Frequency(fastest)} to {ClockWords.Frequency(slowest)}";
                yield return new Fact("SCK", $"searched from {range}: one step slower than the first at which the chip answers");
            }

            if (Programmer.Can(Abilities.Supply))
            {
                yield return new Fact("supply", FeedsTarget ? "the programmer's is switched on" : "the board's own");
                yield return new Fact("pins", PullUps ? "open drain, against the pull-ups" : "driven high and low");
            }

            yield return new Fact("signature", $"{Part.Signature}");
            string[] others = [.. AvrCatalog.WithSignature(Part.Signature).Where(part => part != Part).Select(part => part.Name)];
            if (others.Length > 0)
            {
                yield return new Fact("cannot be told from", string.Join(", ", others));
            }
        }
    }

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        var session = (IspSession)context.Open();
        if (Programmer.Can(Abilities.Supply))
        {
            session.Programmer.SetSupply(FeedsTarget, PullUps);
        }

        session.Programmer.Open();
        Tell(session.Programmer.Notices, context);
        int told = session.Programmer.Notices.Count;
        cancel.ThrowIfCancellationRequested();
        if (SckHertz is double hertz)
        {
            session.Programmer.SetBitClock(hertz);
        }

        AvrTarget target = session.Connect(Part, SckSteps);
        Tell(session.Programmer.Notices.Skip(told), context);
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

    private static void Tell(IEnumerable<Fault> notices, StepContext context)
    {
        foreach (Fault notice in notices)
        {
            context.Report(DiagnosticCatalog.Of(notice) with { Severity = Severity.Warning });
        }
    }

    /// <summary>The signature that was found instead of the one expected; null for any other failure.</summary>
    internal static Signature? FoundIn(TargetException failure) =>
        failure.Fault is { Code: FaultCode.SignatureWrong, Arguments: [_, _, Signature found] } ? found : null;

    /// <summary>The same failure with the names of the parts that answer so; none for a chip the catalogue does not know.</summary>
    internal static TargetException Naming(TargetException wrong, Signature found)
    {
        string[] parts = [.. AvrCatalog.WithSignature(found).Select(part => part.Name)];
        return new TargetException(wrong.Fault with { Arguments = [.. wrong.Fault.Arguments, parts] });
    }
}
