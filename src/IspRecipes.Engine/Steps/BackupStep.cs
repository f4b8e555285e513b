using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Saves all of a memory before anything is changed. A backup that exists and differs is never overwritten.</summary>
/// <param name="Memory">Which memory.</param>
/// <param name="Path">Where it is saved, as Intel HEX, or raw where the name ends in .bin.</param>
/// <param name="Region">The memory's region in this part.</param>
internal sealed record BackupStep(AvrMemory Memory, string Path, MemoryRegion Region, SourceSpan? Where)
    : Step($"Back up {MemoryNames.Of(Memory)} to {Path}", Where)
{
    public override string Kind => "backup";

    public override long Bytes => Region.Size;

    public override IEnumerable<Fact> Facts =>
        [new("memory", MemoryNames.Of(Memory)), new("path", Path)];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte[] content = context.Target.ReadTwice(
            Memory, Region.Start, (int)Region.Size, done => context.Progress(done, Bytes), cancel);
        var image = new MemoryImage(Region.Start, content, new ImageSource(MemoryNames.Of(Memory)));
        string saved = Save(context, MemoryNames.Of(Memory), Path, image, Where);
        if (Memory == AvrMemory.Eeprom)
        {
            context.Chip.Backup = new EepromBackup(content, saved, IsScratch: false);
        }

        return StepOutcome.Done;
    }

    /// <returns>The file that holds it: another one than wished for where that holds another backup, and this is told.</returns>
    /// <exception cref="TargetException">It could not be saved (ISP6010).</exception>
    internal static string Save(StepContext context, string memory, string path, MemoryImage image, SourceSpan? where)
    {
        try
        {
            SavedFile saved = ImageSaving.SaveBeside(path, image);
            if (saved.Path != path)
            {
                context.Report(DiagnosticCatalog.Of(DiagnosticCode.BackupBeside, where, path, saved.Path));
            }

            return saved.Path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TargetException(FaultCode.BackupFailed, memory, path, exception.Message);
        }
    }
}
