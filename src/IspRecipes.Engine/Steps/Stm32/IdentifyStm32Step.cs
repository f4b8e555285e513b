using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Opens the probe, connects to the chip, which runs on, and makes sure that it is the right one.</summary>
/// <param name="Connection">How to connect, and to what part.</param>
internal sealed record IdentifyStm32Step(Stm32Connection Connection, ProgrammerRow Programmer, SourceSpan? Where)
    : Step($"Identify {Connection.Part!.Name} through {Programmer.Id}", Where)
{
    public override string Kind => "identify";

    public override StepStage Stage => StepStage.Look;

    public override IEnumerable<Fact> Facts
    {
        get
        {
            yield return new Fact("SWD", Connection.Hertz is double hertz
                ? $"{ClockWords.Frequency(hertz)}, or the next step below"
                : "the probe's usual clock");
            yield return new Fact("connect", Connection.UnderReset
                ? "under reset"
                : "without a reset; under reset where nothing else helps");
            yield return new Fact("device id", $"0x{Connection.Part!.Family.DeviceId:X3}");
            yield return new Fact("accepts", Connection switch
            {
                { AcceptsClones: false } => "genuine chips only",
                { AcceptsGenuine: false } => "clones only",
                _ => "genuine chips and clones",
            });
            if (Connection.FlashSize is uint size)
            {
                yield return new Fact("flash size", FormattableString.Invariant($"{size:N0} bytes, whatever the chip's own register says"));
            }
        }
    }

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        var session = (SwdSession)context.Open();
        session.Probe.Open();
        cancel.ThrowIfCancellationRequested();
        try
        {
            Stm32Target target = session.Connect(Connection);
            context.Stm32.Identity = target.Identify();
            context.Stm32.Part = target.Part;
            return StepOutcome.Done;
        }
        finally
        {
            // A low voltage or a clone may be what made it fail.
            IEnumerable<Fault> notices = session.Probe.Notices.Concat(session.Target?.Notices ?? []);
            foreach (Diagnostic notice in Notices.Tell(notices))
            {
                context.Report(notice);
            }
        }
    }
}
