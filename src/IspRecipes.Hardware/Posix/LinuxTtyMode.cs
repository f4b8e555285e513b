using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>Line settings by termios2, the kernel's own structure, which takes any speed.</summary>
internal sealed unsafe class LinuxTtyMode : TtyMode
{
    // asm-generic/ioctls.h and termbits.h.
    private const uint GetSettings = 0x802C542A; // TCGETS2
    private const uint SetSettings = 0x402C542B; // TCSETS2
    private const uint IgnoreBreak = 0x1; // IGNBRK
    private const uint EightBits = 0x30; // CS8
    private const uint EnableReceiver = 0x80; // CREAD
    private const uint HangUpOnClose = 0x400; // HUPCL
    private const uint IgnoreModemStatus = 0x800; // CLOCAL
    private const uint OtherSpeed = 0x1000; // BOTHER: the speed stands in the speed fields
    private const int MinimumBytes = 6; // VMIN

    /// <summary>A driver rounds to what its clock divides down to; a UART stands 3 %.</summary>
    private const double SpeedTolerance = 0.03;

    private readonly SafeFileHandle _tty;
    private readonly Termios2 _found;

    private LinuxTtyMode(SafeFileHandle tty, Termios2 found) => (_tty, _found) = (tty, found);

    internal static LinuxTtyMode? Read(SafeFileHandle tty)
    {
        Termios2 found;
        return Libc.Ioctl(tty, GetSettings, &found) < 0 ? null : new LinuxTtyMode(tty, found);
    }

    internal override bool SetRaw(int baud)
    {
        var raw = new Termios2
        {
            Input = IgnoreBreak,
            Control = EightBits | EnableReceiver | IgnoreModemStatus | SpeedCode(baud),
            InputSpeed = (uint)baud,
            OutputSpeed = (uint)baud,
        };

        // With one byte as the minimum a non-blocking read says EAGAIN when there is nothing and 0 only on hang-up.
        raw.Characters[MinimumBytes] = 1;

        Termios2 taken;
        return Libc.Ioctl(_tty, SetSettings, &raw) >= 0
            && Libc.Ioctl(_tty, GetSettings, &taken) >= 0
            && Math.Abs(taken.OutputSpeed - (double)baud) <= baud * SpeedTolerance;
    }

    internal override void Restore(bool keepDtr)
    {
        Termios2 settings = _found;
        if (keepDtr)
        {
            settings.Control &= ~HangUpOnClose;
        }

        _ = Libc.Ioctl(_tty, SetSettings, &settings);
    }

    /// <summary>The speed's B constant where it has one: older programs know no other.</summary>
    private static uint SpeedCode(int baud) => baud switch
    {
        1200 => 0x9,
        2400 => 0xB,
        4800 => 0xC,
        9600 => 0xD,
        19200 => 0xE,
        38400 => 0xF,
        57600 => 0x1001,
        115200 => 0x1002,
        230400 => 0x1003,
        460800 => 0x1004,
        500000 => 0x1005,
        921600 => 0x1007,
        1000000 => 0x1008,
        2000000 => 0x100B,
        _ => OtherSpeed,
    };

    private struct Termios2
    {
        internal uint Input;
        internal uint Output;
        internal uint Control;
        internal uint Local;
        internal byte Discipline;
        internal ControlCharacters Characters;
        internal uint InputSpeed;
        internal uint OutputSpeed;
    }

    [InlineArray(19)]
    private struct ControlCharacters
    {
        private byte _first;
    }
}
