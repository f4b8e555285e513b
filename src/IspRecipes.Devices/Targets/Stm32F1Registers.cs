using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// The registers of one bank's flash controller as the probe works them, one command after the other (PM0075, 2.3 and 3; RM0091
/// and RM0316, embedded flash memory).
/// </summary>
/// <param name="probe">Way to the chip, whose core is halted.</param>
/// <param name="address">Of FLASH_ACR, or where the second bank's would be.</param>
internal sealed class Stm32F1Registers(ISwdProbe probe, uint address)
{
    public const uint Obr = 0x1C;
    public const uint Wrpr = 0x20;

    public const uint Program = 0x01; // PG
    public const uint ErasePage = 0x02; // PER
    public const uint EraseAll = 0x04; // MER
    public const uint ProgramOptions = 0x210; // OPTWRE, OPTPG
    public const uint EraseOptions = 0x220; // OPTWRE, OPTER
    public const uint LaunchOptions = 0x2200; // OPTWRE, OBL_LAUNCH
    public const uint Start = 0x40; // STRT

    public const uint ProgramError = 0x04; // PGERR
    public const uint WriteProtectError = 0x10; // WRPRTERR

    private const uint Keyr = 0x04;
    private const uint OptKeyr = 0x08;
    private const uint Sr = 0x0C;
    private const uint Cr = 0x10;
    private const uint Ar = 0x14;

    private const uint Busy = 0x01;
    private const uint Errors = ProgramError | WriteProtectError;
    private const uint Clear = 0x34; // EOP, WRPRTERR, PGERR
    private const uint Locked = 0x80;
    private const uint Key1 = 0x45670123;
    private const uint Key2 = 0xCDEF89AB;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Opens the controller, which every reset and the end of every job lock.</summary>
    /// <param name="options">The option bytes too.</param>
    /// <exception cref="TargetException">It stays locked (ISP6038).</exception>
    public void Unlock(bool options = false)
    {
        Span<WordAccess> turn =
        [
            Write(Keyr, Key1),
            Write(Keyr, Key2),
            Write(Sr, Clear),
            WordAccess.Read(address + Cr),
        ];
        probe.Exchange(turn);
        if ((turn[^1].Value & Locked) != 0)
        {
            throw new TargetException(FaultCode.FlashStaysLocked);
        }

        if (options)
        {
            probe.Exchange([Write(OptKeyr, Key1), Write(OptKeyr, Key2)]);
        }
    }

    public void Lock() => probe.WriteWord(address + Cr, Locked);

    public void Set(uint command) => probe.WriteWord(address + Cr, command);

    /// <summary>What <see cref="Set"/> would write.</summary>
    public WordAccess Command(uint command) => Write(Cr, command);

    /// <summary>Starts an erase and waits until it is done.</summary>
    /// <param name="command">What is erased.</param>
    /// <param name="page">Address of the page; null for all, or the option bytes.</param>
    /// <param name="predicted">Before the first look.</param>
    /// <param name="longest">From the start.</param>
    /// <returns>The error bits of FLASH_SR.</returns>
    public uint Erase(uint command, uint? page, TimeSpan predicted, TimeSpan longest)
    {
        // Not in one turn: a probe may go on behind an access that the chip asked time for, and the page before would be erased.
        Set(command);
        if (page is uint start)
        {
            probe.WriteWord(address + Ar, start);
        }

        Set(command | Start);
        probe.Clock.Wait(predicted);
        return AwaitReady(longest - predicted);
    }

    /// <summary>Waits until the controller is ready.</summary>
    /// <returns>The error bits of FLASH_SR.</returns>
    /// <exception cref="TargetException">Still busy (ISP6011: seconds).</exception>
    public uint AwaitReady(TimeSpan longest)
    {
        TimeSpan deadline = probe.Clock.Now + longest;
        while (true)
        {
            uint status = probe.ReadWord(address + Sr);
            if ((status & Busy) == 0)
            {
                return status & Errors;
            }

            if (probe.Clock.Now >= deadline)
            {
                throw new TargetException(FaultCode.ChipBusy, longest.TotalSeconds);
            }

            probe.Clock.Wait(Pause);
        }
    }

    /// <summary>Throws what the error bits of FLASH_SR mean.</summary>
    /// <param name="errors">0 for none.</param>
    /// <param name="where">What was worked on.</param>
    /// <exception cref="TargetException">Write protected (ISP6036: pages), or refused (ISP6037: where, address).</exception>
    public static void Check(uint errors, MemoryRegion where)
    {
        if ((errors & WriteProtectError) != 0)
        {
            throw new TargetException(FaultCode.FlashWriteProtected, (object)new[] { where.Name }) { Address = where.Start };
        }

        if (errors != 0)
        {
            throw new TargetException(FaultCode.ProgrammingFailed, where.Name, where.Start) { Address = where.Start };
        }
    }

    private WordAccess Write(uint register, uint value) => WordAccess.Write(address + register, value);
}
