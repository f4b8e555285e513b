using IspRecipes.Devices;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps;

/// <summary>Reading what is to be kept: neither the serial line nor SPI has a checksum, so one reading proves nothing.</summary>
internal static class MemoryReads
{
    /// <param name="target">The chip.</param>
    /// <param name="memory">Which memory.</param>
    /// <param name="address">Byte address of the first byte.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="done">Told the bytes done, of <paramref name="length"/>.</param>
    /// <param name="cancel">Asked between blocks.</param>
    /// <exception cref="TargetException">Two readings differ (ISP6015: memory, address).</exception>
    public static byte[] ReadTwice(
        this AvrTarget target,
        AvrMemory memory,
        uint address,
        int length,
        Action<long>? done = null,
        CancellationToken cancel = default)
    {
        byte[] first = new byte[length];
        byte[] second = new byte[length];
        target.Read(memory, address, first, read => done?.Invoke(read / 2), cancel);
        target.Read(memory, address, second, read => done?.Invoke((length + read) / 2), cancel);
        int same = first.AsSpan().CommonPrefixLength(second);
        return same == length
            ? first
            : throw new TargetException(FaultCode.MemoryReadUnstable, MemoryNames.Of(memory), address + (uint)same);
    }
}
