using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>Reading back, with the file and line of a byte that differs.</summary>
internal static class Verification
{
    /// <param name="context">The run.</param>
    /// <param name="memory">Which memory is read.</param>
    /// <param name="address">Byte address of the first byte.</param>
    /// <param name="expected">What the chip should hold from there on.</param>
    /// <param name="image">Where the bytes come from; null for none that a user wrote.</param>
    /// <param name="done">Told the bytes read in this call.</param>
    /// <param name="cancel">Asked between blocks.</param>
    /// <exception cref="TargetException">They differ (ISP6006 and, behind its own arguments, the source).</exception>
    public static void Verify(
        this StepContext context,
        AvrMemory memory,
        uint address,
        ReadOnlySpan<byte> expected,
        MemoryImage? image,
        Action<long> done,
        CancellationToken cancel)
    {
        try
        {
            context.Target.Verify(memory, address, expected, done, cancel);
        }
        catch (TargetException mismatch) when (image is not null)
        {
            throw mismatch.WithSource(image);
        }
    }

    /// <summary>The same failure with the file and line of the byte that differs; as it is where the image does not have that byte.</summary>
    public static TargetException WithSource(this TargetException mismatch, MemoryImage image)
    {
        if (mismatch.Address is not uint where || image.PlaceOf(where) is not FilePlace source)
        {
            return mismatch;
        }

        string place = source.Line > 0 ? $"{source.File}, line {source.Line}" : source.File;
        return new TargetException(mismatch.Fault with { Arguments = [.. mismatch.Fault.Arguments, place] })
        {
            Address = where,
            Expected = mismatch.Expected,
            Found = mismatch.Found,
        };
    }
}
