using System.Numerics;

namespace IspRecipes.Devices.Parts;

/// <summary>A field of a fuse byte: one or several bits, mostly adjacent, by the datasheet's name.</summary>
/// <param name="Name"><c>BOOTSZ</c>, <c>RSTDISBL</c>, <c>CKSEL</c>.</param>
/// <param name="Mask">Its bits in the byte.</param>
/// <param name="Description">One phrase from the trade.</param>
public sealed record FuseField(string Name, byte Mask, string Description)
{
    /// <summary>The values that have a name, ascending; empty for a flag, which is on or off, and for a plain number.</summary>
    public IReadOnlyList<FuseValue> Values { get; init; } = [];

    /// <summary>A single bit, on when it is programmed (0).</summary>
    public bool IsFlag => BitOperations.IsPow2(Mask);

    /// <summary>Largest value the field can hold.</summary>
    public int Max => (1 << BitOperations.PopCount(Mask)) - 1;

    /// <summary>The field's value within <paramref name="fuse"/>: its bits, moved together.</summary>
    public int Extract(byte fuse)
    {
        int value = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            if ((Mask >> bit & 1) != 0)
            {
                value = value << 1 | fuse >> bit & 1;
            }
        }

        return value;
    }

    /// <summary>The bits of <paramref name="value"/> at their places in the byte; 0 elsewhere.</summary>
    public byte Place(int value)
    {
        int placed = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            if ((Mask >> bit & 1) != 0)
            {
                placed |= (value & 1) << bit;
                value >>= 1;
            }
        }

        return (byte)placed;
    }

    /// <summary>A flag that is programmed (reads 0).</summary>
    public bool IsProgrammed(byte fuse) => Extract(fuse) == 0;
}

/// <summary>A value of a field that the datasheet names.</summary>
/// <param name="Value">The field's value, as <see cref="FuseField.Extract"/> gives it.</param>
/// <param name="Name">
/// <c>2048W</c> for a boot section in words, <c>2V6</c> for a brown-out level, <c>EXTXOSC_8MHZ_XX_258CK_65MS</c> for a clock.
/// </param>
public sealed record FuseValue(int Value, string Name);
