using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>What a chip's option bytes hold: a value for each <see cref="OptionByteId"/>, without the complements.</summary>
public sealed class OptionBytes : IEquatable<OptionBytes>
{
    public const int Count = 8;

    /// <summary>Where F1, F0 and F3 have them: half-words of a byte and its complement (PM0075, 2.5).</summary>
    public static MemoryRegion Region { get; } = new("option bytes", 0x1FFF_F800, Count * 2, Count * 2);

    private readonly byte[] _values;

    /// <param name="values">Eight bytes in the order of <see cref="OptionByteId"/>; 0xFF for those a family has not.</param>
    public OptionBytes(ReadOnlySpan<byte> values) => _values = values.Length == Count
        ? values.ToArray()
        : throw new ArgumentException($"there are {Count} option bytes", nameof(values));

    public byte this[OptionByteId id] => _values[(int)id];

    public ReadOnlySpan<byte> Values => _values;

    public OptionBytes With(OptionByteId id, byte value)
    {
        byte[] values = [.. _values];
        values[(int)id] = value;
        return new OptionBytes(values);
    }

    public bool Equals(OptionBytes? other) => other is not null && Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as OptionBytes);

    public override int GetHashCode() => BitConverter.ToInt64(_values).GetHashCode();

    public override string ToString() => Convert.ToHexString(_values);
}
