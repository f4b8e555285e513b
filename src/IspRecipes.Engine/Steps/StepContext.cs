using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps.Differences;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Steps;

/// <summary>What a step works with: the session, what is known of the chip, and the ear of whoever watches.</summary>
internal sealed class StepContext
{
    /// <summary>Chooses the port, opens it and hands over what is behind it, for the one step that connects.</summary>
    public required Func<Session> OpenPort { get; init; }

    /// <summary>Takes bytes done so far, and of how many.</summary>
    public required Action<long, long> Progress { get; init; }

    /// <summary>Takes a warning or a note, and an error beside the one that ends the run.</summary>
    public required Action<Diagnostic> Report { get; init; }

    /// <summary>Asks a person; null where nobody is to be asked.</summary>
    public Func<Question, bool>? Confirm { get; init; }

    /// <summary>What is known of an AVR.</summary>
    public ChipState Chip { get; } = new();

    /// <summary>What is known of an STM32.</summary>
    public Stm32State Stm32 { get; } = new();

    /// <summary>How the chip differs from what the recipe wants; null where it was not compared to the end.</summary>
    public ChipDifference? Difference { get; set; }

    /// <summary>The recipe that restores what the chip held; null where that was not saved.</summary>
    public string? BackupRecipe { get; set; }

    /// <summary>True once the chip was found to hold all that it shall, so that there is no work left.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Null before the port is open.</summary>
    public Session? Session { get; private set; }

    public AvrTarget Target => (Session as IspSession)?.Target ?? throw NotConnected();

    public AvrPart Part => Target.Part;

    public Stm32Target Stm32Target => (Session as SwdSession)?.Target ?? throw NotConnected();

    public Session Open() => Session = OpenPort();

    private static InvalidOperationException NotConnected() => new("no step has connected to the chip");
}

/// <summary>Asked on a terminal before fuses, lock bits or option bytes of a real chip are written, or its protection is lifted.</summary>
/// <param name="Text">One sentence that can be answered with yes or no.</param>
/// <param name="Details">What would change, one line each.</param>
public sealed record Question(string Text, IReadOnlyList<string> Details);
