using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation;

/// <summary>
/// Serves a virtual programmer to any program at the other end of a stream, a pseudo-terminal for one. Time that the
/// program spends passes on the virtual clock too; time that the board and the line would take is skipped, unless
/// <see cref="RealTime"/> is set: then every answer comes as late as it would from the board.
/// </summary>
/// <param name="programmer">The twin.</param>
/// <param name="clock">The host's side of it, the bench's clock.</param>
/// <param name="time">The other program's time; null for the system's.</param>
public sealed class TwinServer(VirtualSerialProgrammer programmer, VirtualClock clock, TimeProvider? time = null)
{
    /// <summary>A stream tells no baud rate: the one of ArduinoISP, where the board has none of its own.</summary>
    private const int UsualBaud = 19200;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What passes from here on the other program spends.</summary>
    private long _answered;

    public bool RealTime { get; init; }

    /// <summary>Answers until the stream ends, the twin hangs up, or <paramref name="cancel"/> is raised between two reads.</summary>
    public void Serve(Stream stream, CancellationToken cancel)
    {
        programmer.Open(new SerialSettings(programmer.Options.Baud ?? UsualBaud));
        using VirtualSerialProgrammer port = programmer;
        var buffer = new byte[4096];
        _answered = _time.GetTimestamp();
        try
        {
            int count;
            while (!cancel.IsCancellationRequested && (count = stream.Read(buffer)) > 0)
            {
                clock.Wait(_time.GetElapsedTime(_answered));
                Answer(buffer.AsSpan(0, count), stream, cancel);
            }
        }
        catch (LinkException hangUp) when (hangUp.Fault.Code == FaultCode.LinkHungUp)
        {
            // The twin was told to vanish; the caller closes the stream.
        }
    }

    private void Answer(ReadOnlySpan<byte> bytes, Stream stream, CancellationToken cancel)
    {
        if (!RealTime)
        {
            Send(programmer.Receive(bytes), stream);
            return;
        }

        // A program may send commands ahead, and a board answers each before it takes the next.
        TimeSpan asked = clock.Now;
        long began = _time.GetTimestamp();
        foreach (byte value in bytes)
        {
            byte[] answer = programmer.Receive([value]);
            if (answer.Length > 0)
            {
                WaitUntil(began, clock.Now - asked, cancel);
                Send(answer, stream);
            }
        }

        WaitUntil(began, clock.Now - asked, cancel);
        _answered = _time.GetTimestamp();
    }

    private void Send(byte[] answer, Stream stream)
    {
        _answered = _time.GetTimestamp();
        stream.Write(answer);
        stream.Flush();
    }

    private void WaitUntil(long began, TimeSpan due, CancellationToken cancel)
    {
        TimeSpan left = due - _time.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            cancel.WaitHandle.WaitOne(left);
        }
    }
}
