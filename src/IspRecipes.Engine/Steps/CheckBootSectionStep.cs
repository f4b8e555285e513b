using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Refuses a chip erase that would take a bootloader the image does not bring back.</summary>
/// <param name="Image">What is to be written; null where the chip is only erased.</param>
public sealed record CheckBootSectionStep(MemoryImage? Image, SourceSpan? Where)
    : Step("Check that no bootloader is lost", Where)
{
    public override string Kind => "check-boot-section";

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (context.Part.BootFuse is not FuseByte fuse
            || context.Part.BootSection(context.Chip.Now[fuse.Id]) is not MemoryRegion section
            || Image?.Clip(section).IsEmpty == false)
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
        MemoryRegion first = section with { Size = (uint)section.PageSize };
        MemoryRegion rest = section with { Start = first.End, Size = section.Size - first.Size };
        return IsBlankInOneGo(first, context, cancel) && IsBlankInOneGo(rest, context, cancel);
    }

    private static bool IsBlankInOneGo(MemoryRegion region, StepContext context, CancellationToken cancel)
    {
        byte[] content = new byte[region.Size];
        context.Target.Read(AvrMemory.Flash, region.Start, content, cancel: cancel);
        for (int offset = 0; offset < content.Length; offset += region.PageSize)
        {
            // A bad wire must not pass for a bootloader.
            if (HoldsSomething(content.AsSpan(offset, region.PageSize))
                && HoldsSomething(context.Target.ReadTwice(AvrMemory.Flash, region.Start + (uint)offset, region.PageSize)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsSomething(ReadOnlySpan<byte> page) => page.ContainsAnyExcept((byte)0xFF);
}
