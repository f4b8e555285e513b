using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Refuses a chip erase that would take a bootloader the image does not bring back.</summary>
/// <param name="Image">What is to be written; null where the chip is only erased.</param>
internal sealed record CheckBootSectionStep(MemoryImage? Image, SourceSpan? Where)
    : Step("Check that no bootloader is lost", Where)
{
    public override string Kind => "check-boot-section";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (context.Part.BootFuse is not FuseByte fuse
            || context.Part.BootSection(context.Chip.Now[fuse.Id]) is not MemoryRegion section
            || Image?.FirstProgrammed(section) is not null)
        {
            return StepOutcome.Skipped;
        }

        bool unreadable = ReadProtection.IsOn(context.Part, context.Chip.Now[FuseId.Lock]);
        if (unreadable || !IsBlank(section, context, cancel))
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(
                new Fault(FaultCode.BootloaderWouldBeLost, section.Start, section.End - 1), Where));
        }

        return StepOutcome.Done;
    }

    /// <summary>The first page alone, since a bootloader mostly shows there; then the rest in as few turns as the link allows.</summary>
    private static bool IsBlank(MemoryRegion section, StepContext context, CancellationToken cancel)
    {
        uint second = section.Start + (uint)section.PageSize;
        return IsBlank(section.Start, section.PageSize, section.PageSize, context, cancel)
            && IsBlank(second, (int)(section.End - second), section.PageSize, context, cancel);
    }

    private static bool IsBlank(uint address, int length, int pageSize, StepContext context, CancellationToken cancel)
    {
        int first = Content(address, length, context, cancel).IndexOfAnyExcept((byte)0xFF);
        if (first < 0)
        {
            return true;
        }

        // A bad wire must not pass for a bootloader.
        uint page = address + (uint)(first / pageSize * pageSize);
        return context.Target.ReadTwice(AvrMemory.Flash, page, pageSize).AsSpan().ContainsAnyExcept((byte)0xFF)
            ? false
            : throw new TargetException(FaultCode.MemoryReadUnstable, MemoryNames.Of(AvrMemory.Flash), page);
    }

    private static ReadOnlySpan<byte> Content(uint address, int length, StepContext context, CancellationToken cancel)
    {
        if (context.Chip.Flash is ReadOnlyMemory<byte> flash)
        {
            return flash.Span.Slice((int)(address - context.Part.Flash.Start), length);
        }

        byte[] content = new byte[length];
        context.Target.Read(AvrMemory.Flash, address, content, cancel: cancel);
        return content;
    }
}
