using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// A debug probe on SWD, cut where all probes meet: memory and core registers of a Cortex-M. A call returns when the probe has
/// reported it done; WAIT answers are retried by the driver, with a count and a deadline. What the chip makes of it is the
/// target's knowledge, not the probe's.
/// </summary>
public interface ISwdProbe : IDisposable
{
    /// <summary>The bench's clock; every wait goes through it.</summary>
    IClock Clock { get; }

    /// <summary>What answered, for people: <c>ST-Link/V2, firmware V2J37S7</c>. Known after <see cref="Open"/>.</summary>
    string Identity { get; }

    /// <summary>What was noticed on the way and did not stop the run; the engine shows each as a warning or a note.</summary>
    IReadOnlyList<Fault> Notices { get; }

    /// <summary>Volts at the target's VCC, measured when the probe was opened; null where the probe does not tell.</summary>
    double? TargetVolts { get; }

    /// <summary>SWD clock in hertz as it was set; null where the probe cannot be told one.</summary>
    double? SwdHertz { get; }

    /// <summary>How often an access had to be repeated because the target asked for time.</summary>
    int Repeats { get; }

    /// <summary>True where single half-words can be written (<see cref="WriteHalfWord"/>).</summary>
    bool WritesHalfWords { get; }

    /// <summary>True where several word accesses cross the wire in one turn (<see cref="Exchange"/>).</summary>
    bool Batches { get; }

    /// <summary>Finds out what probe it is and brings it into a mode for SWD. The target is left alone.</summary>
    /// <exception cref="DeviceException">Silent, not a probe, or its firmware is too old.</exception>
    void Open();

    /// <summary>Begins a debug session: the chip answers on SWD from here on. Does not halt and, unless asked to, not reset it.</summary>
    /// <param name="hertz">SWD clock wished for; the probe takes the fastest it has that is not above. Null for its usual one.</param>
    /// <param name="underReset">Holds NRST low while connecting, and leaves it low.</param>
    /// <returns>DPIDR, or 0 where the probe does not tell.</returns>
    /// <exception cref="TargetException">No chip answers (ISP6019: volts measured, or null).</exception>
    uint Connect(double? hertz, bool underReset);

    /// <summary>Reads memory; every access is a word, but for ragged ends.</summary>
    /// <exception cref="TargetException">The bus refused an access (ISP6020: verb, address).</exception>
    void Read(uint address, Span<byte> into);

    /// <summary>Writes memory; every access is a word, but for ragged ends.</summary>
    /// <exception cref="TargetException">The bus refused an access (ISP6020: verb, address).</exception>
    void Write(uint address, ReadOnlySpan<byte> bytes);

    /// <summary>Reads a word at an address divisible by four.</summary>
    uint ReadWord(uint address);

    /// <summary>Writes a word at an address divisible by four.</summary>
    void WriteWord(uint address, uint value);

    /// <summary>Writes a half-word as one access of 16 bits; only where <see cref="WritesHalfWords"/>.</summary>
    void WriteHalfWord(uint address, ushort value);

    /// <summary>
    /// Word accesses in order, in one turn where the probe can (<see cref="Batches"/>), else one by one. What is read is put
    /// into each access's <see cref="WordAccess.Value"/>.
    /// </summary>
    void Exchange(Span<WordAccess> accesses);

    /// <summary>Reads a register of the halted core.</summary>
    uint ReadRegister(CoreRegister register);

    /// <summary>Writes a register of the halted core.</summary>
    void WriteRegister(CoreRegister register, uint value);

    /// <summary>Drives NRST low, or lets go of it. That the wire is there, only the target can find out.</summary>
    void SetReset(bool low);

    /// <summary>Ends the debug session: lets go of NRST, clears C_DEBUGEN so that the core runs on, and leaves SWD.</summary>
    void Disconnect();
}

/// <summary>One word access of a batch.</summary>
/// <param name="Address">Divisible by four.</param>
/// <param name="IsWrite">Else a read.</param>
/// <param name="Value">What is written, or was read.</param>
public record struct WordAccess(uint Address, bool IsWrite, uint Value)
{
    public static WordAccess Read(uint address) => new(address, false, 0);

    public static WordAccess Write(uint address, uint value) => new(address, true, value);
}

/// <summary>Core registers by the number that DCRSR knows them by (ARMv7-M ARM, C1.6.3; ARMv6-M ARM, C1.6.3).</summary>
public enum CoreRegister
{
    R0 = 0,
    R1 = 1,
    R2 = 2,
    R3 = 3,
    R4 = 4,
    R5 = 5,
    R6 = 6,
    R7 = 7,
    Sp = 13,
    Lr = 14,
    Pc = 15,
    Xpsr = 16,
}
