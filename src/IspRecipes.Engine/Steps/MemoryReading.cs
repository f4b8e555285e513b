using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads long stretches so that they show progress and can be cancelled.</summary>
internal static class MemoryReading
{
    /// <summary>
    /// Bytes asked for at once: long enough to keep the line busy, short enough that a run stops within about half a
    /// second of Ctrl-C at 19200 baud.
    /// </summary>
    public const int MostAtOnce = 1024;

    /// <summary>Reads <paramref name="length"/> bytes from <paramref name="address"/> on.</summary>
    public static byte[] Read(
        this StepContext context, AvrMemory memory, uint address, int length, CancellationToken cancel)
    {
        byte[] content = new byte[length];
        for (int done = 0; done < length;)
        {
            cancel.ThrowIfCancellationRequested();
            Span<byte> next = content.AsSpan(done, Math.Min(MostAtOnce, length - done));
            context.Target.Read(memory, address + (uint)done, next);
            context.Progress(done += next.Length, length);
        }

        return content;
    }
}
