namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The requests of a USBtiny: bRequest of a vendor's control transfer (firmware, main.c). Addresses are bytes, in wIndex.
/// Until POWERUP, and after POWERDOWN, all from SPI on are answered with nothing.
/// </summary>
internal enum UsbTinyRequest : byte
{
    /// <summary>IN, 0 bytes: wValue low SCK period in µs, 1 to 250; wIndex low 0 pulls RESET low, else lets it rise.</summary>
    PowerUp = 5,

    /// <summary>IN, 0 bytes: lets go of all pins.</summary>
    PowerDown = 6,

    /// <summary>IN, 4 bytes: shifts wValue low, wValue high, wIndex low, wIndex high; what came meanwhile.</summary>
    Spi = 7,

    /// <summary>IN, 0 bytes: wValue holds two values that a byte being written may read as.</summary>
    PollBytes = 8,

    /// <summary>IN, wLength bytes, 255 at most, by instructions 20 and 28.</summary>
    ReadFlash = 9,

    /// <summary>OUT: loads the page buffer by instructions 40 and 48. wValue 0: no polling.</summary>
    WriteFlash = 10,

    /// <summary>IN, wLength bytes, 255 at most, by instruction A0.</summary>
    ReadEeprom = 11,

    /// <summary>
    /// OUT: writes byte by byte with instruction C0 and reads each until it is there, for wValue µs at most, counted
    /// as 32 SCK periods a reading.
    /// </summary>
    WriteEeprom = 12,
}
