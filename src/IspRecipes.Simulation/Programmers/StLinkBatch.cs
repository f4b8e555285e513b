using System.Buffers.Binary;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// Word accesses in one go (RW_MISC), which nobody has documented but openocd's driver. The data: a byte for each item's
/// command, padded to whole words, then a word for each item's operand. The result: a value for each, then a status for each.
/// </summary>
internal sealed class StLinkBatch(StLinkSwd swd, StLinkPorts ports, StLinkFirmware firmware)
{
    private const byte Address = 1, WriteWord = 2, ReadWord = 3, AccessPort = 5;

    private byte[] _result = [];

    /// <summary>Bytes of the data for so many items; 0 where they are too many.</summary>
    public int BytesOf(uint items) =>
        items <= (firmware.Hardware >= 3 ? 1227u : 64u) ? PaddedTo4(items) + (4 * (int)items) : 0;

    /// <summary>Runs the items; behind one that faults all are refused, as the debug port refuses them.</summary>
    public void Run(ReadOnlySpan<byte> data, int items)
    {
        swd.Begin();
        _result = new byte[8 * items];
        uint address = 0;
        ReadOnlySpan<byte> operands = data[PaddedTo4((uint)items)..];
        for (int item = 0; item < items; item++)
        {
            uint operand = BinaryPrimitives.ReadUInt32LittleEndian(operands[(4 * item)..]);
            uint value = 0;
            StLinkStatus status = StLinkStatus.Ok;
            switch (data[item])
            {
                case Address:
                    address = operand;
                    break;
                case WriteWord:
                    swd.Pass(transfers: 1);
                    status = Aligned(address) ?? swd.Access(address, 4, operand);
                    break;
                case ReadWord:
                    swd.Pass(transfers: 2);
                    status = Aligned(operand) ?? swd.Access(operand, 4, out value);
                    break;
                case AccessPort:
                    status = ports.IsOpen(operand) ? StLinkStatus.Ok : StLinkStatus.BadAp;
                    break;
                default:
                    status = StLinkStatus.Unknown;
                    break;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(_result.AsSpan(4 * item), value);
            BinaryPrimitives.WriteUInt32LittleEndian(_result.AsSpan(4 * (items + item)), (uint)status);
        }
    }

    /// <summary>What the last batch gave; it can be had once.</summary>
    public byte[] TakeResult()
    {
        byte[] result = _result;
        _result = [];
        return result;
    }

    private static StLinkStatus? Aligned(uint address) => address % 4 == 0 ? null : StLinkStatus.Alignment;

    private static int PaddedTo4(uint items) => (int)((items + 3) & ~3u);
}
