using IspRecipes.Devices.Parts;
using IspRecipes.Hardware.Posix;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>A virtual programmer of ours, an ArduinoISP by default, and its chip behind a pty, for somebody else's client.</summary>
internal sealed class ServedTwin : IDisposable
{
    /// <summary>A peer as well: Windows has no pty.</summary>
    public const string Needs = "/dev/ptmx";

    private readonly Pty _pty = Pty.Open();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _server;
    private volatile Exception? _failure;

    /// <param name="part">The chip behind it.</param>
    /// <param name="realTime">True to answer at a board's pace; else at once.</param>
    /// <param name="programmer">Catalogue id of the twin.</param>
    public ServedTwin(AvrPart part, bool realTime = false, string programmer = "avrisp")
    {
        var bench = new SimulatedBench(programmer, part);
        Chip = bench.Chip;
        _server = new Thread(() => Serve(bench, realTime)) { IsBackground = true };
        _server.Start();
    }

    public VirtualAvr Chip { get; }

    public string Port => _pty.Device;

    public void Dispose()
    {
        _end.Cancel();
        _pty.Dispose();
        _server.Join();
        _end.Dispose();
        Assert.Null(_failure);
    }

    private void Serve(SimulatedBench bench, bool realTime)
    {
        try
        {
            new TwinServer(bench.Programmer, bench.Clock) { RealTime = realTime }.Serve(_pty, _end.Token);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
