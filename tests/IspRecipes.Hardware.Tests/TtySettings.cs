using IspRecipes.Hardware.Posix;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Tests;

/// <summary>A second look at a tty: its termios2 (asm-generic/termbits.h) as another program would see it.</summary>
internal sealed unsafe class TtySettings : IDisposable
{
    internal const uint HangUpOnClose = 0x400;
    internal const uint SpeedMask = 0x100F;

    private readonly SafeFileHandle _tty;

    internal TtySettings(string device) =>
        _tty = Libc.Open(device, TtyAbi.OpenReadWrite | TtyAbi.OpenNoControllingTty | TtyAbi.OpenNonBlocking);

    internal SafeFileHandle Handle => _tty;

    internal byte[] Raw
    {
        get
        {
            byte[] settings = new byte[44];
            fixed (byte* into = settings)
            {
                Assert.True(Libc.Ioctl(_tty, 0x802C542A, into) >= 0);
            }

            return settings;
        }
        set
        {
            fixed (byte* from = value)
            {
                Assert.True(Libc.Ioctl(_tty, 0x402C542B, from) >= 0);
            }
        }
    }

    internal uint Control => BitConverter.ToUInt32(Raw, 8);

    internal uint OutputSpeed => BitConverter.ToUInt32(Raw, 40);

    public void Dispose() => _tty.Dispose();
}
