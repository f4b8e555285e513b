using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Catalog;

/// <summary>
/// How a computer reaches a programmer. What creates one opens nothing but takes the open link over; the caller calls
/// <see cref="IspProgrammer.Open"/>.
/// </summary>
public abstract record Reach
{
    private Reach()
    {
    }

    /// <summary>Over a serial port, a native one, an adapter, or a device that shows itself as one.</summary>
    /// <param name="Baud">Bits per second when the recipe names none.</param>
    /// <param name="Create">Makes the driver.</param>
    public sealed record Serial(int Baud, Func<ISerialLink, IClock, IspProgrammer> Create) : Reach;

    /// <summary>As a USB device of its own kind, through libusb.</summary>
    /// <param name="Create">Makes the driver.</param>
    public sealed record Usb(Func<IUsbLink, IClock, IspProgrammer> Create) : Reach
    {
        /// <summary>Configuration and interface that the driver talks to.</summary>
        public UsbSettings Settings { get; init; } = new();
    }

    /// <summary>As a debug probe on USB, which speaks SWD to the chip.</summary>
    /// <param name="Create">Makes the driver.</param>
    public sealed record Swd(Func<IUsbLink, IClock, ISwdProbe> Create) : Reach;
}
