namespace IspRecipes.Simulation.Chips;

/// <summary>A register that wants two keys in order; anything else jams it until reset (PM0075, 2.3.2).</summary>
internal sealed class KeyHole
{
    private bool _firstFits;
    private bool _jammed;

    /// <summary>True once both keys have been put in.</summary>
    public bool IsOpen { get; private set; }

    /// <returns>False for a wrong key, which is a bus error.</returns>
    public bool TryKey(uint key)
    {
        bool fits = !_jammed && key == (_firstFits ? FlashRegisters.Key2 : FlashRegisters.Key1);
        _jammed = !fits;
        IsOpen |= fits && _firstFits;
        _firstFits = fits && !_firstFits;
        return fits;
    }

    public void Close() => IsOpen = false;

    public void Reset() => (_firstFits, _jammed, IsOpen) = (false, false, false);
}
