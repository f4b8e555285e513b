using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>Holds what was read back against what was written.</summary>
internal static class Comparison
{
    /// <param name="memory">Which memory was read.</param>
    /// <param name="address">Byte address of the first byte.</param>
    /// <param name="expected">What was written.</param>
    /// <param name="found">What was read, as many bytes.</param>
    /// <param name="image">Names the file and line of the byte that differs, where it has one.</param>
    /// <exception cref="TargetException">
    /// ISP6006: memory, address, expected, found, how many bytes of this stretch differ, file, line.
    /// </exception>
    public static void Hold(
        AvrMemory memory, uint address, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, MemoryImage? image)
    {
        int same = expected.CommonPrefixLength(found);
        if (same == expected.Length)
        {
            return;
        }

        int differ = 0;
        for (int index = same; index < expected.Length; index++)
        {
            differ += expected[index] == found[index] ? 0 : 1;
        }

        uint where = address + (uint)same;
        FilePlace? source = image?.PlaceOf(where);
        throw new TargetException(
            FaultCode.VerifyMismatch,
            MemoryNames.Of(memory), where, expected[same], found[same], differ, source?.File ?? "", source?.Line ?? 0)
        {
            Address = where,
            Expected = expected[same],
            Found = found[same],
        };
    }
}
