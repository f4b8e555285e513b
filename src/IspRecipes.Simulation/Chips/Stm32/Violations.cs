namespace IspRecipes.Simulation.Chips;

/// <summary>What was done to a chip that its manual forbids, a sentence each.</summary>
internal sealed class Violations(ChipTime time)
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence) => _sentences.Add($"{time.Now.TotalMilliseconds:0.00} ms: {sentence}");
}
