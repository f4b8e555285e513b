using System.Buffers.Binary;

namespace IspRecipes.Simulation.Programmers;

/// <summary>The SWD clocks of an ST-Link: a V2 takes divisors, a V3 frequencies.</summary>
internal sealed class StLinkClock(StLinkSwd swd)
{
    /// <summary>SWD clock in kHz for the divisors of V2's SWD_SET_FREQ; the firmware starts with divisor 1.</summary>
    private static readonly Dictionary<ushort, int> Divisors = new()
    {
        [0] = 4000, [1] = 1800, [2] = 1200, [3] = 950, [5] = 650, [7] = 480, [9] = 400, [10] = 360, [15] = 240,
        [25] = 150, [31] = 125, [40] = 100, [79] = 50, [158] = 25, [265] = 15, [798] = 5,
    };

    /// <summary>SWD clocks of a V3 in kHz, fastest first, as GET_COM_FREQ lists them.</summary>
    private static readonly int[] Frequencies = [24000, 8000, 3300, 1000, 200, 50, 5];

    public StLinkStatus SetDivisor(ushort divisor)
    {
        if (!Divisors.TryGetValue(divisor, out int kilohertz))
        {
            return StLinkStatus.FrequencyNotSupported;
        }

        swd.Clock = kilohertz * 1e3;
        return StLinkStatus.Ok;
    }

    /// <summary>Takes the fastest clock it has that is not above the wish.</summary>
    /// <param name="kilohertz">The wish.</param>
    /// <param name="taken">In kHz; 0 where there is none.</param>
    public StLinkStatus SetFrequency(uint kilohertz, out uint taken)
    {
        taken = (uint)Frequencies.FirstOrDefault(one => one <= (int)kilohertz);
        if (taken == 0)
        {
            return StLinkStatus.FrequencyNotSupported;
        }

        swd.Clock = taken * 1e3;
        return StLinkStatus.Ok;
    }

    /// <summary>Status, -, clock now, how many there are, then a list with room for ten.</summary>
    public byte[] ListFrequencies()
    {
        byte[] reply = new byte[52];
        reply[0] = (byte)StLinkStatus.Ok;
        int[] numbers = [(int)(swd.Clock / 1e3), Frequencies.Length, .. Frequencies];
        for (int index = 0; index < numbers.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(4 + (4 * index)), numbers[index]);
        }

        return reply;
    }
}
