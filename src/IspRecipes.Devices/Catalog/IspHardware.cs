namespace IspRecipes.Devices.Catalog;

/// <summary>A thing to buy that is, or becomes, an ISP programmer. Pins: QMK's ISP flashing guide, section Hardware.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Pins">Null for one without ISP wires.</param>
/// <param name="Notes">What is easily done wrong with it.</param>
internal sealed record IspHardware(string Name, ProgrammerPins? Pins, params string[] Notes)
{
    private const string OneSupply = "Feed the target from one side only; where it has a supply of its own, leave VCC out.";

    private const string NotItsReset =
        "Never connect the programmer's own RESET to the target's: it would reset the programmer, and not the target.";

    /// <summary>Atmel's AVR ISP headers, looked at from above: AVR042, section 4.2.</summary>
    private static readonly ProgrammerPins SixPins = new("VTG (2)", "GND (6)", "RST (5)", "SCK (3)", "MOSI (4)", "MISO (1)");

    private static readonly IspHardware[] Sketches =
    [
        new("Pro Micro 5 V/16 MHz with pro_micro_ISP_B6_10.hex",
            new("VCC", "GND", "10 (B6)", "15 (B1)", "16 (B2)", "14 (B3)"), NotItsReset, OneSupply),
        new("Teensy 2.0 with teensy_2.0_ISP_B0.hex",
            new("VCC", "GND", "B0", "B1", "B2", "B3"), NotItsReset, OneSupply),
        new("Arduino Uno or Nano with the sketch ArduinoISP",
            new("5V", "GND", "10 (B2)", "13 (B5)", "11 (B3)", "12 (B4)"), NotItsReset, OneSupply),
        new("Arduino Micro, or a Pro Micro, with the sketch ArduinoISP",
            new("5V", "GND", "10 (B6)", "15 (B1)", "16 (B2)", "14 (B3)"), NotItsReset, OneSupply),
    ];

    public static IReadOnlyList<IspHardware> Of(string programmer) => programmer switch
    {
        "avrisp" or "stk500v1" => Sketches,
        "usbasp" =>
        [
            new("USBasp, 10-pin header (pin 1 beside the mark)",
                new("VCC (2)", "GND (10)", "RST (5)", "SCK (7)", "MOSI (1)", "MISO (9)"),
                "A jumper chooses 5 V or 3.3 V for VCC; on many clones the signals stay at 5 V.", OneSupply),
        ],
        "usbtiny" =>
        [
            new("USBtinyISP or Pocket AVR Programmer, 6-pin header", SixPins,
                "A jumper or switch says whether it feeds the target.", OneSupply),
        ],
        "stk500v2" => [new("STK500, Pololu USB AVR Programmer and their like, 6-pin header", SixPins, OneSupply)],
        "avrispmkii" =>
        [
            new("AVRISP mkII, 6-pin header", SixPins, "It feeds nothing: VTG measures the target's supply, which must be on."),
        ],
        "buspirate" =>
        [
            new("Bus Pirate v3 or v4, 10-pin header opposite the USB connector",
                new("+5V, or +3V3 for a 3.3 V board", "GND", "CS", "CLK", "MOSI", "MISO"),
                "Not the 5-pin header ICSP: that one programs the Bus Pirate's own PIC.",
                "With 'power: false' the target has a supply of its own; leave VCC out then."),
        ],
        _ => [new("The board's own USB cable", null, "A bootloader is spoken to: no ISP wires.")],
    };
}

/// <summary>The six pins of a programmer as they are called on it.</summary>
internal sealed record ProgrammerPins(string Vcc, string Gnd, string Reset, string Sck, string Mosi, string Miso);
