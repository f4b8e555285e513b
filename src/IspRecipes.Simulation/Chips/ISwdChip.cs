namespace IspRecipes.Simulation.Chips;

/// <summary>A virtual chip at the end of two SWD wires, as a probe sees it: a debug port, memory behind it, core registers, NRST.</summary>
public interface ISwdChip
{
    /// <summary>The board's clock.</summary>
    VirtualClock Clock { get; }

    /// <summary>Volts at its VCC; 0 without power, and then nothing answers.</summary>
    double Volts { get; }

    /// <summary>The answer to a line reset and a read of DPIDR; null where nobody answers.</summary>
    uint? ReadDebugPortId();

    /// <summary>One access of the memory access port.</summary>
    /// <param name="address">Divisible by <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="value">What was read, in the low bits.</param>
    SwdAnswer Read(uint address, int width, out uint value);

    /// <summary>One access of the memory access port.</summary>
    /// <param name="address">Divisible by <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="value">In the low bits.</param>
    SwdAnswer Write(uint address, int width, uint value);

    /// <summary>Drives NRST; without effect where the wire is missing.</summary>
    void SetReset(bool low);
}

/// <summary>The three-bit acknowledge of SWD, and silence (Arm IHI 0031, Serial Wire Debug protocol).</summary>
public enum SwdAnswer
{
    Ok,
    Wait,
    Fault,
    Silence,
}
