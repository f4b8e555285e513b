using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>The writes of a chip: each is logged, keeps the chip busy for its time, and is torn when RESET rises.</summary>
internal sealed class SelfTimedWrites(VirtualClock clock, AvrMemories memories, AvrFuses fuses)
{
    private readonly List<ChipWrite> _log = [];
    private readonly List<string> _violations = [];
    private readonly Noise _noise = new(3);
    private TimeSpan _busyUntil;

    public IReadOnlyList<ChipWrite> Log => _log;

    public IReadOnlyList<string> Violations => _violations;

    public bool IsBusy => clock.Now < _busyUntil;

    public void Start(ChipWriteKind kind, TimeSpan time, int address = 0, int length = 1)
    {
        _log.Add(new ChipWrite(clock.Now, kind, (uint)address, length));
        _busyUntil = clock.Now + time;
    }

    /// <summary>True while the write under way is one of <paramref name="kind"/> and covers a place.</summary>
    public bool Covers(ChipWriteKind kind, int offset)
    {
        return IsBusy && _log[^1] is var write
            && write.Kind == kind && offset >= write.Address && offset < write.Address + write.Length;
    }

    public void Violate(string sentence) =>
        _violations.Add($"{clock.Now.TotalMilliseconds:0.00} ms: {sentence}");

    /// <summary>Ends a write that is still under way; what it leaves, nobody knows.</summary>
    public void Tear()
    {
        if (IsBusy)
        {
            Violate($"RESET released {(_busyUntil - clock.Now).TotalMilliseconds:0.0} ms before the chip was ready");
            Scramble(_log[^1]);
            _busyUntil = clock.Now;
        }
    }

    private void Scramble(ChipWrite write)
    {
        switch (write.Kind)
        {
            case ChipWriteKind.ChipErase:
                Scramble(memories.Flash);
                break;
            case ChipWriteKind.FlashPage:
                Scramble(memories.Flash.AsSpan((int)write.Address, write.Length));
                break;
            case ChipWriteKind.EepromByte or ChipWriteKind.EepromPage:
                Scramble(memories.Eeprom.AsSpan((int)write.Address, write.Length));
                break;
            case ChipWriteKind.LowFuse:
                fuses.Preset(FuseId.Low, _noise.NextByte());
                break;
            case ChipWriteKind.HighFuse:
                fuses.Preset(FuseId.High, _noise.NextByte());
                break;
            case ChipWriteKind.ExtendedFuse:
                fuses.Preset(FuseId.Extended, _noise.NextByte());
                break;
            case ChipWriteKind.Lock:
                fuses.Preset(FuseId.Lock, _noise.NextByte());
                break;
        }
    }

    private void Scramble(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = _noise.NextByte();
        }
    }
}
