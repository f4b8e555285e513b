using System.Buffers.Binary;
using IspRecipes.Devices.Images;

namespace IspRecipes.Simulation.Chips;

/// <summary>The cells of main flash: what they hold, and what they have been through.</summary>
internal sealed class Stm32Flash
{
    private const ushort Erased = 0xFFFF;

    private readonly uint? _wornCell;
    private readonly uint? _stuckCell;

    public Stm32Flash(MemoryRegion region, uint size, Stm32Silicon silicon)
    {
        Start = region.Start;
        PageSize = region.PageSize;
        Bytes = new byte[size];
        PageErases = new int[size / (uint)PageSize];
        (_wornCell, _stuckCell) = (silicon.WornCell, silicon.StuckCell);
        Array.Fill(Bytes, (byte)0xFF);
    }

    public uint Start { get; }

    public int PageSize { get; }

    public byte[] Bytes { get; }

    public int[] PageErases { get; }

    public int HalfWordsProgrammed { get; private set; }

    public bool Contains(uint address) => address - Start < (uint)Bytes.Length;

    public int PageOf(uint address) => (int)(address - Start) / PageSize;

    public bool IsErased(uint address) => ReadHalfWord(address) == Erased;

    public void ErasePage(int page)
    {
        ushort held = _stuckCell is uint stuck ? ReadHalfWord(stuck) : Erased;
        Bytes.AsSpan(page * PageSize, PageSize).Fill(0xFF);
        PageErases[page]++;
        if (_stuckCell is uint cell)
        {
            WriteHalfWord(cell, held);
        }
    }

    public void Program(uint address, ushort value)
    {
        HalfWordsProgrammed++;
        if (address != _wornCell)
        {
            WriteHalfWord(address, value);
        }
    }

    private void WriteHalfWord(uint address, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan((int)(address - Start)), value);

    private ushort ReadHalfWord(uint address) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan((int)(address - Start)));
}
