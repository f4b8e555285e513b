using System.Runtime.InteropServices;

namespace IspRecipes.Hardware.Usb;

/// <summary>What a device says of itself, 18 bytes in wire order (USB 2.0, table 9-8; libusb gives host byte order).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct UsbDeviceDescriptor
{
    internal byte Length;
    internal byte DescriptorType;
    internal ushort UsbVersion;
    internal byte DeviceClass;
    internal byte DeviceSubClass;
    internal byte DeviceProtocol;
    internal byte MaxPacketSize0;
    internal ushort Vendor;
    internal ushort Product;
    internal ushort Release;
    internal byte ManufacturerIndex;
    internal byte ProductIndex;
    internal byte SerialNumberIndex;
    internal byte Configurations;
}

/// <summary>struct libusb_transfer (libusb.h), without the isochronous packets behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UsbTransfer
{
    internal nint Handle;
    internal byte Flags;
    internal byte Endpoint;
    internal byte Type;
    internal uint Milliseconds;
    internal UsbTransferStatus Status;
    internal int Length;
    internal int Moved;
    internal delegate* unmanaged<UsbTransfer*, void> Callback;
    internal nint UserData;
    internal byte* Buffer;
    internal int IsochronousPackets;
}

/// <summary>enum libusb_transfer_status.</summary>
internal enum UsbTransferStatus
{
    Completed,
    Error,
    TimedOut,
    Cancelled,
    Stall,
    NoDevice,
    Overflow,
}

/// <summary>enum libusb_error.</summary>
internal enum UsbError
{
    None = 0,
    InputOutput = -1,
    InvalidParameter = -2,
    Access = -3,
    NoDevice = -4,
    NotFound = -5,
    Busy = -6,
    Timeout = -7,
    Overflow = -8,
    Pipe = -9,
    Interrupted = -10,
    NoMemory = -11,
    NotSupported = -12,
    Other = -99,
}
