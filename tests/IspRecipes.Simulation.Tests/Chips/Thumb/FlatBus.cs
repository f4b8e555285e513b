using System.Buffers.Binary;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Code that can't be written and RAM that can, and nothing else: what a core is tested on.</summary>
internal sealed class FlatBus : ICoreBus
{
    public const uint CodeStart = 0x0800_0000;
    public const uint CodeSize = 0x4_0000;
    public const uint RamStart = 0x2000_0000;
    public const uint RamSize = 0x1000;

    public byte[] Code { get; } = new byte[CodeSize];

    public byte[] Ram { get; } = new byte[RamSize];

    public void Place(uint offset, ReadOnlySpan<ushort> code)
    {
        foreach (ushort half in code)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Code.AsSpan((int)offset), half);
            offset += 2;
        }
    }

    public bool TryRead(uint address, int width, out uint value)
    {
        Span<byte> place = Place(address, width);
        value = place.Length == 0 ? 0 : width switch
        {
            1 => place[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(place),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(place),
        };
        return place.Length != 0;
    }

    public bool TryWrite(uint address, int width, uint value)
    {
        Span<byte> place = address < RamStart ? [] : Place(address, width);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        bytes[..place.Length].CopyTo(place);
        return place.Length != 0;
    }

    /// <summary>Empty where there is nothing.</summary>
    private Span<byte> Place(uint address, int width)
    {
        if (address % width != 0)
        {
            throw new ArgumentException($"a core never puts address {address:X8} with width {width} on its bus");
        }

        (byte[] memory, uint offset) = address < RamStart ? (Code, address - CodeStart) : (Ram, address - RamStart);
        return offset < memory.Length ? memory.AsSpan((int)offset, width) : [];
    }
}
