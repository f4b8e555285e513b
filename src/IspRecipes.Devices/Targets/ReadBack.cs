namespace IspRecipes.Devices.Targets;

/// <summary>What a memory holds beside what it should.</summary>
internal static class ReadBack
{
    /// <param name="memory">Its name.</param>
    /// <param name="address">Byte address of the first.</param>
    /// <param name="expected">What it should hold.</param>
    /// <param name="found">As many bytes as were read.</param>
    /// <exception cref="TargetException">
    /// They differ (ISP6006: memory, first address, expected, found, number of differing bytes).
    /// </exception>
    public static void Compare(object memory, uint address, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found)
    {
        int first = expected.CommonPrefixLength(found);
        if (first == expected.Length)
        {
            return;
        }

        int differing = 0;
        for (int index = first; index < found.Length; index++)
        {
            differing += found[index] == expected[index] ? 0 : 1;
        }

        uint where = address + (uint)first;
        throw new TargetException(FaultCode.VerifyMismatch, memory, where, expected[first], found[first], differing)
        {
            Address = where,
            Expected = expected[first],
            Found = found[first],
        };
    }
}
