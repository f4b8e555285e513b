using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>Memory of the chip, by the commands of an ST-Link that cost least.</summary>
internal sealed class StLinkV2Memory(StLinkV2Debug debug, StLinkV2Line line)
{
    private const int WordSize = 4;

    /// <summary>A batch is two commands and four transfers, as two single accesses are.</summary>
    private const int WorthBatching = 3;

    private bool _portIsOpen;

    /// <summary>The debug session has ended, and with it what was set up for batches.</summary>
    public void Forget() => _portIsOpen = false;

    public void Read(uint address, Span<byte> into)
    {
        (int head, int words) = Divide(address, into.Length);
        ReadBytes(address, into[..head]);
        for (int at = head; at < head + words;)
        {
            Span<byte> block = into.Slice(at, Math.Min(StLinkV2Command.LongestData, head + words - at));
            ReadWords(address + (uint)at, block);
            at += block.Length;
        }

        ReadBytes(address + (uint)(head + words), into[(head + words)..]);
    }

    public void Write(uint address, ReadOnlySpan<byte> bytes)
    {
        (int head, int words) = Divide(address, bytes.Length);
        WriteBytes(address, bytes[..head]);
        for (int at = head; at < head + words;)
        {
            ReadOnlySpan<byte> block = bytes.Slice(at, Math.Min(StLinkV2Command.LongestData, head + words - at));
            WriteWords(address + (uint)at, block);
            at += block.Length;
        }

        WriteBytes(address + (uint)(head + words), bytes[(head + words)..]);
    }

    public uint ReadWord(uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(debug.Ask(StLinkV2Command.ReadWord(address)).AsSpan(4));

    public void WriteWord(uint address, uint value) => debug.Ask(StLinkV2Command.WriteWord(address, value));

    public void WriteHalfWord(uint address, ushort value) =>
        debug.Write(StLinkV2Command.WriteMemory(address, 2, width: 2), [(byte)value, (byte)(value >> 8)]);

    public void Exchange(Span<WordAccess> accesses)
    {
        while (debug.Firmware.Batches && accesses.Length >= WorthBatching)
        {
            (int count, int items) = StLinkV2Batch.Measure(accesses, debug.Firmware.LongestBatch);
            Batch(accesses[..count], items);
            accesses = accesses[count..];
        }

        foreach (ref WordAccess access in accesses)
        {
            Do(ref access);
        }
    }

    /// <summary>Bytes before the first whole word, and bytes in whole words; without any, all are before.</summary>
    private static (int Head, int Words) Divide(uint address, int length)
    {
        int head = Math.Min((int)((WordSize - (address % WordSize)) % WordSize), length);
        int words = (length - head) / WordSize * WordSize;
        return words > 0 ? (head, words) : (length, 0);
    }

    /// <summary>At most six bytes, far below what a probe takes.</summary>
    private void ReadBytes(uint address, Span<byte> into)
    {
        if (!into.IsEmpty)
        {
            debug.Read(StLinkV2Command.ReadMemory(address, into.Length, words: false), into);
        }
    }

    private void WriteBytes(uint address, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            debug.Write(StLinkV2Command.WriteMemory(address, bytes.Length, width: 1), bytes);
        }
    }

    /// <summary>A single word has a command whose answer carries its status.</summary>
    private void ReadWords(uint address, Span<byte> into)
    {
        if (into.Length == WordSize)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(into, ReadWord(address));
        }
        else
        {
            debug.Read(StLinkV2Command.ReadMemory(address, into.Length, words: true), into);
        }
    }

    private void WriteWords(uint address, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == WordSize)
        {
            WriteWord(address, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        }
        else
        {
            debug.Write(StLinkV2Command.WriteMemory(address, bytes.Length, width: WordSize), bytes);
        }
    }

    private void Do(ref WordAccess access)
    {
        if (access.IsWrite)
        {
            WriteWord(access.Address, access.Value);
        }
        else
        {
            access.Value = ReadWord(access.Address);
        }
    }

    /// <summary>
    /// One turn. What the chip asked time for is done again, alone and in order: whether the probe went on behind it, each
    /// access's own status tells.
    /// </summary>
    private void Batch(Span<WordAccess> accesses, int items)
    {
        if (!_portIsOpen && debug.Firmware.OpensAccessPorts)
        {
            debug.Ask(StLinkV2Command.OpenAccessPort);
            _portIsOpen = true;
        }

        line.Exchange(StLinkV2Command.SendBatch(items), StLinkV2Batch.Pack(accesses, items), []);
        byte[] answer = line.Ask(StLinkV2Command.FetchBatch(items));
        byte[] statuses = StLinkV2Batch.Unpack(answer, items, accesses);
        for (int index = 0; index < accesses.Length; index++)
        {
            switch (StLinkV2Statuses.Meaning(statuses[index]))
            {
                case StLinkV2Status.Done:
                    break;
                case StLinkV2Status.Wait:
                    debug.CountRepeat();
                    Do(ref accesses[index]);
                    break;
                default:
                    throw debug.Failure(CommandFor(accesses[index]), [statuses[index]]);
            }
        }
    }

    /// <summary>The command that does alone what an item of a batch did.</summary>
    private static StLinkV2Command CommandFor(WordAccess access) => access.IsWrite
        ? StLinkV2Command.WriteWord(access.Address, access.Value)
        : StLinkV2Command.ReadWord(access.Address);
}
