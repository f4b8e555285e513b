using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>Which of an AVR's byte-addressed memories a verb means.</summary>
public enum AvrMemory
{
    Flash,
    Eeprom,
}

/// <summary>
/// A programmer that holds an AVR in RESET and talks SPI to it. One verb is mandatory, <see cref="Transfer"/>; the
/// others have defaults built on it, and a protocol overrides those it does faster. A verb returns when the chip is
/// ready again.
/// </summary>
public abstract class IspProgrammer : IDisposable
{
    /// <summary>What answered at the other end, for people: <c>ArduinoISP 1.18</c>. Known after <see cref="Open"/>.</summary>
    public virtual string Identity => "";

    /// <summary>Synchronises with the programmer and identifies it. The target is left alone.</summary>
    /// <exception cref="DeviceException">Silent, out of step, or not a programmer.</exception>
    public abstract void Open();

    /// <summary>Pulls RESET low and brings the chip into serial programming mode.</summary>
    /// <exception cref="TargetException">The chip does not answer (ISP6009).</exception>
    public abstract void EnterProgramming(AvrPart part);

    /// <summary>Ends programming mode and releases RESET. Safe to call at any time after <see cref="Open"/>.</summary>
    public abstract void LeaveProgramming();

    /// <summary>Shifts one SPI instruction out, first byte in the high bits, and returns the four bytes shifted in.</summary>
    public abstract uint Transfer(uint instruction);

    public abstract Signature ReadSignature();

    public abstract byte ReadFuse(FuseId fuse);

    /// <summary>Writes a fuse byte or the lock byte, all eight bits as given.</summary>
    public abstract void WriteFuse(FuseId fuse, byte value);

    public abstract byte ReadCalibration(int index);

    /// <summary>Erases flash, lock bits and, unless EESAVE is programmed, EEPROM.</summary>
    public abstract void EraseChip();

    /// <summary>Reads any number of bytes.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address of the first one.</param>
    /// <param name="into">Where they go.</param>
    public abstract void Read(AvrMemory memory, uint address, Span<byte> into);

    /// <summary>Writes whole pages, as many as fit into <paramref name="bytes"/>.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address, on a page border.</param>
    /// <param name="bytes">A multiple of the page size.</param>
    public abstract void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes);

    public abstract void Dispose();
}
