using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Catalog;

/// <summary>How one piece of hardware is wired to a chip, pin by pin.</summary>
/// <param name="Hardware">What it is, and the firmware that makes a programmer of it.</param>
/// <param name="Wires">In the order they are best connected: supply first.</param>
/// <param name="Notes">What is easily done wrong.</param>
public sealed record Wiring(string Hardware, IReadOnlyList<Wire> Wires, IReadOnlyList<string> Notes)
{
    /// <summary>Every hardware that is a programmer of this kind, wired to a part.</summary>
    /// <param name="programmer">What flashes it.</param>
    /// <param name="part">To be flashed.</param>
    /// <param name="board">Volts of the board with the part; null where nobody says.</param>
    /// <param name="own">Volts that the programmer is said to run at; null for those its kind commonly has.</param>
    /// <exception cref="ArgumentException">The programmer does not reach the part.</exception>
    public static IReadOnlyList<Wiring> Of(ProgrammerRow programmer, Part part, double? board, double? own) => (programmer.Reach is Reach.Swd, part) switch
    {
        (true, Stm32Part) => [OfSwd],
        (false, AvrPart avr) => new IspWiring(programmer.Id, board, own).To(IspPins.Of(avr)),
        _ => throw new ArgumentException($"{programmer.Id} does not reach {part.Name}", nameof(part)),
    };

    /// <summary>The boards that published firmwares make programmers of, wired to a target as its ISP header is printed.</summary>
    /// <param name="programmer">What they are programmers of.</param>
    /// <param name="firmwares">SHA-256 of the files, lower-case hex.</param>
    /// <returns>Empty where none of the files is such a firmware, or they make programmers of another kind.</returns>
    public static IReadOnlyList<Wiring> OfFirmwares(ProgrammerRow programmer, IReadOnlyCollection<string> firmwares) =>
    [
        .. IspHardware.Of(programmer.Id).Where(hardware => firmwares.Contains(hardware.Firmware))
            .Select(hardware => new IspWiring(programmer.Id, null, null).To(IspPins.Unknown, hardware)),
    ];

    /// <summary>QMK's ISP flashing guide, section STM32: a dongle of the ST-Link V2's usual clone.</summary>
    private static Wiring OfSwd { get; } = new(
        "ST-Link V2 dongle (the numbers are its pins; trust what is printed on yours)",
        [
            new("3.3V (8)", "3.3V"),
            new("GND (6)", "GND"),
            new("SWCLK (2)", "SWCLK (PA14), 'DCLK' on a Blue Pill"),
            new("SWDIO (4)", "SWDIO (PA13), 'DIO' on a Blue Pill"),
        ],
        [
            "Set both jumpers of a Blue Pill, BOOT0 and BOOT1, to 0.",
            "No answer? Swap SWCLK and SWDIO: on some dongles the print is wrong.",
            "Feed the board from one side only: not from USB while the dongle feeds it.",
            "NRST is wired only for a program that sleeps or takes the SWD pins ('under-reset: true').",
        ]);
}

/// <param name="Programmer">Pin of the programmer's side, as printed there; null where none may be connected.</param>
/// <param name="Target">Pin of the chip to be flashed.</param>
public sealed record Wire(string? Programmer, string Target);
