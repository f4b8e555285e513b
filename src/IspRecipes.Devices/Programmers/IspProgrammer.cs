using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// A programmer that holds an AVR in RESET and talks SPI to it. One verb is mandatory, <see cref="Transfer(uint)"/>;
/// the others have defaults built on it, and a protocol overrides those it does faster. A verb returns when the chip
/// is ready again.
/// </summary>
/// <param name="clock">The bench's clock; every wait goes through it.</param>
public abstract class IspProgrammer(IClock clock) : IDisposable
{
    /// <summary>Longest a chip may stay busy beyond the time its datasheet gives for a write or an erase.</summary>
    protected static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two polls of RDY/BSY.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    private AvrPart? _part;

    private int? _segment;

    /// <summary>What answered at the other end, for people: <c>ArduinoISP 1.18</c>. Known after <see cref="Open"/>.</summary>
    public virtual string Identity => "";

    /// <summary>What was noticed on the way and did not stop the run; the engine shows each as a warning.</summary>
    public virtual IReadOnlyList<Fault> Notices => [];

    /// <summary>How often an exchange had to be repeated: what was garbled on the way may have been taken for something else.</summary>
    public virtual int Repeats => 0;

    /// <summary>SCK in hertz, as it was set; null where it was not, or the programmer does not let it be set.</summary>
    public virtual double? SckHertz => null;

    protected internal IClock Clock => clock;

    /// <summary>The part in programming mode.</summary>
    protected AvrPart Part =>
        _part ?? throw new InvalidOperationException("the chip is not in programming mode; EnterProgramming comes first");

    /// <summary>Synchronises with the programmer and identifies it. The target is left alone.</summary>
    /// <exception cref="DeviceException">Silent, out of step, or not a programmer.</exception>
    public abstract void Open();

    /// <summary>
    /// Sets SCK, from the next <see cref="EnterProgramming"/> on at the latest: the fastest that the programmer has and
    /// that is not above <paramref name="hertz"/>. Only for a programmer whose catalogue row says that it can.
    /// </summary>
    public virtual void SetBitClock(double hertz) =>
        throw new NotSupportedException($"{GetType().Name} has one SCK and no other");

    /// <summary>
    /// What it feeds to the target; before <see cref="Open"/>. Only for a programmer whose catalogue row says that it can.
    /// </summary>
    /// <param name="power">Its supply, on or off.</param>
    /// <param name="pullUps">Pins that only pull low, against pull-ups to the target's voltage; else they drive both ways.</param>
    public virtual void SetSupply(bool power, bool pullUps) =>
        throw new NotSupportedException($"{GetType().Name} cannot switch a supply");

    /// <summary>Pulls RESET low and brings the chip into serial programming mode. An override calls this first.</summary>
    /// <exception cref="TargetException">The chip does not answer (ISP6009).</exception>
    public virtual void EnterProgramming(AvrPart part)
    {
        _part = part;
        _segment = null;
    }

    /// <summary>Ends programming mode and releases RESET. Safe to call at any time after <see cref="Open"/>.</summary>
    public abstract void LeaveProgramming();

    /// <summary>Shifts one SPI instruction out, first byte in the high bits, and returns the four bytes shifted in.</summary>
    /// <returns>At least the last byte, the one that carries the answer; a protocol that shows no more leaves 0.</returns>
    public abstract uint Transfer(uint instruction);

    /// <summary>Shifts instructions whose answers do not matter, in order.</summary>
    protected virtual void TransferAll(ReadOnlySpan<uint> instructions)
    {
        foreach (uint instruction in instructions)
        {
            Transfer(instruction);
        }
    }

    public virtual Signature ReadSignature() => new(
        (byte)Transfer(IspInstructions.ReadSignature(0)),
        (byte)Transfer(IspInstructions.ReadSignature(1)),
        (byte)Transfer(IspInstructions.ReadSignature(2)));

    public virtual byte ReadFuse(FuseId fuse) => (byte)Transfer(IspInstructions.ReadFuse(fuse));

    /// <summary>Writes a fuse byte or the lock byte, all eight bits as given.</summary>
    public virtual void WriteFuse(FuseId fuse, byte value)
    {
        Transfer(IspInstructions.WriteFuse(fuse, value));
        WaitUntilReady(Part.FuseWriteTime);
    }

    public virtual byte ReadCalibration(int index) => (byte)Transfer(IspInstructions.ReadCalibration(index));

    /// <summary>Erases flash, lock bits and, unless EESAVE is programmed, EEPROM.</summary>
    public virtual void EraseChip()
    {
        Transfer(IspInstructions.ChipErase);
        WaitUntilReady(Part.ChipEraseTime);
    }

    /// <summary>Most bytes worth asking for in one <see cref="Read"/>: what one turn of the link carries.</summary>
    public virtual int BytesPerRead(AvrMemory memory) => 256;

    /// <summary>Most bytes worth giving to one <see cref="WritePages"/>: of flash, whole pages.</summary>
    public virtual int BytesPerWrite(AvrMemory memory) => Part.Region(memory).PageSize;

    /// <summary>
    /// Bytes of EEPROM that are written together, a page: one that differs costs all of them. 1 where bytes are written one
    /// by one, and any run of them is taken.
    /// </summary>
    public virtual int EepromUnit => Part.Eeprom.PageSize;

    /// <summary>Reads any number of bytes.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address of the first one.</param>
    /// <param name="into">Where they go.</param>
    public virtual void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        for (int index = 0; index < into.Length; index++, address++)
        {
            if (memory == AvrMemory.Flash)
            {
                SelectSegment(address);
            }

            into[index] = (byte)Transfer(memory == AvrMemory.Flash
                ? IspInstructions.ReadFlash(address)
                : IspInstructions.ReadEeprom(address));
        }
    }

    /// <summary>Writes whole pages, as many as fit into <paramref name="bytes"/>.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address, on a page border; in EEPROM on a border of <see cref="EepromUnit"/>.</param>
    /// <param name="bytes">A multiple of the page size; in EEPROM of <see cref="EepromUnit"/>.</param>
    public virtual void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        int pageSize = Part.Region(memory).PageSize;
        for (int done = 0; done < bytes.Length; done += pageSize)
        {
            ReadOnlySpan<byte> page = bytes.Slice(done, pageSize);
            if (memory == AvrMemory.Flash)
            {
                WriteFlashPage(address + (uint)done, page);
            }
            else if (Part.EepromPages)
            {
                WriteEepromPage(address + (uint)done, page);
            }
            else
            {
                WriteEepromBytes(address + (uint)done, page);
            }
        }
    }

    public abstract void Dispose();

    /// <summary>
    /// Waits out a busy time, then asks the chip until it says it is ready: for the operations that come once in a
    /// run, where one more question costs nothing and a chip slower than its datasheet is found at once.
    /// </summary>
    /// <exception cref="TargetException">Still busy a second later (ISP6011: seconds waited).</exception>
    protected void WaitUntilReady(TimeSpan time)
    {
        clock.Wait(time);
        if (!Part.PollReady)
        {
            return;
        }

        TimeSpan deadline = clock.Now + BusyLimit;
        while ((Transfer(IspInstructions.PollReady) & 1) != 0)
        {
            if (clock.Now >= deadline)
            {
                throw new TargetException(FaultCode.ChipBusy, (time + BusyLimit).TotalSeconds);
            }

            clock.Wait(PollInterval);
        }
    }

    /// <summary>Loads the extended address byte where another one is needed from here on.</summary>
    protected void SelectSegment(uint address)
    {
        int segment = IspInstructions.SegmentOf(address);
        if (Part.HasExtendedAddress && _segment != segment)
        {
            Transfer(IspInstructions.LoadExtendedAddress(segment));
            _segment = segment;
        }
    }

    private void WriteFlashPage(uint address, ReadOnlySpan<byte> page)
    {
        SelectSegment(address);
        uint[] instructions = new uint[page.Length + 1];
        for (int index = 0; index < page.Length; index++)
        {
            instructions[index] = IspInstructions.LoadFlashPage(address + (uint)index, page.Length, page[index]);
        }

        instructions[^1] = IspInstructions.WriteFlashPage(address);
        TransferAll(instructions);
        clock.Wait(Part.FlashWriteTime);
    }

    private void WriteEepromPage(uint address, ReadOnlySpan<byte> page)
    {
        uint[] instructions = new uint[page.Length + 1];
        for (int index = 0; index < page.Length; index++)
        {
            instructions[index] = IspInstructions.LoadEepromPage(address + (uint)index, page.Length, page[index]);
        }

        instructions[^1] = IspInstructions.WriteEepromPage(address);
        TransferAll(instructions);
        // No poll: the datasheet's time is the worst case, and on a serial line a poll costs as much as half the wait.
        clock.Wait(Part.EepromWriteTime);
    }

    private void WriteEepromBytes(uint address, ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            Transfer(IspInstructions.WriteEeprom(address + (uint)index, bytes[index]));
            clock.Wait(Part.EepromWriteTime);
        }
    }
}
