using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Lays memory out in blocks for one dialect, and keeps book of where the programmer's address counter and the chip's
/// extended address stand, so that neither is sent when it is there already.
/// </summary>
internal sealed class Stk500v1Blocks(Stk500v1Dialect dialect, AvrPart part)
{
    /// <summary>Words that a 16-bit address reaches.</summary>
    private const uint SegmentWords = 0x10000;

    /// <summary>Bytes of READ_PAGE, LOAD_ADDRESS and UNIVERSAL on the wire.</summary>
    private const int ReadRequest = 5, AddressRequest = 4, UniversalRequest = 6;

    /// <summary>The programmer's address counter; null where it is not known.</summary>
    private uint? _counter;

    /// <summary>The chip's extended address byte; null where it is not known.</summary>
    private int? _segment;

    /// <summary>Largest block that may be written at once, in bytes.</summary>
    public int WriteSize(AvrMemory memory) => memory == AvrMemory.Flash && !dialect.SplitsBlocksIntoPages
        ? part.Flash.PageSize
        : dialect.BlockSize;

    /// <summary>Bytes that the reads fetch which the programmer can hold at once.</summary>
    public int ReadSize(AvrMemory memory)
    {
        int blocks = CountsOn(memory)
            ? (dialect.QueueBytes - UniversalRequest - AddressRequest) / ReadRequest
            : dialect.QueueBytes / (AddressRequest + ReadRequest);
        return blocks * dialect.BlockSize;
    }

    /// <summary>Bytes from an address to where the extended address changes.</summary>
    public static int LeftInSegment(uint address) => (int)((2 * SegmentWords) - (address % (2 * SegmentWords)));

    /// <summary>After a cut exchange nothing is known: the next command loads its addresses again.</summary>
    public void Forget()
    {
        _counter = null;
        _segment = null;
    }

    /// <summary>The commands that read <paramref name="length"/> bytes, all within one segment.</summary>
    public List<Stk500v1Command> Read(AvrMemory memory, uint address, int length)
    {
        List<Stk500v1Command> commands = [.. Segment(memory, address)];
        uint? counter = _counter;
        for (int done = 0; done < length; done += dialect.BlockSize)
        {
            int count = Math.Min(dialect.BlockSize, length - done);
            uint wordAddress = WordAddress(memory, address + (uint)done);
            commands.AddRange(Address(counter, wordAddress));
            commands.Add(Stk500v1Command.ReadPage(memory, count));
            counter = After(memory, wordAddress, count);
        }

        return commands;
    }

    /// <summary>The commands that write one block.</summary>
    public List<Stk500v1Command> Write(AvrMemory memory, uint address, byte[] block)
    {
        TimeSpan writing = memory == AvrMemory.Eeprom ? part.EepromWriteTime * block.Length : TimeSpan.Zero;
        return
        [
            .. Segment(memory, address),
            .. Address(_counter, WordAddress(memory, address)),
            Stk500v1Command.ProgramPage(memory, block, writing),
        ];
    }

    /// <summary>Takes note that blocks have been moved.</summary>
    public void Moved(AvrMemory memory, uint address, int length)
    {
        _counter = After(memory, WordAddress(memory, address), length);
        _segment = memory == AvrMemory.Flash ? IspInstructions.SegmentOf(address) : _segment;
    }

    private bool CountsOn(AvrMemory memory) => memory == AvrMemory.Flash && dialect.AutoIncrements;

    private IEnumerable<Stk500v1Command> Segment(AvrMemory memory, uint address)
    {
        int segment = IspInstructions.SegmentOf(address);
        bool needed = memory == AvrMemory.Flash && part.HasExtendedAddress && _segment != segment;
        return needed && !dialect.IsBootloader
            ? [Stk500v1Command.Universal(IspInstructions.LoadExtendedAddress(segment))]
            : [];
    }

    private static IEnumerable<Stk500v1Command> Address(uint? counter, uint wordAddress) =>
        counter == wordAddress ? [] : [Stk500v1Command.LoadAddress(wordAddress)];

    /// <summary>The counter behind a block; unknown where it wraps, for not every sketch counts in 16 bits.</summary>
    private uint? After(AvrMemory memory, uint wordAddress, int length)
    {
        uint next = wordAddress + ((uint)length / 2);
        return CountsOn(memory) && next % SegmentWords != 0 ? next : null;
    }

    private uint WordAddress(AvrMemory memory, uint address) =>
        memory == AvrMemory.Flash ? address / 2 : address / (uint)dialect.EepromAddressUnit;
}
