using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>A pipe that ends another thread's wait for a file.</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle _reader;
    private readonly SafeFileHandle _writer;

    internal WakeUp()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends) < 0)
        {
            throw new IOException($"a pipe: {Errno.Text(Errno.Last)}");
        }

        _reader = new SafeFileHandle(ends[0], ownsHandle: true);
        _writer = new SafeFileHandle(ends[1], ownsHandle: true);
        _ = Libc.Ioctl(_reader, TtyAbi.CloseOnExec);
        _ = Libc.Ioctl(_writer, TtyAbi.CloseOnExec);
    }

    internal void Signal()
    {
        byte anything = 0;
        _ = Libc.Write(_writer, &anything, 1);
    }

    /// <summary>Waits until the file is ready; false once signalled or disposed.</summary>
    internal bool WaitFor(SafeFileHandle file, short events)
    {
        bool fileHeld = false;
        bool readerHeld = false;
        try
        {
            file.DangerousAddRef(ref fileHeld);
            _reader.DangerousAddRef(ref readerHeld);
            Span<PollEntry> entries =
            [
                new PollEntry((int)file.DangerousGetHandle(), events),
                new PollEntry((int)_reader.DangerousGetHandle(), Libc.PollIn),
            ];
            return Libc.PollUntil(Deadline.Never, entries) > 0 && entries[1].Happened == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (fileHeld)
            {
                file.DangerousRelease();
            }

            if (readerHeld)
            {
                _reader.DangerousRelease();
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }
}
