using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>Blocks of a memory as commands of STK500v2, each with its address where the programmer's is not there already.</summary>
/// <param name="part">The chip.</param>
/// <param name="sckHertz">SCK in hertz; null where it is the programmer's own.</param>
internal sealed class Stk500v2Blocks(AvrPart part, double? sckHertz)
{
    /// <summary>Bytes of a block that a chip writes one by one: 9 ms each, and a firmware's second must do.</summary>
    private const int ByteBlock = 32;

    /// <summary>Where the programmer's address stands; null where that is not known.</summary>
    private (AvrMemory Memory, uint Address)? _next;

    /// <summary>Most bytes in one answer.</summary>
    public int ReadSize => Fitting(Stk500v2Command.BlockSize, instructions: 1);

    public static int LeftInSegment(uint address) =>
        (int)(IspInstructions.SegmentLength - (address % IspInstructions.SegmentLength));

    /// <summary>Bytes that are written together: a page, or as many single ones as fit.</summary>
    public int WriteSize(AvrMemory memory) => memory == AvrMemory.Flash || part.EepromPages
        ? part.Region(memory).PageSize
        : Fitting(ByteBlock, instructions: 2);

    public Stk500v2Command[] Read(AvrMemory memory, uint address, int length) =>
        [.. AddressFor(memory, address), Stk500v2Command.Read(memory, length)];

    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address of the first.</param>
    /// <param name="bytes">As many as <see cref="WriteSize"/>; of EEPROM without pages fewer, too.</param>
    public Stk500v2Command[] Write(AvrMemory memory, uint address, byte[] bytes) =>
        [.. AddressFor(memory, address), .. memory == AvrMemory.Flash ? Flash(bytes) : [Eeprom(bytes)]];

    /// <summary>Blocks count the address on, but whether they load the next extended address byte is each firmware's own.</summary>
    public void Moved(AvrMemory memory, uint next) =>
        _next = next % IspInstructions.SegmentLength == 0 ? null : (memory, next);

    /// <summary>An exchange was cut: the address may stand anywhere.</summary>
    public void Forget() => _next = null;

    /// <summary>LOAD_ADDRESS, where the programmer's address is not there already.</summary>
    private Stk500v2Command[] AddressFor(AvrMemory memory, uint address)
    {
        bool flash = memory == AvrMemory.Flash;
        return _next == (memory, address)
            ? []
            : [Stk500v2Command.LoadAddress(flash ? address / 2 : address, flash && part.HasExtendedAddress)];
    }

    private IEnumerable<Stk500v2Command> Flash(byte[] page)
    {
        int length = Fitting(page.Length, instructions: 1);
        return Enumerable.Range(0, page.Length / length).Select(index => Stk500v2Command.WriteFlash(
            page.AsSpan(index * length, length), (index + 1) * length == page.Length, part.FlashWriteTime, part.PollReady));
    }

    private Stk500v2Command Eeprom(byte[] bytes) => part.EepromPages
        ? Stk500v2Command.WriteEepromPage(bytes, part.EepromWriteTime, part.PollReady)
        : Stk500v2Command.WriteEepromBytes(bytes, part.EepromWriteTime, part.PollReady);

    /// <summary>A power of two, so many that at a slow SCK a block takes half a second: LUFA ends a command after one.</summary>
    /// <param name="longest">A power of two.</param>
    /// <param name="instructions">Of 32 periods, for each byte.</param>
    private int Fitting(int longest, int instructions)
    {
        int fitting = longest;
        while (fitting > 2 && fitting * 32 * instructions > 0.5 * (sckHertz ?? double.MaxValue))
        {
            fitting /= 2;
        }

        return fitting;
    }
}
