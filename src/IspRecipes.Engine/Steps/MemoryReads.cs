using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>Reading a stretch of memory with progress.</summary>
internal static class MemoryReads
{
    public static byte[] Read(
        this StepContext context, AvrMemory memory, uint address, int length, CancellationToken cancel)
    {
        byte[] content = new byte[length];
        context.Target.Read(memory, address, content, done => context.Progress(done, length), cancel);
        return content;
    }
}
