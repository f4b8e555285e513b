using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>What a step works with: the session, what is known of the chip, and the ear of whoever watches.</summary>
public sealed class StepContext
{
    private Session? _session;

    /// <summary>Opens the port and the programmer; called once, by the first step that needs the chip.</summary>
    public required Func<Session> Open { get; init; }

    /// <summary>Bytes done so far, and of how many.</summary>
    public required Action<long, long> Progress { get; init; }

    /// <summary>Takes a warning or a note.</summary>
    public required Action<Diagnostic> Report { get; init; }

    /// <summary>Asks a person; null where nobody is to be asked.</summary>
    public Func<Question, bool>? Confirm { get; init; }

    public ChipState Chip { get; } = new();

    /// <summary>The open session; null before the port is open.</summary>
    public Session? Session => _session;

    public AvrTarget Target => (_session ?? throw new InvalidOperationException("no step has opened the port")).Target;

    public AvrPart Part => Target.Part;

    public Session OpenSession() => _session ??= Open();
}

/// <summary>Asked on a terminal before fuses and lock bits of a real chip are written.</summary>
/// <param name="Text">One sentence that can be answered with yes or no.</param>
/// <param name="Details">What would change, one line each.</param>
public sealed record Question(string Text, IReadOnlyList<string> Details);
