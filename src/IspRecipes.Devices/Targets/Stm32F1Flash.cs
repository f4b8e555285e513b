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

    private readonly Stm32Part _part;
    private readonly Stm32F1Banks _banks;
    private readonly FlashStub _stub;
    private readonly Stm32F1Direct _direct;
    private bool _blank;
    private bool _mayHaveChanged;

    public Stm32F1Flash(ISwdProbe probe, CortexM core, Stm32Part part)
    {
        _part = part;
        _banks = new Stm32F1Banks(probe, part);
        _stub = new FlashStub(probe, core, part.Sram.Start, Stm32F1Stubs.Flash);
        _direct = new Stm32F1Direct(probe, part);
        Options = new Stm32F1OptionWriter(probe, core, part, _direct);
    }

    /// <summary>True once flash had to be written through the probe, because SRAM did not hold the stub.</summary>
    public bool WritesDirectly => _direct.HasTakenOver;

    /// <summary>True once flash or option bytes may hold something else than they did.</summary>
    public bool MayHaveChanged => _mayHaveChanged || Options.MayHaveChanged;

    /// <summary>The option bytes, which the same controller writes.</summary>
    public Stm32F1OptionWriter Options { get; }

    /// <summary>Erases all pages of all banks.</summary>
    /// <exception cref="TargetException">ISP6011, ISP6036, ISP6038.</exception>
    public void EraseAll()
    {
        foreach (Stm32F1Registers registers in _banks.All)
        {
            registers.Unlock();
            _mayHaveChanged = true;
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
            bool hasChanged = _mayHaveChanged;
            int pages = WriteRun(at, bytes.Slice(offset, length), cancel);
            _mayHaveChanged = hasChanged || pages > 0;
            changed += pages;
            offset += length;
            done?.Invoke(offset);
        }

        return changed;
    }

    /// <inheritdoc cref="Stm32F1Banks.Settle"/>
    public void Settle() => _banks.Settle();

    /// <summary>Flash that was told to be erased needs no erase, and the time for none.</summary>
    public void AssumeBlank() => _blank = true;

    private uint PageSize => (uint)_part.Flash.PageSize;

    private uint PageOf(uint address) => address - ((address - _part.Flash.Start) % PageSize);

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
            _banks.RegistersOf(address), PageSize, first, last, address, end, FlashStub.Unfinished, 0, 0,
        ];
        if (_stub.Words + (FlashWords * sizeof(uint)) + (last - first) > _part.Sram.End || !_stub.TryLoad(words, data))
        {
            _direct.TakeOver();
            _mayHaveChanged = true;
            return _direct.Write(address, bytes, cancel);
        }

        _mayHaveChanged = true; // unless the stub tells that it found nothing to do
        int pages = (int)((last - first) / PageSize);
        _stub.Run(FlashTimes.Looks(pages, PageSize, bytes.Length, _blank), FlashTimes.LongestRun(pages, PageSize), cancel);
        Span<uint> results = stackalloc uint[3];
        _stub.ReadResults(FlashStatus, results);
        Stm32F1Registers.Check(results[0], PageRegion(results[1]));
        return (int)results[2];
    }

    private MemoryRegion PageRegion(uint address) =>
        new($"page {(address - _part.Flash.Start) / PageSize}", address, PageSize, (int)PageSize);
}
