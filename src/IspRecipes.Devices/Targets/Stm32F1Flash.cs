using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// The flash controller of F1, F0 and F3: pages, half-words, option bytes (docs/protocols/stm32-flash.md). The core is held at
/// its reset vector while any of it is called. Another controller is another class of this shape.
/// </summary>
internal sealed class Stm32F1Flash
{
    /// <summary>Stub and data of one run together: what a medium density part has of SRAM. More would only delay progress and cancel.</summary>
    private const uint MostSram = 0x5000;

    /// <summary>FIRST to DATA in stm32f1-flash.s, in words.</summary>
    private const int FlashWords = 9;
    private const int FlashStatus = 6;

    /// <summary>REGISTERS to STATUS in stm32f1-options.s, in words.</summary>
    private const int OptionWords = 4;
    private const int OptionStatus = 3;

    private readonly ISwdProbe _probe;
    private readonly Stm32Part _part;
    private readonly FlashStub _flashStub;
    private readonly FlashStub _optionStub;
    private readonly Stm32F1Direct _direct;
    private bool _blank;
    private bool _optionsInWork;

    public Stm32F1Flash(ISwdProbe probe, CortexM core, Stm32Part part)
    {
        _probe = probe;
        _part = part;
        _flashStub = new FlashStub(probe, core, part.Sram.Start, Stm32F1Stubs.Flash);
        _optionStub = new FlashStub(probe, core, part.Sram.Start, Stm32F1Stubs.Options);
        _direct = new Stm32F1Direct(probe, part);
    }

    /// <summary>True once flash had to be written through the probe, because SRAM did not hold the stub.</summary>
    public bool WritesDirectly { get; private set; }

    /// <summary>True once flash or option bytes may hold something else than they did.</summary>
    public bool MayHaveChanged { get; private set; }

    /// <summary>Erases all pages of all banks.</summary>
    /// <exception cref="TargetException">ISP6011, ISP6036, ISP6038.</exception>
    public void EraseAll()
    {
        foreach (uint bank in Banks)
        {
            Stm32F1Registers registers = RegistersOf(bank);
            registers.Unlock();
            MayHaveChanged = true;
            uint errors = registers.Erase(Stm32F1Registers.EraseAll, null, FlashTimes.Erase, FlashTimes.LongestMassErase);
            registers.Lock();
            Stm32F1Registers.Check(errors, _part.Flash);
        }

        _blank = true;
    }

    /// <summary>Makes flash hold these bytes, as many pages at a time as SRAM holds.</summary>
    /// <inheritdoc cref="Stm32Target.Write"/>
    public int Write(uint address, ReadOnlySpan<byte> bytes, Action<long>? done, CancellationToken cancel)
    {
        int changed = 0;
        for (int offset = 0; offset < bytes.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            uint at = address + (uint)offset;
            int length = (int)Math.Min(bytes.Length - offset, EndOfRun(at) - at);
            bool hasChanged = MayHaveChanged;
            int pages = WriteRun(at, bytes.Slice(offset, length), cancel);
            MayHaveChanged = hasChanged || pages > 0;
            changed += pages;
            offset += length;
            done?.Invoke(offset);
        }

        return changed;
    }

    /// <summary>Erases the option bytes and writes these; once more if that fails, while it can still be done.</summary>
    /// <exception cref="ArgumentException">They would protect the chip for ever.</exception>
    /// <exception cref="DeviceException">ISP6011, ISP6032 to ISP6035, ISP6037, ISP6038; or the cable, twice.</exception>
    public void WriteOptions(OptionBytes wanted)
    {
        try
        {
            WriteOptionsOnce(wanted);
        }
        catch (DeviceException failure) when (failure.Fault.Code != FaultCode.UsbUnplugged)
        {
            // Erased option bytes would protect the chip from its next reset on.
            FinishOptions();
            Settle();
            WriteOptionsOnce(wanted);
        }
    }

    /// <summary>
    /// Refuses to go by option registers that contradict what the option bytes hold: USER would be written anew with what was read
    /// in the wrong place. Bytes that are not whole contradict nothing, nor does what protection hides.
    /// </summary>
    /// <exception cref="TargetException">ISP6045: byte, as it acts, as it is stored.</exception>
    public void RefuseContradiction(OptionBytes acting)
    {
        byte[] held = new byte[Stm32F1OptionArea.Region.Size];
        try
        {
            _probe.Read(Stm32F1OptionArea.Region.Start, held);
        }
        catch (TargetException)
        {
            return;
        }

        if (Stm32F1OptionArea.Contradiction(_part.Family, acting, held) is OptionByteId id)
        {
            throw new TargetException(FaultCode.OptionsContradict, id, acting[id], held[2 * (int)id]);
        }
    }

    /// <summary>
    /// Lets a stub that writes option bytes come to its end, when it is not known how far it is: halted in the middle it would
    /// leave the chip protected.
    /// </summary>
    public void FinishOptions()
    {
        if (_optionsInWork)
        {
            _probe.Clock.Wait(FlashTimes.OptionBytes);
            _optionStub.AwaitEnd(FlashTimes.LongestOptionBytes);
            _optionsInWork = false;
        }
    }

    /// <summary>Reads the option bytes back from flash, and writes them once more if one is wrong.</summary>
    /// <exception cref="TargetException">Still wrong (ISP6041: byte, wanted, found).</exception>
    public void VerifyOptions(OptionBytes wanted)
    {
        if (OptionDifference(wanted) is null)
        {
            return;
        }

        WriteOptions(wanted);
        if (OptionDifference(wanted) is { } wrong)
        {
            throw new TargetException(FaultCode.OptionMismatch, wrong.Id, wrong.Expected, wrong.Found);
        }
    }

    /// <summary>Waits until nothing is erased or programmed any more, and locks the controller.</summary>
    public void Settle()
    {
        foreach (uint bank in Banks)
        {
            Stm32F1Registers registers = RegistersOf(bank);
            registers.AwaitReady(FlashTimes.Settling);
            registers.Lock();
        }
    }

    /// <summary>What makes the chip load its option bytes with a reset of its own.</summary>
    public WordAccess LaunchOptions()
    {
        Stm32F1Registers registers = RegistersOf(_part.Flash.Start);
        registers.Unlock(options: true);
        return registers.Command(Stm32F1Registers.LaunchOptions);
    }

    /// <summary>Flash that was told to be erased needs no erase, and the time for none.</summary>
    public void AssumeBlank() => _blank = true;

    private IEnumerable<uint> Banks => _part.Family.SecondBank is uint second && second < _part.Flash.End
        ? [_part.Flash.Start, second]
        : [_part.Flash.Start];

    private uint PageSize => (uint)_part.Flash.PageSize;

    private uint PageOf(uint address) => address - ((address - _part.Flash.Start) % PageSize);

    private Stm32F1Registers RegistersOf(uint address) => new(_probe, Stm32F1Direct.RegistersOf(_part.Family, address));

    private (OptionByteId Id, byte Expected, byte Found)? OptionDifference(OptionBytes wanted)
    {
        byte[] held = new byte[Stm32F1OptionArea.Region.Size];
        _probe.Read(Stm32F1OptionArea.Region.Start, held);
        return Stm32F1OptionArea.FirstDifference(_part.Family, wanted, held);
    }

    private void WriteOptionsOnce(OptionBytes wanted)
    {
        IReadOnlyList<(uint Address, byte Value)> entries = Stm32F1OptionArea.InOrder(_part.Family, wanted);
        uint first = _optionStub.Words + (OptionWords * sizeof(uint));
        uint last = first + (uint)(entries.Count * 2 * sizeof(uint));
        uint[] words =
        [
            _part.Family.FlashRegisters, first, last, FlashStub.Unfinished,
            .. entries.SelectMany(entry => (uint[])[entry.Address, entry.Value]),
        ];
        if (!_optionStub.TryLoad(words, []))
        {
            NeedDirectWrites();
            _direct.WriteOptions(entries);
            return;
        }

        MayHaveChanged = true;
        _optionsInWork = true;
        _optionStub.Run([FlashTimes.OptionBytes], FlashTimes.LongestOptionBytes, CancellationToken.None);
        _optionsInWork = false;
        Span<uint> results = stackalloc uint[1];
        _optionStub.ReadResults(OptionStatus, results);
        Stm32F1Registers.Check(results[0], Stm32F1OptionArea.Region);
    }

    /// <summary>One past the last byte that goes with this one in a run: SRAM is full there, or a bank ends.</summary>
    private uint EndOfRun(uint address)
    {
        uint code = (uint)(Stm32F1Stubs.Flash.Length + (FlashWords * sizeof(uint)));
        uint pages = Math.Max(1, (Math.Min(_part.Sram.Size, MostSram) - code) / PageSize);
        uint end = PageOf(address) + (pages * PageSize);
        return _part.Family.SecondBank is uint second && address < second ? Math.Min(end, second) : end;
    }

    /// <returns>Pages changed.</returns>
    private int WriteRun(uint address, ReadOnlySpan<byte> bytes, CancellationToken cancel)
    {
        uint first = PageOf(address);
        uint end = address + (uint)bytes.Length;
        uint last = PageOf(end - 1) + PageSize;
        byte[] data = new byte[(end - first + 3) & ~3u];
        bytes.CopyTo(data.AsSpan((int)(address - first)));
        uint[] words =
        [
            Stm32F1Direct.RegistersOf(_part.Family, address), PageSize, first, last, address, end, FlashStub.Unfinished, 0, 0,
        ];
        if (_flashStub.Words + (FlashWords * sizeof(uint)) + (last - first) > _part.Sram.End || !_flashStub.TryLoad(words, data))
        {
            NeedDirectWrites();
            return _direct.Write(address, bytes, cancel);
        }

        MayHaveChanged = true; // unless the stub tells that it found nothing to do
        int pages = (int)((last - first) / PageSize);
        _flashStub.Run(FlashTimes.Looks(pages, PageSize, bytes.Length, _blank), FlashTimes.LongestRun(pages, PageSize), cancel);
        Span<uint> results = stackalloc uint[3];
        _flashStub.ReadResults(FlashStatus, results);
        Stm32F1Registers.Check(results[0], PageRegion(results[1]));
        return (int)results[2];
    }

    private MemoryRegion PageRegion(uint address) =>
        new($"page {(address - _part.Flash.Start) / PageSize}", address, PageSize, (int)PageSize);

    /// <exception cref="TargetException">The probe cannot write half-words either (ISP6032: address).</exception>
    private void NeedDirectWrites()
    {
        if (!_probe.WritesHalfWords)
        {
            throw new TargetException(FaultCode.SramNotHeld, _part.Sram.Start) { Address = _part.Sram.Start };
        }

        WritesDirectly = true;
        MayHaveChanged = true;
    }
}
