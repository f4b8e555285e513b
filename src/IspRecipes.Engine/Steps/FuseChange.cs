using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>What a recipe wants of a fuse byte or the lock byte: value and mask; the other bits keep what the chip holds.</summary>
/// <param name="Fuse">The byte.</param>
/// <param name="Value">Wanted bits; 0 outside the mask.</param>
/// <param name="Mask">The implemented bits that the recipe names.</param>
internal sealed record FuseChange(FuseByte Fuse, byte Value, byte Mask)
{
    /// <summary>True where every implemented bit is named.</summary>
    public bool IsWhole => (Mask & Fuse.Mask) == Fuse.Mask;

    /// <summary>The byte to write over <paramref name="current"/>; unimplemented bits are written as 1.</summary>
    public byte Over(byte current) => (byte)((current & ~Mask) | (Value & Mask) | ~Fuse.Mask);

    /// <summary>True where <paramref name="current"/> already holds it; unimplemented bits are not compared.</summary>
    public bool IsHeldBy(byte current) => ((current ^ Value) & Mask) == 0;

    /// <summary>The field's value if the recipe names all its bits.</summary>
    public int? Field(FuseField field) => (Mask & field.Mask) == field.Mask ? field.Extract(Value) : null;

    /// <summary>True where it programs a bit of the field.</summary>
    public bool Programs(FuseField field) => (Mask & ~Value & field.Mask) != 0;

    /// <summary>Every byte that may stand in the chip afterwards, whatever it holds now.</summary>
    public IEnumerable<byte> Outcomes =>
        Enumerable.Range(0, 0x100).Select(held => (byte)held).Where(held => Over(held) == held);

    /// <summary>Eight bits, highest first, those the chip decides as x: <c>1xx1 1110</c>.</summary>
    public string Bits
    {
        get
        {
            char[] bits = [.. Enumerable.Range(0, 8).Select(index => Bit(7 - index))];
            return $"{new string(bits, 0, 4)} {new string(bits, 4, 4)}";
        }
    }

    /// <summary>The fields the recipe decides: <c>JTAGEN=off BOOTSZ=0</c>.</summary>
    public string Fields => FuseNames.Fields(Fuse, Value, Mask);

    /// <summary>What differs from a chip as it comes from the factory: <c>BODLEVEL 2.6 V -> 4.3 V</c>; empty for nothing.</summary>
    public string FromFactory => Fuse.Factory is byte factory ? FieldChange.List(Fuse, factory, Over(factory)) : "";

    /// <summary>What a plan says of it.</summary>
    internal IEnumerable<Fact> Facts =>
    [
        new("bits", Bits),
        new("fields", Fields),
        .. FromFactory.Length > 0 ? (Fact[])[new("factory", FromFactory)] : [],
    ];

    /// <summary><c>0x5E</c>, or <c>0xx1 11x0</c> where the chip decides some of it.</summary>
    public override string ToString() => IsWhole ? $"0x{(byte)(Value | ~Fuse.Mask):X2}" : Bits;

    private char Bit(int number)
    {
        int bit = 1 << number;
        return (Fuse.Mask & bit) == 0 ? '1' : (Mask & bit) == 0 ? 'x' : (Value & bit) == 0 ? '0' : '1';
    }
}
