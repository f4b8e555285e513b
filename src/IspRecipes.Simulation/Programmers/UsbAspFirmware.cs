namespace IspRecipes.Simulation.Programmers;

/// <summary>What the firmwares of USBasps differ in (changelogs, main.c, isp.c, usbconfig.h).</summary>
public sealed record UsbAspFirmware
{
    /// <summary>bcdDevice.</summary>
    public required ushort Release { get; init; }

    /// <summary>Answers GETCAPABILITIES.</summary>
    public bool HasCapabilities { get; init; } = true;

    /// <summary>Knows SETISPSCK; else any SCK is <see cref="OwnSck"/>.</summary>
    public bool SetsSck { get; init; } = true;

    /// <summary>Loads the extended address byte of parts above 128 KiB.</summary>
    public bool ExtendsAddress { get; init; } = true;

    /// <summary>USB_CFG_LONG_TRANSFERS: IN transfers above 254 bytes.</summary>
    public bool LongTransfers { get; init; }

    /// <summary>Longest OUT transfer; null for any, as V-USB takes it. Another USB stack stalls a longer one.</summary>
    public int? LongestOut { get; init; }

    /// <summary>Tries slower clocks by itself when a chip does not answer, and waits 20 ms after RESET.</summary>
    public bool StepsDown { get; init; }

    /// <summary>SCK in hertz where none is set.</summary>
    public double OwnSck { get; init; } = 375e3;

    /// <summary>Thomas Fischl's, 2011-05-28: what most clones are sold with.</summary>
    public static UsbAspFirmware Of2011 { get; } = new() { Release = 0x0104 };

    /// <summary>Thomas Fischl's, 2009-02-28: the first with SETISPSCK.</summary>
    public static UsbAspFirmware Of2009 { get; } =
        new() { Release = 0x0103, HasCapabilities = false, ExtendsAddress = false };

    /// <summary>Thomas Fischl's, 2007-10-23.</summary>
    public static UsbAspFirmware Of2007 { get; } = Of2009 with { Release = 0x0102, SetsSck = false };

    /// <summary>Dimitrios Ioannidis's, 2023-03-22.</summary>
    public static UsbAspFirmware Of2023 { get; } =
        new() { Release = 0x0111, LongTransfers = true, StepsDown = true, OwnSck = 1.5e6 };
}
