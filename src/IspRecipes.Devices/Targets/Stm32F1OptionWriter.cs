using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// Erases the option bytes of F1, F0 and F3 and writes them anew, with a stub that nothing may interrupt: erased, they protect
/// the chip from its next reset on.
/// </summary>
/// <param name="probe">Way to the chip.</param>
/// <param name="core">Held at its reset vector.</param>
/// <param name="part">The chip's.</param>
/// <param name="direct">Writes them where SRAM does not hold the stub.</param>
internal sealed class Stm32F1OptionWriter(ISwdProbe probe, CortexM core, Stm32Part part, Stm32F1Direct direct)
{
    /// <summary>REGISTERS to STATUS in stm32f1-options.s, in words.</summary>
    private const int Words = 4;
    private const int Status = 3;

    private readonly FlashStub _stub = new(probe, core, part.Sram.Start, Stm32F1Stubs.Options);
    private readonly Stm32F1Banks _banks = new(probe, part);
    private bool _inWork;

    /// <summary>True once the option bytes may hold something else than they did.</summary>
    public bool MayHaveChanged { get; private set; }

    /// <summary>True while they hold what no reset has loaded yet.</summary>
    public bool AwaitsReset { get; private set; }

    /// <summary>Erases the option bytes and writes these; once more if that fails, while it can still be done.</summary>
    /// <param name="wanted">All of them.</param>
    /// <param name="acting">What acts until the next reset.</param>
    /// <exception cref="ArgumentException">They would protect the chip for ever.</exception>
    /// <exception cref="TargetException">The registers tell something else than flash holds (ISP6045: byte, as it acts, as it is stored).</exception>
    /// <exception cref="DeviceException">ISP6011, ISP6032 to ISP6035, ISP6037, ISP6038; or the cable, twice.</exception>
    public void Write(OptionBytes wanted, OptionBytes acting)
    {
        if (!AwaitsReset)
        {
            RefuseContradiction(acting);
        }

        AwaitsReset = true;
        WriteTwiceIfNeeded(wanted);
    }

    /// <summary>Reads the option bytes back from flash, and writes them once more if one is wrong.</summary>
    /// <exception cref="TargetException">Still wrong (ISP6041: byte, wanted, found).</exception>
    public void Verify(OptionBytes wanted)
    {
        if (Difference(wanted) is null)
        {
            return;
        }

        WriteTwiceIfNeeded(wanted);
        if (Difference(wanted) is { } wrong)
        {
            throw new TargetException(FaultCode.OptionMismatch, wrong.Id, wrong.Expected, wrong.Found);
        }
    }

    /// <summary>
    /// Lets a stub that writes option bytes come to its end, when it is not known how far it is: halted in the middle it would
    /// leave the chip protected.
    /// </summary>
    public void Finish()
    {
        if (_inWork)
        {
            probe.Clock.Wait(FlashTimes.OptionBytes);
            _stub.AwaitEnd(FlashTimes.LongestOptionBytes);
            _inWork = false;
        }
    }

    /// <summary>What resets the chip so that what was written acts.</summary>
    public WordAccess ResetRequest() => AwaitsReset && part.Family.HasOptionLaunch ? Launch() : CortexM.ResetRequest;

    /// <summary>Takes note that the chip was reset, which loads them.</summary>
    public void WasReset() => AwaitsReset = false;

    /// <summary>What makes the chip load its option bytes with a reset of its own.</summary>
    private WordAccess Launch()
    {
        Stm32F1Registers registers = _banks.OfOptions;
        registers.Unlock(options: true);
        return registers.Command(Stm32F1Registers.LaunchOptions);
    }

    /// <summary>
    /// Refuses to go by option registers that contradict what the option bytes hold: USER would be written anew with what was read
    /// in the wrong place. Bytes that are not whole contradict nothing, nor does what protection hides.
    /// </summary>
    private void RefuseContradiction(OptionBytes acting)
    {
        byte[] held;
        try
        {
            held = ReadArea();
        }
        catch (TargetException)
        {
            return;
        }

        if (Stm32F1OptionArea.Contradiction(part.Family, acting, held) is OptionByteId id)
        {
            throw new TargetException(FaultCode.OptionsContradict, id, acting[id], held[2 * (int)id]);
        }
    }

    private (OptionByteId Id, byte Expected, byte Found)? Difference(OptionBytes wanted) =>
        Stm32F1OptionArea.FirstDifference(part.Family, wanted, ReadArea());

    private byte[] ReadArea()
    {
        byte[] held = new byte[Stm32F1OptionArea.Region.Size];
        probe.Read(Stm32F1OptionArea.Region.Start, held);
        return held;
    }

    private void WriteTwiceIfNeeded(OptionBytes wanted)
    {
        try
        {
            WriteOnce(wanted);
        }
        catch (DeviceException failure) when (failure.Fault.Code != FaultCode.UsbUnplugged)
        {
            Finish();
            _banks.Settle();
            WriteOnce(wanted);
        }
    }

    private void WriteOnce(OptionBytes wanted)
    {
        IReadOnlyList<(uint Address, byte Value)> entries = Stm32F1OptionArea.InOrder(part.Family, wanted);
        uint first = _stub.Words + (Words * sizeof(uint));
        uint last = first + (uint)(entries.Count * 2 * sizeof(uint));
        uint[] words =
        [
            part.Family.FlashRegisters, first, last, FlashStub.Unfinished,
            .. entries.SelectMany(entry => (uint[])[entry.Address, entry.Value]),
        ];
        if (!_stub.TryLoad(words, []))
        {
            direct.TakeOver();
            MayHaveChanged = true;
            direct.WriteOptions(entries);
            return;
        }

        MayHaveChanged = true;
        _inWork = true;
        _stub.Run([FlashTimes.OptionBytes], FlashTimes.LongestOptionBytes, CancellationToken.None);
        _inWork = false;
        Span<uint> results = stackalloc uint[1];
        _stub.ReadResults(Status, results);
        Stm32F1Registers.Check(results[0], Stm32F1OptionArea.Region);
    }
}
