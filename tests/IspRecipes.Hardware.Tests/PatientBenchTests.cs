using System.Diagnostics;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Tests;

/// <summary>Two at one port: another isprecipe is waited for, everybody else is not.</summary>
public sealed class PatientBenchTests : IDisposable
{
    private static readonly SerialSettings Settings = new(19200);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _cancel = new();
    private readonly List<string> _awaited = [];

    public void Dispose() => _cancel.Dispose();

    [LinuxFact]
    public void A_port_that_another_run_has_is_waited_for_and_told_once()
    {
        using Pty pty = Pty.Open();
        PosixSerialLink first = PosixSerialLink.Open(pty.Device, Settings);
        PatientBench bench = new(new HardwareBench(), Long, (port, _) => { _awaited.Add(port); first.Dispose(); }, _cancel.Token);

        using ISerialLink second = bench.OpenSerial(pty.Device, Settings);

        Assert.Equal([pty.Device], _awaited);
        Assert.Equal(pty.Device, second.Port);
    }

    [LinuxFact]
    public void A_port_is_the_same_one_under_another_name()
    {
        using Pty pty = Pty.Open();
        using TemporaryFolder folder = new();
        string link = folder["board"];
        File.CreateSymbolicLink(link, pty.Device);
        PosixSerialLink first = PosixSerialLink.Open(pty.Device, Settings);
        PatientBench bench = new(new HardwareBench(), Long, (port, _) => { _awaited.Add(port); first.Dispose(); }, _cancel.Token);

        bench.OpenSerial(link, Settings).Dispose();

        Assert.Equal([link], _awaited);
    }

    [LinuxFact]
    public void A_port_that_another_program_has_is_refused_at_once_with_its_name()
    {
        using Pty pty = Pty.Open();
        using Process stranger = Process.Start(
            new ProcessStartInfo("flock", [pty.Device, "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", stranger.StandardOutput.ReadLine());
            PatientBench bench = new(new HardwareBench(), Long, (port, _) => _awaited.Add(port), _cancel.Token);

            LinkException refused = Assert.Throws<LinkException>(() => bench.OpenSerial(pty.Device, Settings));

            Assert.Equal(FaultCode.PortBusy, refused.Fault.Code);
            Assert.Contains("sleep", $"{refused.Fault.Arguments[1]}");
            Assert.Empty(_awaited);
        }
        finally
        {
            stranger.Kill(entireProcessTree: true);
        }
    }

    [LinuxFact]
    public void Waiting_ends_when_it_is_cancelled()
    {
        using Pty pty = Pty.Open();
        using PosixSerialLink first = PosixSerialLink.Open(pty.Device, Settings);
        PatientBench bench = new(new HardwareBench(), Long, (_, _) => _cancel.Cancel(), _cancel.Token);

        Assert.Throws<OperationCanceledException>(() => bench.OpenSerial(pty.Device, Settings));
    }

    [LinuxFact]
    public void Without_patience_a_busy_port_is_refused()
    {
        using Pty pty = Pty.Open();
        using PosixSerialLink first = PosixSerialLink.Open(pty.Device, Settings);
        PatientBench bench = new(new HardwareBench(), TimeSpan.Zero, (port, _) => _awaited.Add(port), _cancel.Token);

        LinkException refused = Assert.Throws<LinkException>(() => bench.OpenSerial(pty.Device, Settings));

        Assert.Equal(FaultCode.PortBusy, refused.Fault.Code);
        Assert.Empty(_awaited);
    }

    [LinuxFact]
    public void A_stranger_is_who_runs_something_else()
    {
        using Process stranger = Process.Start("sleep", "600");
        try
        {
            Assert.False(PortHolder.IsStranger("/proc/self"));
            Assert.True(PortHolder.IsStranger($"/proc/{stranger.Id}"));
        }
        finally
        {
            stranger.Kill();
        }
    }

    /// <summary>A process that ends loses its memory before its files; afterwards both are gone, and the port is free.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7f00-7f01 r--p 00000000 08:01 1 /tools/IspRecipes.Hardware.dll (deleted)\n")]
    public void Who_ends_at_this_moment_or_was_replaced_on_disk_may_have_been_ours(string? maps)
    {
        using TemporaryFolder process = new();
        if (maps is not null)
        {
            File.WriteAllText(process["maps"], maps);
        }

        Assert.False(PortHolder.IsStranger(process.Root));
    }
}
