using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Catalog;

/// <summary>How one piece of hardware is wired to a chip, pin by pin.</summary>
/// <param name="Hardware">What it is, and the firmware that makes a programmer of it.</param>
/// <param name="Wires">In the order they are best connected: supply first.</param>
/// <param name="Notes">What is easily done wrong.</param>
public sealed record Wiring(string Hardware, IReadOnlyList<Wire> Wires, IReadOnlyList<string> Notes)
{
    /// <summary>Every hardware that is a programmer of this kind, wired to a part.</summary>
    /// <exception cref="ArgumentException">The programmer does not reach the part.</exception>
    public static IReadOnlyList<Wiring> Of(ProgrammerRow programmer, Part part) => (programmer.Reach is Reach.Swd, part) switch
    {
        (true, Stm32Part) => [OfSwd],
        (false, AvrPart avr) => [.. IspHardware.Of(programmer.Id).Select(hardware => Of(hardware, IspPins.Of(avr)))],
        _ => throw new ArgumentException($"{programmer.Id} does not reach {part.Name}", nameof(part)),
    };

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

    private static Wiring Of(IspHardware hardware, IspPins target) => new(
        hardware.Name,
        hardware.Pins is not { } pins ? [] :
        [
            new(pins.Vcc, "VCC"),
            new(pins.Gnd, "GND"),
            new(pins.Reset, "RESET"),
            new(pins.Sck, target.Sck),
            new(pins.Mosi, target.Mosi),
            new(pins.Miso, target.Miso),
        ],
        [.. hardware.Notes, .. hardware.Pins is null ? [] : target.Notes]);
}

/// <param name="Programmer">Pin of the programmer's side, as printed there.</param>
/// <param name="Target">Pin of the chip to be flashed.</param>
public sealed record Wire(string Programmer, string Target);
