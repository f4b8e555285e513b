namespace IspRecipes.Devices.Catalog;

/// <summary>A thing to buy that is, or becomes, an ISP programmer. Pins: QMK's ISP flashing guide, section Hardware.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Pins">Null for one without ISP wires.</param>
/// <param name="Notes">What is easily done wrong with it.</param>
internal sealed record IspHardware(string Name, ProgrammerPins? Pins, params string[] Notes)
{
    private const double Five = 5.0, Three = 3.3;

    private const string OneSupply = "Feed the target from one side only; where it has a supply of its own, leave VCC out.";

    private const string FollowsSupply =
        "Its signals follow VTG: leave it out only at another voltage. Where the target has a supply of its own, switch the programmer's off first.";

    private const string NotItsReset =
        "Never connect the programmer's own RESET to the target's: it would reset the programmer, and not the target.";

    /// <summary>Atmel's AVR ISP headers, looked at from above: AVR042, section 4.2.</summary>
    private static readonly ProgrammerPins SixPins = new("VTG (2)", "GND (6)", "RST (5)", "SCK (3)", "MOSI (4)", "MISO (1)");

    private static readonly IspHardware[] Sketches =
    [
        new("Pro Micro 3.3 V/8 MHz with the sketch ArduinoISP",
            new("VCC", "GND", "10 (B6)", "15 (B1)", "16 (B2)", "14 (B3)"), NotItsReset, OneSupply) { Volts = Three, Low = new("VCC", Three) },
        new("Pro Micro 5 V/16 MHz with pro_micro_ISP_B6_10.hex",
            new("VCC", "GND", "10 (B6)", "15 (B1)", "16 (B2)", "14 (B3)"), NotItsReset, OneSupply)
        {
            Volts = Five,
            Firmware = "5c53af539f5be6ff53a328a15548c841cc3f262ca9d3ed6ee3e41310240dfaa7",
        },
        new("Teensy 2.0 with teensy_2.0_ISP_B0.hex",
            new("VCC", "GND", "B0", "B1", "B2", "B3"), NotItsReset, OneSupply)
        {
            Volts = Five,
            Firmware = "0c3e6c58a3e51e15a7489e6f3446a73fd0957736319ea80570d8fb0eca5e3221",
        },
        new("Arduino Uno or Nano with the sketch ArduinoISP",
            new("5V", "GND", "10 (B2)", "13 (B5)", "11 (B3)", "12 (B4)"), NotItsReset, OneSupply) { Volts = Five },
        new("Arduino Micro, or a Pro Micro, with the sketch ArduinoISP",
            new("5V", "GND", "10 (B6)", "15 (B1)", "16 (B2)", "14 (B3)"), NotItsReset, OneSupply) { Volts = Five },
    ];

    /// <summary>Volts of its VCC and its signals; null where they follow the target, or are set on it.</summary>
    public double? Volts { get; init; }

    /// <summary>What feeds, or measures, a target below 5 V; null where nothing of it may touch such a target's VCC.</summary>
    public LowSupply? Low { get; init; }

    /// <summary>SHA-256 of the published firmware that makes a programmer of it; null for any other.</summary>
    public string? Firmware { get; init; }

    public static IReadOnlyList<IspHardware> Of(string programmer) => programmer switch
    {
        "avrisp" or "stk500v1" => Sketches,
        "usbasp" =>
        [
            new("USBasp, 10-pin header (pin 1 beside the mark)",
                new("VCC (2)", "GND (10)", "RST (5)", "SCK (7)", "MOSI (1)", "MISO (9)"),
                "A jumper chooses 5 V or 3.3 V for VCC; on many clones the signals stay at 5 V.", OneSupply)
            {
                Volts = Five,
                Low = new("VCC (2), its jumper at 3.3 V", Three, "Set the jumper (JP1 on most clones) first; where it has none for 3.3 V, leave VCC out."),
            },
        ],
        "usbtiny" =>
        [
            new("USBtinyISP, 6-pin header", SixPins, "A jumper says whether it feeds the target, with 5 V.", FollowsSupply)
            {
                Low = new(
                    "VTG (2), its own supply switched off",
                    null,
                    "Take its jumper out first: the target's own supply goes to VTG then.",
                    "Measure the signals of one that is not Adafruit's, and put a level shifter between where they are 5 V."),
            },

            // SparkFun's forum, topic 48654: its buffer (74AC125) leads the 5 V of its signals to VTG, whatever the switch says.
            new("Pocket AVR Programmer, 6-pin header", SixPins,
                "Its switch says whether it feeds VTG, with 5 V: No Power for a target of 5 V with a supply of its own, Power Target for a level shifter.")
            {
                Volts = Five,
            },
        ],
        "stk500v2" =>
        [
            // Pololu's guide 0J67, section 7: its v2 runs at 3.3 V, and at 5 V where VTG is above 4.1 V.
            new("STK500, Pololu USB AVR Programmer and their like, 6-pin header", SixPins, FollowsSupply)
            {
                Low = new(
                    "VTG (2), at the target's voltage",
                    null,
                    "Set VTARGET of an STK500 first, or take its jumper out.",
                    "Measure the signals of one that is neither an STK500 nor Pololu's v2, and put a level shifter between where they are 5 V."),
            },
        ],
        "avrispmkii" =>
        [
            new("AVRISP mkII, 6-pin header", SixPins, "It feeds nothing: VTG measures the target's supply, which must be on.")
            {
                Low = new("VTG (2)", null, "Its signals follow VTG. Those of LUFA's clone are those of its board: 5 V of most, which need a level shifter."),
            },
        ],
        "buspirate" =>
        [
            new("Bus Pirate v3 or v4, 10-pin header opposite the USB connector",
                new("+5V, or +3V3 for a 3.3 V board", "GND", "CS", "CLK", "MOSI", "MISO"),
                "Not the 5-pin header ICSP: that one programs the Bus Pirate's own PIC.",
                "With 'power: false' the target has a supply of its own; leave VCC out then.",
                "With 'pull-ups: true' VPU goes to the target's VCC as well: the signals follow that, and need no level shifter.")
            {
                Low = new("+3V3", Three),
            },
        ],
        _ => [new("The board's own USB cable", null, "A bootloader is spoken to: no ISP wires.")],
    };
}

/// <summary>What of a programmer goes to VCC of a target below 5 V.</summary>
/// <param name="Pin">As it is called on it, and how it is set.</param>
/// <param name="Volts">That it gives; null where they are the target's own.</param>
/// <param name="Notes">What is to be done, or to be known, before it is connected.</param>
internal sealed record LowSupply(string Pin, double? Volts, params string[] Notes);

/// <summary>The six pins of a programmer as they are called on it.</summary>
internal sealed record ProgrammerPins(string Vcc, string Gnd, string Reset, string Sck, string Mosi, string Miso);
