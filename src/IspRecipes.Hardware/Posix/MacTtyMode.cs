using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>Line settings by macOS's termios, and IOSSIOSPEED for the speed.</summary>
internal sealed unsafe class MacTtyMode : TtyMode
{
    // sys/termios.h, IOKit/serial/ioss.h.
    private const uint SetSpeed = 0x80085402; // IOSSIOSPEED
    private const uint IgnoreBreak = 0x1; // IGNBRK
    private const uint EightBits = 0x300; // CS8
    private const uint EnableReceiver = 0x800; // CREAD
    private const uint HangUpOnClose = 0x4000; // HUPCL
    private const uint IgnoreModemStatus = 0x8000; // CLOCAL
    private const int MinimumBytes = 16; // VMIN
    private const int AtOnce = 0; // TCSANOW

    private readonly SafeFileHandle _tty;
    private readonly Termios _found;

    private MacTtyMode(SafeFileHandle tty, Termios found) => (_tty, _found) = (tty, found);

    internal static MacTtyMode? Read(SafeFileHandle tty)
    {
        Termios found;
        return Libc.GetAttributes(tty, &found) < 0 ? null : new MacTtyMode(tty, found);
    }

    internal override bool SetRaw(int baud)
    {
        var raw = new Termios
        {
            Input = IgnoreBreak,
            Control = EightBits | EnableReceiver | IgnoreModemStatus,
            InputSpeed = 9600,
            OutputSpeed = 9600,
        };
        raw.Characters[MinimumBytes] = 1;
        if (Libc.SetAttributes(_tty, AtOnce, &raw) < 0)
        {
            return false;
        }

        // A pty has no speed and refuses the request as unknown to it.
        nuint speed = (nuint)baud;
        return Libc.Ioctl(_tty, SetSpeed, &speed) >= 0 || Errno.Last == Errno.NotTty;
    }

    internal override void Restore(bool keepDtr)
    {
        Termios settings = _found;
        if (keepDtr)
        {
            settings.Control &= ~(nuint)HangUpOnClose;
        }

        _ = Libc.SetAttributes(_tty, AtOnce, &settings);
    }

    private struct Termios
    {
        internal nuint Input;
        internal nuint Output;
        internal nuint Control;
        internal nuint Local;
        internal ControlCharacters Characters;
        internal nuint InputSpeed;
        internal nuint OutputSpeed;
    }

    [InlineArray(20)]
    private struct ControlCharacters
    {
        private byte _first;
    }
}
