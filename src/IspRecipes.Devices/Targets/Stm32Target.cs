using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// A live STM32 at the end of a probe: what it is, whether it is protected, and how its flash and option bytes are changed.
/// From <see cref="Connect"/> to <see cref="Leave"/>; disposed without that, it waits out what the flash is doing, sets the
/// core running and ends the session quietly, so that the failure that ended the job stays the one that is told.
/// </summary>
public sealed class Stm32Target : IDisposable
{
    /// <summary>What the chip is taken for; after <see cref="Identify"/> with the flash size that counts.</summary>
    public Stm32Part Part => throw new NotImplementedException();

    /// <summary>What was noticed and did not stop the run: a clone, no NRST wire, a size register that says nothing.</summary>
    public IReadOnlyList<Fault> Notices => throw new NotImplementedException();

    /// <summary>How often something had to be sent again.</summary>
    public int Repeats => throw new NotImplementedException();

    /// <summary>Connects without halting or resetting; under reset where <paramref name="request"/> says so, or nothing else helps.</summary>
    /// <param name="probe">Opened by the caller, and closed by the caller.</param>
    public static Stm32Target Connect(ISwdProbe probe, Stm32Connection request) => throw new NotImplementedException();

    /// <summary>Finds out what chip it is, and compares it with the part that is expected, where one is.</summary>
    public Stm32Identity Identify() => throw new NotImplementedException();

    /// <summary>The option bytes that act now, as FLASH_OBR and FLASH_WRPR hold them; readable under protection.</summary>
    public OptionBytes ReadOptions() => throw new NotImplementedException();

    /// <summary>0 for none; 1, and 2 where the family has such a level.</summary>
    public int ReadProtectionLevel => throw new NotImplementedException();

    /// <summary>Where the write protection that acts now stands in the way of writing this range; empty where it does not.</summary>
    /// <returns>Stretches of whole pages in ascending order, named for people: <c>pages 0 to 3</c>.</returns>
    public IReadOnlyList<MemoryRegion> WriteProtected(uint address, int length) => throw new NotImplementedException();

    /// <summary>Reads memory: flash, SRAM, registers.</summary>
    /// <param name="done">Told bytes done so far.</param>
    public void Read(uint address, Span<byte> into, Action<long>? done = null, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Lifts read protection, which erases all of the flash; the other option bytes keep what they hold, but WRP, which is lifted too.</summary>
    /// <exception cref="TargetException">Still protected after a reset: a power cycle is needed.</exception>
    public void LiftReadProtection() => throw new NotImplementedException();

    /// <summary>Erases all of the flash.</summary>
    public void EraseFlash() => throw new NotImplementedException();

    /// <summary>
    /// Makes flash hold these bytes. A page that holds them already is neither erased nor written; bytes of a page beside the
    /// range keep what they are.
    /// </summary>
    /// <param name="address">Any address in flash.</param>
    /// <param name="bytes">Up to the end of flash.</param>
    /// <returns>How many pages were erased or written.</returns>
    public int Write(uint address, ReadOnlySpan<byte> bytes, Action<long>? done = null, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Reads flash back and compares.</summary>
    /// <exception cref="TargetException">ISP6006, with the first address that differs.</exception>
    public void Verify(uint address, ReadOnlySpan<byte> expected, Action<long>? done = null, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Erases the option bytes and writes all of them, in an order that never leaves a chip protected that shall not be, and
    /// reads them back. They act from the next reset on. Not to be interrupted.
    /// </summary>
    public void WriteOptions(OptionBytes wanted) => throw new NotImplementedException();

    /// <summary>Resets the chip, which loads the option bytes, and holds its core before the first instruction.</summary>
    public void ResetAndHalt() => throw new NotImplementedException();

    /// <summary>Resets the chip if it was halted or changed, lets it run, and ends the session with debug off.</summary>
    public void Leave() => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
