namespace IspRecipes.Devices.Programmers;

/// <summary>The requests of a USBasp: bRequest of a vendor's control transfer (firmware, usbasp.h).</summary>
internal enum UsbAspRequest : byte
{
    /// <summary>IN, 0 bytes: takes SCK as set, RESET low after a short pulse; addresses come with the blocks again.</summary>
    Connect = 1,

    /// <summary>IN, 0 bytes: lets go of all pins; newer firmware forgets SCK.</summary>
    Disconnect = 2,

    /// <summary>IN, 4 bytes: shifts wValue low, wValue high, wIndex low, wIndex high; what came meanwhile.</summary>
    Transmit = 3,

    /// <summary>IN, wLength bytes of flash from wValue on, or from the long address on.</summary>
    ReadFlash = 4,

    /// <summary>IN, 1 byte: 0 when the chip has echoed Programming Enable.</summary>
    EnableProgramming = 5,

    /// <summary>OUT, wLength bytes: wValue address, wIndex low page size 7..0, wIndex high page size 11..8 and flags.</summary>
    WriteFlash = 6,

    /// <summary>IN, wLength bytes of EEPROM, as <see cref="ReadFlash"/>.</summary>
    ReadEeprom = 7,

    /// <summary>OUT, wLength bytes of EEPROM, each written with 9.6 ms of waiting.</summary>
    WriteEeprom = 8,

    /// <summary>IN, 0 bytes: wValue address 15..0, wIndex address 31..16; from now on wValue of a block is ignored.</summary>
    SetLongAddress = 9,

    /// <summary>IN, 1 byte, 0: wValue low is the step; takes effect with <see cref="Connect"/>.</summary>
    SetSck = 10,

    /// <summary>IN, 4 bytes; none from firmware before 2011.</summary>
    GetCapabilities = 127,
}
