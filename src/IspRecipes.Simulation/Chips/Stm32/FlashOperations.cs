using static IspRecipes.Simulation.Chips.FlashRegisters;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// What a flash controller does to cells once it is told to: it checks, changes them, and is busy for the time that takes.
/// What it refuses shows in FLASH_SR (PM0075, 2.3 and 2.4).
/// </summary>
internal sealed class FlashOperations(Stm32Flash flash, Stm32Options options, ChipTime time, Violations violations)
{
    /// <summary>Typical time of a half-word, and a middling time of an erase (DS5319, flash memory characteristics).</summary>
    public static readonly TimeSpan HalfWordTime = TimeSpan.FromMicroseconds(52.5);
    public static readonly TimeSpan PageEraseTime = TimeSpan.FromMilliseconds(30);
    public static readonly TimeSpan MassEraseTime = TimeSpan.FromMilliseconds(35);

    private readonly Noise _noise = new(5);
    private uint _status;
    private Memory<byte> _beingChanged;

    /// <summary>An operation, once begun, never ends.</summary>
    public bool BusyForever { get; init; }

    public TimeSpan BusyUntil { get; private set; }

    public bool IsBusy => time.Now < BusyUntil;

    /// <summary>FLASH_SR.</summary>
    public uint Status
    {
        get
        {
            if (!IsBusy && !_beingChanged.IsEmpty)
            {
                _beingChanged = default;
                _status |= SrEndOfOperation;
            }

            return _status | (IsBusy ? SrBusy : 0);
        }
    }

    public void ClearStatus(uint bits) => _status = Status & ~bits;

    public void ReportProgrammingError() => _status |= SrProgrammingError;

    public void ErasePages(int first, int count, TimeSpan duration, BusMaster master)
    {
        for (int page = first; page < first + count; page++)
        {
            if (Refuses(page, master, $"erasing page {page}"))
            {
                return;
            }
        }

        EraseCells(first, count);
        Begin(duration, flash.Bytes.AsMemory(first * flash.PageSize, count * flash.PageSize));
    }

    /// <summary>A cell must be erased, but 0x0000 may always be programmed (PM0075, 2.3.3).</summary>
    public void Program(uint address, ushort value, BusMaster master)
    {
        if (Refuses(flash.PageOf(address), master, $"programming 0x{address:X8}"))
        {
            return;
        }

        if (!flash.IsErased(address) && value != 0)
        {
            ReportProgrammingError();
            return;
        }

        flash.Program(address, value);
        Begin(HalfWordTime, flash.Bytes.AsMemory((int)(address - flash.Start), 2));
    }

    public void EraseOptions()
    {
        options.Erase();
        Begin(PageEraseTime, options.Cells);
    }

    /// <summary>Where this is the key to read protection, all of main flash is erased first (PM0075, 2.4.1).</summary>
    public void ProgramOption(int index, byte value)
    {
        if (!options.IsErased(index))
        {
            // PM0075, 2.3.5 names WRPRTERR; F103 silicon shows PGERR (ST community, thread 26886).
            ReportProgrammingError();
            return;
        }

        bool wasOpening = options.OpensReadProtection;
        options.Program(index, value);
        if (options.OpensReadProtection && !wasOpening)
        {
            EraseCells(0, flash.PageErases.Length);
            Begin(MassEraseTime + HalfWordTime, flash.Bytes);
        }
        else
        {
            Begin(HalfWordTime, options.Cells.Slice(2 * index, 2));
        }
    }

    /// <summary>A reset in the middle of an operation: what the cells hold then, nobody knows (PM0075, 2.3.1).</summary>
    public void Reset()
    {
        if (IsBusy)
        {
            violations.Add("reset while busy");
            foreach (ref byte cell in _beingChanged.Span)
            {
                cell = _noise.NextByte();
            }
        }

        BusyUntil = time.Now;
        _beingChanged = default;
        _status = 0;
    }

    /// <summary>Write protection is for everybody; read protection keeps out all but the program (PM0075, 2.4.1).</summary>
    private bool Refuses(int page, BusMaster master, string what)
    {
        bool isStranger = options.IsReadProtected && master != BusMaster.Program;
        bool refuses = isStranger || options.IsWriteProtected(page);
        if (refuses)
        {
            violations.Add($"{what}, which is {(isStranger ? "read" : "write")} protected");
            _status |= SrWriteProtectionError;
        }

        return refuses;
    }

    private void EraseCells(int first, int count)
    {
        for (int page = first; page < first + count; page++)
        {
            flash.ErasePage(page);
        }
    }

    private void Begin(TimeSpan duration, Memory<byte> cells)
    {
        _beingChanged = cells;
        BusyUntil = BusyForever ? TimeSpan.MaxValue : time.Now + duration;
    }
}
