using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>The line settings a tty was found with, and the raw mode it is put into meanwhile.</summary>
internal abstract class TtyMode
{
    /// <summary>Takes note of the settings; null, with errno set, where the file is no tty.</summary>
    internal static TtyMode? Of(SafeFileHandle tty) =>
        OperatingSystem.IsMacOS() ? MacTtyMode.Read(tty) : LinuxTtyMode.Read(tty);

    /// <summary>
    /// 8N1, no flow control, nothing interpreted, modem status ignored, DTR left alone on close (HUPCL off).
    /// </summary>
    /// <param name="baud">Bits per second, any number the hardware can divide down to.</param>
    /// <returns>False, with errno set, where the device does not take the speed.</returns>
    internal abstract bool SetRaw(int baud);

    /// <summary>Gives back what was found.</summary>
    /// <param name="keepDtr">Keeps HUPCL off, so that the last close leaves DTR as it is.</param>
    internal abstract void Restore(bool keepDtr);
}
