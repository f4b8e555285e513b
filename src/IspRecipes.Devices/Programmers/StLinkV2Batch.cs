using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Word accesses as the items of a batch. ST has not documented it; OpenOCD uses it (stlink_usb_misc_rw_segment). In wire
/// order: a byte for what each item is, filled up to a multiple of four; then its operand, 4 bytes each.
/// </summary>
internal static class StLinkV2Batch
{
    private const byte SetAddress = 1, Write = 2, Read = 3, SelectAccessPort = 5;

    /// <summary>A read is an item, a write two: its address, its value.</summary>
    private static int ItemsFor(WordAccess access) => access.IsWrite ? 2 : 1;

    /// <summary>How many accesses fit into one batch, and how many items they are; the first item selects access port 0.</summary>
    public static (int Accesses, int Items) Measure(ReadOnlySpan<WordAccess> accesses, int longest)
    {
        int count = 0, items = 1;
        while (count < accesses.Length && items + ItemsFor(accesses[count]) <= longest)
        {
            items += ItemsFor(accesses[count++]);
        }

        return (count, items);
    }

    /// <summary>What is sent for these accesses.</summary>
    public static byte[] Pack(ReadOnlySpan<WordAccess> accesses, int items)
    {
        int operands = (items + 3) / 4 * 4;
        byte[] data = new byte[operands + (4 * items)];
        int item = 0;
        Add(SelectAccessPort, 0);
        foreach (WordAccess access in accesses)
        {
            Add(access.IsWrite ? SetAddress : Read, access.Address);
            if (access.IsWrite)
            {
                Add(Write, access.Value);
            }
        }

        return data;

        void Add(byte what, uint operand)
        {
            data[item] = what;
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(operands + (4 * item)), operand);
            item++;
        }
    }

    /// <summary>The statuses of each access: those of its items, the first that is not "done" counting; and what was read.</summary>
    /// <param name="answer">Values, then statuses.</param>
    /// <param name="items">How many.</param>
    /// <param name="accesses">As they were packed; what was read is put in.</param>
    /// <returns>A status for each access.</returns>
    public static byte[] Unpack(byte[] answer, int items, Span<WordAccess> accesses)
    {
        byte[] statuses = new byte[accesses.Length];
        int item = 1;
        for (int index = 0; index < accesses.Length; index++)
        {
            byte status = StatusOf(item);
            if (accesses[index].IsWrite)
            {
                item++;
                status = StLinkV2Statuses.Meaning(status) == StLinkV2Status.Done ? StatusOf(item) : status;
            }
            else
            {
                accesses[index].Value = BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(4 * item));
            }

            statuses[index] = status;
            item++;
        }

        return statuses;

        byte StatusOf(int item) => answer[4 * (items + item)];
    }
}
