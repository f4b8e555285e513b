using System.Diagnostics.CodeAnalysis;

namespace IspRecipes.Devices.Images;

/// <summary>An image, or the faults why there is none.</summary>
/// <param name="Image">Null exactly where there are faults.</param>
/// <param name="Faults">All that was found, in the order of their places.</param>
/// <param name="StartAddress">Where execution starts, if a HEX file says so in a record 03 or 05.</param>
public sealed record ImageResult(MemoryImage? Image, IReadOnlyList<Fault> Faults, uint? StartAddress = null)
{
    internal ImageResult(MemoryImage image, uint? startAddress = null) : this(image, [], startAddress)
    {
    }

    internal ImageResult(params IReadOnlyList<Fault> faults) : this(null, faults)
    {
    }

    [MemberNotNullWhen(true, nameof(Image))]
    public bool Succeeded => Image is not null;
}
