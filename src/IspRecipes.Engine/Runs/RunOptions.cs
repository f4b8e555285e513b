using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>How a face wants a run to be done.</summary>
public sealed record RunOptions
{
    /// <summary>True on a simulated bench: nothing is asked, and the report says so.</summary>
    public bool Simulated { get; init; }

    /// <summary>Asks a person before fuses and lock bits are written; null where nobody is to be asked.</summary>
    public Func<Question, bool>? Confirm { get; init; }

    /// <summary>True to read first, and to end there where the chip holds already what the recipe asks for.</summary>
    public bool IfChanged { get; init; }

    /// <summary>Folder to which all that the chip holds is saved before anything is changed; null for none.</summary>
    public string? Backup { get; init; }

    /// <summary>Tells of a cancelled run whether SIGTERM did it; else a person did.</summary>
    public Func<bool> Terminated { get; init; } = () => false;

    /// <summary>
    /// Where every frame is written as it crosses the wire; null for nowhere. No run ends because this cannot be written: pass a
    /// <see cref="LossyWriter"/> to be told.
    /// </summary>
    public TextWriter? Trace
    {
        get;
        init => field = value is null or LossyWriter ? value : new LossyWriter(value);
    }
}
