using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Tests.Plans;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>
/// A row of the ISP flashing guide's tables, with the file that it links to, copied from there and from the published file
/// and not from our recipes.
/// </summary>
/// <param name="Name">Of the <see cref="BootloaderRow"/> that has the file's shape.</param>
/// <param name="Recipes">Ours that write it.</param>
/// <param name="Fuses">Low, high and extended, JTAG off.</param>
/// <param name="Usb">Ids of the bootloader.</param>
/// <param name="Address">Of the file, behind the host; null where nobody publishes one.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record GuideRow(
    string Name, string[] Recipes, byte[] Fuses, string Usb, string? Address, long? Size, string? Sha256)
{
    public static IReadOnlyList<GuideRow> Avrs { get; } =
    [
        new("ATmega16U4 DFU", ["atmega16u4-dfu"],
            [0x5E, 0xD9, 0xF3], "03EB:2FF3", "qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/bootloader_atmega16u4_1.0.1.hex", 11172,
            "8bba6af6f482d40a4c538f656577d25f32a070a8abff874cc5ca217af6b322a7"),
        new("ATmega32U4 DFU", ["atmega32u4-dfu", "promicro-to-dfu"],
            [0x5E, 0xD9, 0xF3], "03EB:2FF4", "qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/bootloader_atmega32u4_1.0.0.hex", 10944,
            "9fc1fdb469bf273b5e3b2f4c3f056c2b2d62f1dd069a6d89880c208c4f9ca0ac"),
        new("AT90USB64 DFU", ["at90usb64-dfu"],
            [0x5E, 0xDB, 0xF3], "03EB:2FF9", "qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/bootloader_at90usb64_1.0.0.hex", 10900,
            "b903a808a9596854b1f30998de68968967453dac8658801fea859ec4e8435062"),
        new("AT90USB128 DFU", ["at90usb128-dfu"],
            [0x5E, 0xD9, 0xF3], "03EB:2FFB", "qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/bootloader_at90usb128_1.0.1.hex", 12238,
            "1499414a55141b3af0a16643c164d1ad4e8437b39f8748f0019676dc596279db"),
        new("Pro Micro 3V3/8", ["promicro-3v3-caterina", "restore-promicro-3v3"],
            [0xFF, 0xD8, 0xFE], "1B4F:9203", "sparkfun/Arduino_Boards/9c7a4d5ec21b601b9bc5b546f83f1f3628fc8d2b/sparkfun/avr/bootloaders/caterina/Caterina-promicro8.hex", 11288,
            "4936aff3d5c2181bbe41b6231fcb6787c5d4a40221ea08563c152439db4bc8d9"),
        new("Pro Micro 5V/16", ["promicro-5v-caterina", "dfu-to-caterina", "restore-promicro-5v"],
            [0xFF, 0xD8, 0xFB], "1B4F:9205", "sparkfun/Arduino_Boards/9c7a4d5ec21b601b9bc5b546f83f1f3628fc8d2b/sparkfun/avr/bootloaders/caterina/Caterina-promicro16.hex", 11296,
            "bd2cffaedb0636d7cb85664800679ad239f00a736c968a5e5a4329ec37af25e7"),
        new("LilyPadUSB", ["lilypad-usb-caterina", "restore-lilypad-usb"],
            [0xFF, 0xD8, 0xFE], "1B4F:9207", "sparkfun/Arduino_Boards/9c7a4d5ec21b601b9bc5b546f83f1f3628fc8d2b/sparkfun/avr/bootloaders/caterina/Caterina-lilypadusb.hex", 11288,
            "1962f9939716b9ca8a626da62c0bc8ce76c8fc9a0d16416c64b3aa91ee18709f"),
        new("A-Star 32U4", ["a-star-caterina-whole", "a-star-caterina", "restore-a-star"],
            [0xFF, 0xD0, 0xF8], "1FFB:0101", "pololu/a-star/01d20ce26caee1634289a4dd531c3913e49e72ca/bootloaders/caterina/Caterina-A-Star.hex", 25436,
            "5a3b1e470974b3b4836320568616aa2b0d13bedcd2c653c2bf757b22232d6117") { SketchUsb = "1FFB:2300" },
        new("Feather 32U4", ["feather-32u4-caterina", "restore-feather-32u4"],
            [0xFF, 0xD8, 0xFB], "239A:000C", "adafruit/Caterina-Bootloader/9fd52b1ade87b15ee96d08a52452c9b55210b63e/Built%20Firmwares/Caterina-Feather32u4.hex", 11148,
            "5011e3ce3d2e7bfecd337118515c3b746fe57647e2502809042e06363d641a2e"),
        new("ItsyBitsy 3V3/8", ["itsybitsy-3v3-caterina-whole", "itsybitsy-3v3-caterina", "restore-itsybitsy-3v3"],
            [0xFF, 0xD8, 0xFB], "239A:000D", "adafruit/Caterina-Bootloader/411557016cdc498c04840892d769e1f8184613dd/Caterina_itsybitsy3V.hex", 19924,
            "8021f6ddb5773d7a049142f6e2aeb6b0b7d02084dcec4bb65baa96c32a2dfec5") { SketchUsb = "239A:800E" },
        new("ItsyBitsy 5V/16", ["itsybitsy-5v-caterina", "restore-itsybitsy-5v"],
            [0xFF, 0xD8, 0xFB], "239A:000E", "adafruit/Caterina-Bootloader/411557016cdc498c04840892d769e1f8184613dd/Caterina_itsybitsy5V.hex", 9612,
            "6d0209482ff2ba59e7857d049e1d6b2888cfcb2264506fc48d116f3a64546cc8"),
        new("Leonardo", ["leonardo-caterina-whole", "leonardo-caterina", "restore-leonardo"],
            [0xFF, 0xD8, 0xFB], "2341:0036", "arduino/ArduinoCore-avr/bb37d2679e9ee0e3be12526fdf69408ddaffa476/bootloaders/caterina/Caterina-Leonardo.hex", 77748,
            "2127dde14f22f9871fefe3b55361458489c32f89feb2de21a2157b2459d5b86e") { SketchUsb = "2341:8036" },
        new("Micro", ["micro-caterina-whole", "micro-caterina", "restore-micro"],
            [0xFF, 0xD8, 0xFB], "2341:0037", "arduino/ArduinoCore-avr/bb37d2679e9ee0e3be12526fdf69408ddaffa476/bootloaders/caterina/Caterina-Micro.hex", 77748,
            "b530f4b0868482aa5f3d481435996b7b4cb46923efcbdac881a7b345f8dcf9cb") { SketchUsb = "2341:8037" },
        new("BootloadHID", ["atmega32a-bootloadhid"],
            [0x0F, 0xD0], "16C0:05DF", "qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/bootloader_ps2avrgb_bootloadhid_1.0.1.hex", 6776,
            "2a0ff159186e35eba2671398e446e3c1cf4b2c554ca404c18039035bd4d36ec4"),
        new("USBaspLoader 32A", ["atmega32a-usbasploader"],
            [0x1F, 0xC0], "16C0:05DC", null, null, null),
        new("USBaspLoader 328P", ["atmega328p-usbasploader"],
            [0xD7, 0xD0, 0x04], "16C0:05DC", null, null, null),
    ];

    /// <summary>The STM32's row; its file is no HEX.</summary>
    public static GuideRow Bluepill { get; } =
        new("STM32duino", ["bluepill-stm32duino", "bluepill-unlock"],
            [], "1EAF:0003", "rogerclarkmelbourne/STM32duino-bootloader/2b661ec001ab7fa7cab170419219b4dfe6358012/bootloader_only_binaries/generic_boot20_pc13.bin", 7172,
            "8738933a44363f2a3597c7bd6e13afb892b2a4ed304372c31e758745b23b903c");

    /// <summary>Ids of the sketch that the file brings; null where it brings none.</summary>
    public string? SketchUsb { get; private init; }

    /// <summary>What a board shows up as after a recipe: the sketch runs first where it is written.</summary>
    public string UsbAfter(string recipe) =>
        SketchUsb is { } sketch && (recipe.EndsWith("-whole", StringComparison.Ordinal) || recipe.StartsWith("restore-", StringComparison.Ordinal))
            ? sketch
            : Usb;

    /// <summary>The row whose file a recipe writes.</summary>
    public static GuideRow Of(string recipe) => Avrs.Append(Bluepill).Single(row => row.Recipes.Contains(recipe));

    /// <summary>The shape of the file, and the part it is for.</summary>
    public BootloaderRow File => BootloaderRow.Of(Name);

    /// <summary>What the chip's fuses are to be; null for a byte that the part lacks.</summary>
    public byte? Fuse(FuseId id) => (int)id < Fuses.Length ? Fuses[(int)id] : null;
}
