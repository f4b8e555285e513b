using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Ports;

/// <summary>
/// Whether opening a port resets the board behind it. A USB-UART adapter (CH340, FTDI, CP210x, the Uno's 16U2) turns
/// the DTR edge into a reset pulse. A chip with its own USB only learns that a host is there.
/// </summary>
internal static class OpeningReset
{
    /// <param name="usb">Ids of the device behind the port; null where unknown.</param>
    /// <returns>True when unknown: to wait for a board that runs costs 3 s, not to wait for one in reset the run.</returns>
    internal static bool Expected(UsbId? usb) => usb is not { } id || !IsNative(id);

    private static bool IsNative(UsbId id) => id.Vendor switch
    {
        // Arduino: sketches on native USB have bit 15 set; Caterina on Leonardo and Micro; the Due's native port.
        0x2341 or 0x2A03 => id.Product >= 0x8000 || id.Product is 0x0036 or 0x0037 or 0x003E,
        0x1B4F or 0x239A or 0x2E8A => true, // SparkFun (Pro Micro), Adafruit, Raspberry Pi (RP2040)
        0x16C0 => id.Product is 0x0483 or 0x0487 or 0x27DD, // Teensy serial, with HID; CDC-ACM on the shared vendor id
        0x03EB => id.Product == 0x2044, // LUFA's CDC class
        0x0483 => id.Product == 0x5740, // ST's virtual COM port on STM32
        _ => false,
    };
}
