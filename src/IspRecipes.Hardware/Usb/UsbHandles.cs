using System.Runtime.InteropServices;

namespace IspRecipes.Hardware.Usb;

/// <summary>libusb's context; it outlives the devices opened in it.</summary>
internal sealed class UsbContextHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibUsb.Exit(handle);
        return true;
    }
}

/// <summary>An open device.</summary>
internal sealed class UsbDeviceHandle() : SafeHandle(0, ownsHandle: true)
{
    private UsbContextHandle? _context;

    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the context until the device is closed.</summary>
    internal void BelongsTo(UsbContextHandle context)
    {
        bool held = false;
        context.DangerousAddRef(ref held);
        _context = held ? context : null;
    }

    protected override bool ReleaseHandle()
    {
        LibUsb.Close(handle);
        _context?.DangerousRelease();
        return true;
    }
}
