namespace IspRecipes.Devices.Programmers;

/// <summary>
/// What the values of PARAM_SCK_DURATION mean: AVR068 has a formula for the STK500, and AVR069 a table for the AVRISP mkII
/// (LUFA's ISPTarget.c has it too).
/// </summary>
internal sealed class Stk500v2Sck
{
    /// <summary>
    /// Slower ones are not offered: a firmware may end a command after a second (LUFA's does), and a word of flash takes
    /// 64 periods.
    /// </summary>
    private const double Slowest = 100;

    /// <summary>The STK500's own crystal in hertz.</summary>
    private const double Stk500Crystal = 7.3728e6;

    /// <summary>Of AVRISP mkII from value 0 on, in hertz.</summary>
    private static readonly double[] MkIITable =
    [
        8e6, 4e6, 2e6, 1e6, 500e3, 250e3, 125e3,
        96386, 89888, 84211, 79208, 74767, 70797, 67227, 64000, 61069, 58395, 55945, 51613, 49690, 47905, 46243, 43244,
        41885, 39409, 38278, 36200, 34335, 32654, 31129, 29740, 28470, 27304, 25724, 24768, 23461, 22285, 21221, 20254,
        19371, 18562, 17583, 16914, 16097, 15356, 14520, 13914, 13224, 12599, 12031, 11511, 10944, 10431, 9963, 9468,
        9081, 8612, 8239, 7851, 7498, 7137, 6809, 6478, 6178, 5879, 5607, 5359, 5093, 4870, 4633, 4418, 4209, 4019, 3823,
        3645, 3474, 3310, 3161, 3011, 2869, 2734, 2611, 2484, 2369, 2257, 2152, 2052, 1956, 1866, 1779, 1695, 1615, 1539,
        1468, 1398, 1333, 1271, 1212, 1155, 1101, 1049, 1000, 953, 909, 866, 826, 787, 750, 715, 682, 650, 619, 590, 563,
        536, 511, 487, 465, 443, 422, 402, 384, 366, 349, 332, 317, 302, 288, 274, 261, 249, 238, 226, 216, 206, 196, 187,
        178, 170, 162, 154, 147, 140, 134, 128, 122, 116, 111, 105, 100,
    ];

    private readonly Dictionary<double, byte> _durations;

    private Stk500v2Sck(IEnumerable<(double Hertz, byte Duration)> steps, double fastestSearched)
    {
        _durations = steps.Where(step => step.Hertz >= Slowest).ToDictionary(step => step.Hertz, step => step.Duration);
        Steps = [.. _durations.Keys.OrderDescending()];
        Searched = [.. Halving(fastestSearched)];
    }

    /// <summary>Four fixed values, and from 5 on bits by software; 4 would be faster than 3.</summary>
    public static Stk500v2Sck Stk500 { get; } = new(
        [
            (1.8432e6, 0), (460.8e3, 1), (115.2e3, 2), (57.6e3, 3),
            .. Enumerable.Range(5, 250).Select(value => (Stk500Crystal / (24 * (value + (10.0 / 12))), (byte)value)),
        ],
        1.8432e6);

    /// <summary>No chip follows more than 3.3 MHz, a sixth of 20 MHz, so the search begins with 2 MHz.</summary>
    public static Stk500v2Sck MkII { get; } = new(MkIITable.Select((hertz, value) => (hertz, (byte)value)), 2e6);

    /// <summary>Every SCK in hertz, fastest first.</summary>
    public IReadOnlyList<double> Steps { get; }

    /// <summary>Those of them that a search tries: each at most half as fast as the one before.</summary>
    public IReadOnlyList<double> Searched { get; }

    /// <summary>The fastest step that is not above a wish; the slowest where all are.</summary>
    public double StepFor(double hertz) => Steps.Cast<double?>().FirstOrDefault(step => step <= hertz) ?? Steps[^1];

    /// <summary>The parameter's value for a step.</summary>
    public byte Duration(double step) => _durations[step];

    /// <summary>Down to 1 kHz: a quarter of 4 kHz, the core of a watch crystal divided by 8.</summary>
    private IEnumerable<double> Halving(double fastest)
    {
        for (double wish = fastest; wish >= 1e3; wish = StepFor(wish) / 2)
        {
            yield return StepFor(wish);
        }
    }
}
