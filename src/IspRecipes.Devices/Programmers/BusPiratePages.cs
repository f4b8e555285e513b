using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Flash pages as instructions for one command, with polls of RDY/BSY between them that last as long as the chip writes.
/// </summary>
/// <param name="part">The chip.</param>
/// <param name="sckHertz">SCK in hertz, or more than it is: what is slower only waits longer.</param>
internal sealed class BusPiratePages(AvrPart part, double sckHertz)
{
    /// <summary>More polls between two pages would take longer on the line than a turn of it, 22 ms.</summary>
    private const int MostPolls = 64;

    /// <summary>How many fit; one where the wait is better left to the clock, or the chip knows no polls.</summary>
    public int PerCommand
    {
        get
        {
            int page = sizeof(uint) * (part.Flash.PageSize + 1);
            return part.PollReady && Polls <= MostPolls
                ? 1 + ((BusPirateCommand.Buffer - page) / (page + (sizeof(uint) * Polls)))
                : 1;
        }
    }

    /// <summary>A tenth longer than the chip writes a page; gaps between bytes only add to that.</summary>
    private int Polls => (int)Math.Ceiling(1.1 * part.FlashWriteTime.TotalSeconds * sckHertz / 32);

    /// <summary>Ends with the write of the last page, whose time is not waited out.</summary>
    /// <param name="address">Byte address of the first page.</param>
    /// <param name="bytes">Whole pages, <see cref="PerCommand"/> at most.</param>
    public IReadOnlyList<uint> Instructions(uint address, ReadOnlySpan<byte> bytes)
    {
        List<uint> instructions = [];
        int pageSize = part.Flash.PageSize;
        for (int index = 0; index < bytes.Length; index++, address++)
        {
            if (index > 0 && index % pageSize == 0)
            {
                instructions.AddRange(Enumerable.Repeat(IspInstructions.PollReady, Polls));
            }

            instructions.Add(IspInstructions.LoadFlashPage(address, pageSize, bytes[index]));
            if (index % pageSize == pageSize - 1)
            {
                instructions.Add(IspInstructions.WriteFlashPage(address - (uint)(pageSize - 1)));
            }
        }

        return instructions;
    }
}
