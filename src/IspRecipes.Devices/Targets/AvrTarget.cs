using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// A live AVR at the end of a programmer: what has to be read twice, what may be written when, and how a write is
/// checked. In programming mode from <see cref="Connect"/> to <see cref="Leave"/>; disposed without that, it leaves
/// quietly, so that the failure that ended the job stays the one that is told.
/// </summary>
public sealed class AvrTarget : IDisposable
{
    /// <summary>
    /// The longest start that the SUT fuses allow a clock: 32K cycles of a watch crystal, one second, and 65 ms (ATmega328P
    /// datasheet, Microchip DS40002061B, Low Frequency Crystal Oscillator).
    /// </summary>
    private static readonly TimeSpan SlowestStart = TimeSpan.FromMilliseconds(1000 + 65);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly IspProgrammer _programmer;
    private readonly AvrFuseBytes _fuses;
    private readonly AvrMemories _memories;
    private bool _left;
    private ChipReading? _reading;

    private AvrTarget(IspProgrammer programmer, AvrPart part)
    {
        _programmer = programmer;
        _fuses = new AvrFuseBytes(programmer, part);
        _memories = new AvrMemories(programmer);
        Part = part;
    }

    public AvrPart Part { get; }

    /// <summary>
    /// How often something had to be sent or written again. Above 0, a garbled instruction may have changed what
    /// nobody meant to: one wrong bit makes a chip erase of a fuse write.
    /// </summary>
    public int Repeats => _programmer.Repeats + _fuses.Rewrites;

    /// <summary>Holds the chip in RESET and brings it into programming mode.</summary>
    /// <param name="programmer">Opened by the caller, and closed by the caller.</param>
    /// <param name="part">What the chip is meant to be; <see cref="Identify"/> finds out.</param>
    /// <param name="sckSteps">Every SCK in hertz to try, fastest first; none for the programmer's as it is set.</param>
    /// <exception cref="TargetException">Programming mode refused (ISP6009: part).</exception>
    public static AvrTarget Connect(IspProgrammer programmer, AvrPart part, IReadOnlyList<double>? sckSteps = null)
    {
        var target = new AvrTarget(programmer, part);
        try
        {
            if (sckSteps is { Count: > 0 })
            {
                target._reading = new BitClockSearch(programmer, part).Run(sckSteps);
            }
            else
            {
                programmer.EnterProgramming(part);
            }

            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>SCK in hertz as it was set or found; null where it is the programmer's own.</summary>
    public double? SckHertz => _programmer.SckHertz;

    /// <summary>Bytes of EEPROM that are written together.</summary>
    public int EepromUnit => _programmer.EepromUnit;

    /// <summary>Reads the signature three times, if the search for SCK has not yet, and compares it with the part's.</summary>
    /// <exception cref="TargetException">
    /// Readings differ (ISP6001: the three), all bytes 00 or FF (ISP6003: signature), another chip (ISP6002: part,
    /// expected signature, found <see cref="Signature"/>).
    /// </exception>
    public Signature Identify()
    {
        Signature first = _reading?.Signature ?? _programmer.ReadSignature();
        Signature second = _reading?.Signature ?? _programmer.ReadSignature();
        Signature third = _reading?.Signature ?? _programmer.ReadSignature();
        if (first != second || second != third)
        {
            throw new TargetException(FaultCode.SignatureUnstable, first, second, third);
        }

        if (first == default || first == new Signature(0xFF, 0xFF, 0xFF))
        {
            throw new TargetException(FaultCode.SignatureBlank, first);
        }

        return first == Part.Signature
            ? first
            : throw new TargetException(FaultCode.SignatureWrong, Part.Name, Part.Signature, first);
    }

    /// <summary>Reads every fuse byte and the lock byte, each twice, if the search for SCK has not just done so.</summary>
    /// <returns>Bytes by name, lock last; unimplemented bits are 1, whatever the chip said.</returns>
    /// <exception cref="TargetException">Readings differ in implemented bits (ISP6004: byte, first, second).</exception>
    public IReadOnlyDictionary<FuseId, byte> ReadFuses()
    {
        IReadOnlyDictionary<FuseId, byte>? found = _reading?.Fuses;
        _reading = null;
        return found is null ? _fuses.ReadAll() : _fuses.Learn(found);
    }

    /// <summary>Reads the calibration bytes of the chip's oscillator.</summary>
    public byte[] ReadCalibration() =>
        [.. Enumerable.Range(0, Part.CalibrationBytes).Select(_programmer.ReadCalibration)];

    /// <summary>Erases flash, lock bits and, unless EESAVE is programmed, EEPROM.</summary>
    public void EraseChip() => _programmer.EraseChip();

    /// <summary>
    /// Writes a fuse byte and reads it back. New fuses act only when programming mode is left: a byte that reads back
    /// wrong is written once more and then put back to what it was, before it can lock anyone out.
    /// </summary>
    /// <param name="id">Low, high or extended.</param>
    /// <param name="value">Unimplemented bits are written as 1.</param>
    /// <returns>What the chip holds now, unimplemented bits as 1.</returns>
    /// <exception cref="TargetException">
    /// Still wrong (ISP6007: byte, wanted, found, what the chip holds now); what it holds reads differently each time,
    /// and nothing was written (ISP6004).
    /// </exception>
    public byte WriteFuse(FuseId id, byte value) => _fuses.Write(id, value);

    /// <summary>Writes the lock byte and reads it back; only a chip erase raises its bits again.</summary>
    /// <returns>What the chip holds now, unimplemented bits as 1.</returns>
    /// <exception cref="TargetException">Reads back wrong (ISP6008: wanted, found).</exception>
    public byte WriteLock(byte value) => _fuses.WriteLock(value);

    /// <inheritdoc cref="AvrMemories.WritePages"/>
    public void WritePages(
        AvrMemory memory, uint address, ReadOnlySpan<byte> bytes, Action<long>? done = null, CancellationToken cancel = default) =>
        _memories.WritePages(memory, address, bytes, done, cancel);

    /// <inheritdoc cref="AvrMemories.Read"/>
    public void Read(
        AvrMemory memory, uint address, Span<byte> into, Action<long>? done = null, CancellationToken cancel = default) =>
        _memories.Read(memory, address, into, done, cancel);

    /// <inheritdoc cref="AvrMemories.Verify"/>
    public void Verify(
        AvrMemory memory, uint address, ReadOnlySpan<byte> expected, Action<long>? done = null, CancellationToken cancel = default) =>
        _memories.Verify(memory, address, expected, done, cancel);

    /// <summary>
    /// Leaves programming mode, enters it again and identifies the chip: new fuses act, and it answers by its new clock, if
    /// the board has it and once it has started. What was read of it before stays known, so that a fuse can still be put back.
    /// </summary>
    /// <param name="sckHertz">SCK from here on; null leaves it as it is.</param>
    /// <exception cref="TargetException">As <see cref="Connect"/> and <see cref="Identify"/>, still so after the slowest clock would have started.</exception>
    public void Reenter(double? sckHertz = null)
    {
        Leave();
        _left = false;
        TimeSpan started = _programmer.Clock.Now + SlowestStart;
        while (true)
        {
            TimeSpan begun = _programmer.Clock.Now;
            try
            {
                Enter(sckHertz);
                Identify();
                return;
            }
            catch (TargetException) when (begun < started)
            {
                _programmer.Clock.Wait(BetweenTries);
            }
        }
    }

    /// <summary>Lets SCK run slower, where the programmer can; the chip is enabled anew and is still the one it was.</summary>
    /// <param name="sckHertz">The fastest that will do.</param>
    /// <exception cref="TargetException">As <see cref="Connect"/> and <see cref="Identify"/>.</exception>
    public void SlowDown(double sckHertz)
    {
        if (SckHertz > sckHertz)
        {
            Enter(sckHertz);
            Identify();
        }
    }

    /// <summary>Ends programming mode: RESET rises, new fuses act, the program starts.</summary>
    public void Leave()
    {
        _left = true;
        _programmer.LeaveProgramming();
    }

    public void Dispose()
    {
        if (_left)
        {
            return;
        }

        try
        {
            Leave();
        }
        catch (DeviceException)
        {
            // What ended the job is on its way to the user already.
        }
    }

    private void Enter(double? sckHertz)
    {
        _reading = null;
        if (sckHertz is double hertz)
        {
            _programmer.SetBitClock(hertz);
        }

        _programmer.EnterProgramming(Part);
    }
}
