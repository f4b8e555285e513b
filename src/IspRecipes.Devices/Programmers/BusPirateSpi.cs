using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Raw SPI mode at one SCK: how a target's instructions go over the line, as many to a command as the firmware takes.
/// </summary>
/// <param name="line">In raw SPI mode.</param>
/// <param name="firmware">Which commands it has.</param>
/// <param name="sckHertz">SCK in hertz, or more than it is: what is slower is only waited for longer.</param>
internal sealed class BusPirateSpi(BusPirateLine line, BusPirateFirmware firmware, double sckHertz)
{
    /// <summary>
    /// Below it a byte takes the SPI longer than the line at 115200 baud, and firmware that does not buffer (v8) loses
    /// what comes: one instruction at a time then, which its receiver holds.
    /// </summary>
    private const double FastestThatStarves = 115200.0 / 10 * 8;

    /// <summary>Whether a command may hold as many instructions as fit, at this SCK.</summary>
    public bool Streams => KeepsUp && firmware.WritesThenReads;

    /// <summary>Whether commands may be longer than its receiver holds.</summary>
    private bool KeepsUp => sckHertz >= FastestThatStarves;

    private int InstructionsPerExchange => KeepsUp ? BusPirateCommand.ExchangeLimit / sizeof(uint) : 1;

    public uint Transfer(uint instruction) => BinaryPrimitives.ReadUInt32BigEndian(Exchange([instruction]));

    /// <summary>Of the instructions of a page the last one's fourth byte says nothing, whatever the firmware puts there.</summary>
    public void TransferAll(uint[] instructions)
    {
        if (Streams)
        {
            Stream(instructions);
            return;
        }

        foreach (uint[] some in instructions.Chunk(InstructionsPerExchange))
        {
            Exchange(some);
        }
    }

    /// <summary>A byte from each of some instructions, as many at a time as it takes.</summary>
    /// <param name="into">The fourth byte of each answer.</param>
    /// <param name="instruction">Given its index.</param>
    public void Ask(Span<byte> into, Func<int, uint> instruction)
    {
        for (int done = 0; done < into.Length; done += InstructionsPerExchange)
        {
            int count = Math.Min(InstructionsPerExchange, into.Length - done);
            byte[] answer = Exchange([.. Enumerable.Range(done, count).Select(instruction)]);
            for (int index = 0; index < count; index++)
            {
                into[done + index] = answer[(index * sizeof(uint)) + 3];
            }
        }
    }

    /// <summary>
    /// Instructions in one command. One byte is always read, in place of the last: builds of 2019 to 2024 answer nothing
    /// at all where nothing is read.
    /// </summary>
    public void Stream(IReadOnlyList<uint> instructions)
    {
        byte[] bytes = Bytes(instructions);
        line.Get(BusPirateCommand.WriteThenRead(bytes.AsSpan(..^1), read: 1), 1, TwiceTheTimeOf(instructions.Count));
    }

    /// <summary>A block of flash by one command, for which the firmware makes an instruction a byte.</summary>
    public void ReadFlash(int wordAddress, Span<byte> into)
    {
        byte[] command = BusPirateCommand.ReadFlash(wordAddress, into.Length);
        line.Get(command, into.Length, TwiceTheTimeOf(into.Length), confirmations: 2).CopyTo(into);
    }

    private TimeSpan TwiceTheTimeOf(int instructions) => TimeSpan.FromSeconds(2 * instructions * 32 / sckHertz);

    private byte[] Exchange(IReadOnlyList<uint> instructions)
    {
        byte[] bytes = Bytes(instructions);
        return line.Get(BusPirateCommand.Exchange(bytes), bytes.Length);
    }

    private static byte[] Bytes(IReadOnlyList<uint> instructions)
    {
        byte[] bytes = new byte[instructions.Count * sizeof(uint)];
        for (int index = 0; index < instructions.Count; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(index * sizeof(uint)), instructions[index]);
        }

        return bytes;
    }
}
