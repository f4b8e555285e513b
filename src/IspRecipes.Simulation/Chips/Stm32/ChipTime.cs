namespace IspRecipes.Simulation.Chips;

/// <summary>
/// How far a chip has been simulated. It follows the board's clock whenever somebody looks; while its core runs code it
/// passes instruction by instruction.
/// </summary>
internal sealed class ChipTime
{
    public TimeSpan Now { get; set; }
}
