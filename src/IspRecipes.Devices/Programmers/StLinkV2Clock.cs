using System.Buffers.Binary;

namespace IspRecipes.Devices.Programmers;

/// <summary>The SWD clock of an ST-Link: the fastest it has that is not above the wish, or its slowest.</summary>
internal static class StLinkV2Clock
{
    /// <summary>What a V2 comes up with. A V3 comes up with 24 MHz, which no wire to a breakboard carries; 3.3 MHz of its steps.</summary>
    private const double UsualOfV2 = 1.8e6, UsualOfV3 = 4e6;

    private const int MostSteps = 10;

    /// <summary>Hertz and divisor of a V2, fastest first (OpenOCD, stlink_khz_to_speed_map_swd; probe-rs has four more).</summary>
    private static readonly (double Hertz, ushort Divisor)[] Steps =
    [
        (4e6, 0), (1.8e6, 1), (1.2e6, 2), (950e3, 3), (650e3, 5), (480e3, 7), (400e3, 9), (360e3, 10),
        (240e3, 15), (150e3, 25), (125e3, 31), (100e3, 40), (50e3, 79), (25e3, 158), (15e3, 265), (5e3, 798),
    ];

    public static IReadOnlyList<double> StepsOfV2 { get; } = [.. Steps.Select(step => step.Hertz)];

    /// <returns>Hertz as set; null where the probe does not let it be set.</returns>
    public static double? Set(StLinkV2Line line, StLinkV2Firmware firmware, double? wish) => firmware switch
    {
        { IsV3: true } => SetV3(line, wish ?? UsualOfV3),
        { SetsClock: true } => SetV2(line, wish ?? UsualOfV2),
        _ => null,
    };

    private static double? SetV2(StLinkV2Line line, double wish)
    {
        (double hertz, ushort divisor) = Array.Find(Steps, step => step.Hertz <= wish) is { Hertz: > 0 } fit ? fit : Steps[^1];
        return IsDone(line.Ask(StLinkV2Command.SetDivisor(divisor))) ? hertz : null;
    }

    private static double? SetV3(StLinkV2Line line, double wish)
    {
        byte[] answer = line.Ask(StLinkV2Command.GetFrequencies);
        uint[] steps = [.. Enumerable.Range(0, Math.Min((int)answer[8], MostSteps))
            .Select(index => BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(12 + (4 * index))))
            .Where(step => step > 0)
            .OrderDescending()];
        if (!IsDone(answer) || steps.Length == 0)
        {
            return null;
        }

        uint kilohertz = Array.Find(steps, step => step * 1e3 <= wish) is > 0 and uint fit ? fit : steps[^1];
        return IsDone(line.Ask(StLinkV2Command.SetFrequency(kilohertz))) ? kilohertz * 1e3 : null;
    }

    private static bool IsDone(byte[] answer) => StLinkV2Statuses.Meaning(answer[0]) == StLinkV2Status.Done;
}
