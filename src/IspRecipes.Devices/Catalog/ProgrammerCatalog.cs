using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Catalog;

/// <summary>Every programmer a recipe can name.</summary>
public static class ProgrammerCatalog
{
    /// <summary>Maker ids of boards: every product of theirs is taken for one.</summary>
    private const ushort Arduino = 0x2341, ArduinoOrg = 0x2A03, SparkFun = 0x1B4F;

    /// <summary>
    /// Teensyduino's serial port, which the Teensy builds of ArduinoISP show. Any Teensy with a serial sketch looks
    /// the same, so two of them make <c>auto</c> ambiguous.
    /// </summary>
    private static readonly UsbId TeensySerial = new(0x16C0, 0x0483);

    /// <summary>USB-to-UART chips on Arduino clones and Nanos: CH340, FT232R, CP2102.</summary>
    private static readonly UsbId[] UartChips = [new(0x1A86, 0x7523), new(0x0403, 0x6001), new(0x10C4, 0xEA60)];

    private static readonly ProgrammerRow ArduinoAsIsp = new()
    {
        Id = "avrisp",
        Description = "Pro Micro, Teensy or Arduino board with the ArduinoISP sketch",
        Abilities = Abilities.Isp,
        Reach = new Reach.Serial(19200, Stk500v1.ArduinoIsp),
        // The sketch asks for 1/6 MHz; the SPI library rounds down to what 16 MHz can be divided to: / 128.
        SckHertz = 125e3,
        UsbIds = [TeensySerial, .. UartChips],
        UsbVendors = [Arduino, ArduinoOrg, SparkFun],
        // Uno, Leonardo, Pro Micro 5 V, Teensy 2.0: the boards the sketch runs on, as a rule, are 5 V boards.
        SupplyVolts = 5.0,
    };

    /// <summary>In the order they are listed to a user.</summary>
    public static IReadOnlyList<ProgrammerRow> Rows { get; } =
    [
        ArduinoAsIsp,
        ArduinoAsIsp with
        {
            Id = "stk500v1",
            Description = "any programmer that speaks STK500v1 as ArduinoISP does (EEPROM addresses in words)",
        },
        new ProgrammerRow
        {
            Id = "arduino",
            Description = "the bootloader of an Arduino Uno, Nano or Pro Mini (optiboot; ATmegaBOOT with baud: 57600)",
            Abilities = Abilities.ReadFlash | Abilities.WriteFlash | Abilities.ReadEeprom | Abilities.WriteEeprom,
            Reach = new Reach.Serial(115200, Stk500v1.ArduinoBootloader),
            // No SparkFun and no Teensy: their native USB boards have bootloaders of other kinds (AVR109, HalfKay).
            UsbIds = UartChips,
            UsbVendors = [Arduino, ArduinoOrg],
        },
        new ProgrammerRow
        {
            Id = "usbasp",
            Description = "USBasp and its clones",
            Abilities = Abilities.Isp | Abilities.BitClock,
            Reach = new Reach.Usb((link, clock) => new UsbAsp(link, clock)),
            SckSteps = UsbAsp.SckSteps,
            UsbIds = [new(0x16C0, 0x05DC)],
        },
        new ProgrammerRow
        {
            Id = "usbtiny",
            Description = "USBtinyISP (Adafruit), Pocket AVR Programmer (SparkFun) and their clones",
            Abilities = Abilities.Isp | Abilities.BitClock,
            Reach = new Reach.Usb((link, clock) => new UsbTiny(link, clock)),
            SckSteps = UsbTiny.SckSteps,
            SckSearch = UsbTiny.SckSearch,
            UsbIds = [new(0x1781, 0x0C9F)],
            BlockReach = UsbTiny.BlockReach,
        },
        new ProgrammerRow
        {
            Id = "stk500v2",
            Description = "STK500, AVRISP, Pololu USB AVR Programmer and others that speak STK500v2 on a serial port",
            Abilities = Abilities.Isp | Abilities.BitClock,
            Reach = new Reach.Serial(115200, Stk500v2.OnSerial), // AVR068, section 2
            SckSteps = Stk500v2.SerialSckSteps,
            SckSearch = Stk500v2.SerialSckSearched,
            // Pololu v2 and v2.1 (their pavr2-serial.inf); an STK500 itself has no USB and hangs on some adapter.
            UsbIds = [new(0x1FFB, 0x00B0), new(0x1FFB, 0x00BB), .. UartChips],
        },
        new ProgrammerRow
        {
            Id = "avrispmkii",
            Description = "AVRISP mkII, and LUFA's AVRISP-MKII clone on a Pro Micro or Teensy",
            Abilities = Abilities.Isp | Abilities.BitClock,
            Reach = new Reach.Usb(Stk500v2.AvrispMkII),
            SckSteps = Stk500v2.MkIISckSteps,
            SckSearch = Stk500v2.MkIISckSearched,
            UsbIds = [new(0x03EB, 0x2104)],
        },
        new ProgrammerRow
        {
            Id = "buspirate",
            Description = "Bus Pirate v3 or v4, its CS wired to RESET",
            Abilities = Abilities.Isp | Abilities.BitClock | Abilities.Supply,
            Reach = new Reach.Serial(115200, (link, clock) => new BusPirate(link, clock)),
            SckSteps = BusPirate.SckSteps,
            SckSearch = BusPirate.SckSearch,
            // A v3 has an FT232R, which half the world's adapters have too; a v4 ids of its own.
            UsbIds = [new(0x0403, 0x6001), new(0x04D8, 0xFB00)],
        },
        new ProgrammerRow
        {
            Id = "stlink-v2",
            Aliases = ["stlink"],
            Description = "ST-Link/V2, V2-1 (Nucleo, Discovery) or V3, and their clones, on SWD",
            Abilities = Abilities.Swd,
            Reach = new Reach.Swd((link, clock) => new StLinkV2(link, clock)),
            SwdSteps = StLinkV2.SwdSteps,
            UsbIds = KnownUsbDevices.StLinks,
        },
    ];

    /// <summary>Ids in the order of the rows.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. Rows.Select(row => row.Id)];

    /// <summary>The row of an id or an alias; null where there is none.</summary>
    public static ProgrammerRow? Find(string name) => Rows.FirstOrDefault(row => row.Id == name || row.Aliases.Contains(name));
}
