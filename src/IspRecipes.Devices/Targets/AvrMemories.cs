using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>Flash and EEPROM of a chip in programming mode, block by block, so that a job can be followed and cancelled.</summary>
internal sealed class AvrMemories(IspProgrammer programmer)
{
    /// <summary>Writes whole pages in a row.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address, on a page border.</param>
    /// <param name="bytes">A multiple of the page size.</param>
    /// <param name="done">Told the bytes done in this call, after each block.</param>
    /// <param name="cancel">Asked between blocks, when the chip is ready.</param>
    public void WritePages(
        AvrMemory memory,
        uint address,
        ReadOnlySpan<byte> bytes,
        Action<long>? done,
        CancellationToken cancel)
    {
        uint block = (uint)programmer.BytesPerWrite(memory);
        for (int offset = 0; offset < bytes.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            uint at = address + (uint)offset;
            int length = Math.Min(bytes.Length - offset, (int)(block - (at % block)));
            programmer.WritePages(memory, at, bytes.Slice(offset, length));
            offset += length;
            done?.Invoke(offset);
        }
    }

    /// <summary>Reads bytes in a row.</summary>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address of the first.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="done">Told the bytes done in this call, after each block.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public void Read(
        AvrMemory memory,
        uint address,
        Span<byte> into,
        Action<long>? done,
        CancellationToken cancel)
    {
        int block = programmer.BytesPerRead(memory);
        for (int offset = 0; offset < into.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            int length = Math.Min(into.Length - offset, block);
            programmer.Read(memory, address + (uint)offset, into.Slice(offset, length));
            offset += length;
            done?.Invoke(offset);
        }
    }

    /// <summary>Reads bytes back and compares all of them.</summary>
    /// <inheritdoc cref="Read"/>
    /// <param name="expected">What the chip should hold from <paramref name="address"/> on.</param>
    /// <exception cref="TargetException">
    /// They differ (ISP6006: memory, first address, expected, found, number of differing bytes).
    /// </exception>
    public void Verify(
        AvrMemory memory,
        uint address,
        ReadOnlySpan<byte> expected,
        Action<long>? done,
        CancellationToken cancel)
    {
        byte[] found = new byte[expected.Length];
        Read(memory, address, found, done, cancel);
        ReadBack.Compare(memory, address, expected, found);
    }
}
