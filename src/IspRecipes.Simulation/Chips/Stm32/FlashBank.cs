using static IspRecipes.Simulation.Chips.FlashRegisters;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The registers of the flash program and erase controller, of one bank, and the order in which they must be written
/// (PM0075, 2.3 and 3).
/// </summary>
internal sealed class FlashBank(
    Stm32Flash flash, Stm32Options options, FlashOperations operations, Violations violations)
{
    private readonly KeyHole _keys = new();
    private readonly KeyHole _optionKeys = new();
    private uint _control;
    private uint _address;

    /// <summary>First address of the bank.</summary>
    public required uint Start { get; init; }

    /// <summary>In bytes.</summary>
    public required uint Size { get; init; }

    public required bool HasOptionLaunch { get; init; }

    /// <summary>RCC_CR.HSION: program and erase need the internal oscillator (PM0075, 2.3).</summary>
    public required Func<bool> OscillatorRuns { get; init; }

    public FlashOperations Operations => operations;

    /// <summary>OBL_LAUNCH was written; whoever sees it resets the chip.</summary>
    public bool LaunchesOptions { get; private set; }

    private uint Control =>
        _control | (_keys.IsOpen ? 0 : CrLock) | (_optionKeys.IsOpen ? CrOptionWriteEnable : 0);

    public bool Contains(uint address) => address - Start < Size;

    public uint Read(uint offset) => offset switch
    {
        Sr => operations.Status,
        Cr => Control,
        Ar => _address,
        _ => 0,
    };

    /// <returns>False for a bus error.</returns>
    public bool TryWrite(uint offset, uint value, BusMaster master)
    {
        if (operations.IsBusy)
        {
            // PM0075, 3: registers cannot be written while BSY is set.
            violations.Add($"0x{value:X} written to FLASH register 0x{offset:X2} while busy");
            return true;
        }

        switch (offset)
        {
            case Keyr:
                return _keys.TryKey(value);
            case OptKeyr:
                return TryOptionKey(value);
            case Sr:
                operations.ClearStatus(value);
                return true;
            case Cr:
                WriteControl(value, master);
                return true;
            case Ar:
                _address = value;
                return true;
            default:
                return true;
        }
    }

    /// <summary>A store to a cell of the bank, which is how a half-word is programmed (PM0075, 2.3.3).</summary>
    /// <returns>False for a bus error.</returns>
    public bool TryProgram(uint address, int width, uint value, BusMaster master)
    {
        bool programs = (_control & CrProgram) != 0;
        if (programs && width == 2)
        {
            if (IsReady())
            {
                operations.Program(address, (ushort)value, master);
            }

            return true;
        }

        violations.Add($"{8 * width}-bit store to flash 0x{address:X8} with CR 0x{Control:X}");
        if (programs)
        {
            operations.ReportProgrammingError();
        }

        return false;
    }

    /// <summary>A store to an option byte: the low byte counts, the hardware adds the complement (PM0075, 2.3.5).</summary>
    /// <param name="index">Which option byte, in the order of their addresses.</param>
    /// <returns>False for a bus error.</returns>
    public bool TryProgramOption(int index, int width, byte value)
    {
        if ((_control & CrOptionProgram) == 0 || !MayChangeOptions || width != 2)
        {
            violations.Add($"{8 * width}-bit store to option byte {index} with CR 0x{Control:X}");
            return false;
        }

        if (IsReady())
        {
            operations.ProgramOption(index, value);
        }

        return true;
    }

    public void Reset()
    {
        operations.Reset();
        _keys.Reset();
        _optionKeys.Reset();
        _control = 0;
        _address = 0;
        LaunchesOptions = false;
    }

    /// <summary>At level 2 option bytes are fixed for ever (RM0091, read protection).</summary>
    private bool MayChangeOptions => _optionKeys.IsOpen && options.ReadProtectionLevel < 2;

    private bool TryOptionKey(uint key)
    {
        if (_keys.IsOpen)
        {
            return _optionKeys.TryKey(key);
        }

        violations.Add("FLASH_OPTKEYR written while locked");
        return true;
    }

    /// <summary>
    /// STRT begins what an earlier write has chosen, and clears itself. LOCK is only set, OPTWRE only cleared (PM0075, 3.5).
    /// </summary>
    private void WriteControl(uint value, BusMaster master)
    {
        if (!_keys.IsOpen)
        {
            if (value != CrLock)
            {
                violations.Add($"0x{value:X} written to FLASH_CR while locked");
            }

            return;
        }

        uint before = _control;
        _control = value & (CrOperations | CrInterrupts);
        if ((value & CrOptionWriteEnable) == 0)
        {
            _optionKeys.Close();
        }

        if ((value & CrStart) != 0)
        {
            Erase(before & _control & CrOperations, master);
        }

        if ((value & CrOptionLaunch) != 0)
        {
            Launch();
        }

        if ((value & CrLock) != 0)
        {
            _keys.Close();
        }
    }

    private void Erase(uint chosen, BusMaster master)
    {
        if (!IsReady())
        {
            return;
        }

        switch (chosen)
        {
            case CrPageErase when Contains(_address):
                operations.ErasePages(flash.PageOf(_address), 1, FlashOperations.PageEraseTime, master);
                break;
            case CrMassErase:
                int pages = (int)Size / flash.PageSize;
                operations.ErasePages(flash.PageOf(Start), pages, FlashOperations.MassEraseTime, master);
                break;
            case CrOptionErase when MayChangeOptions:
                operations.EraseOptions();
                break;
            default:
                violations.Add($"STRT after CR 0x{chosen:X}, with AR 0x{_address:X8}");
                break;
        }
    }

    private void Launch()
    {
        LaunchesOptions = HasOptionLaunch;
        if (!HasOptionLaunch)
        {
            violations.Add("OBL_LAUNCH, which this chip has not");
        }
    }

    private bool IsReady()
    {
        bool ready = OscillatorRuns();
        if (!ready)
        {
            violations.Add("flash operation with HSI off");
        }

        return ready;
    }
}
