using System.Net;
using System.Net.Sockets;
using IspRecipes.Devices.Parts;
using IspRecipes.Hardware;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A programmer behind a network, such as a serial port that ser2net serves.</summary>
public sealed class NetTests
{
    [Fact]
    public async Task A_recipe_flashes_a_chip_over_tcp()
    {
        SimulatedBench bench = Bench.With("avrisp", "atmega32u4");
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task served = Task.Run(() => Serve(listener, bench));
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        CliRun run = Isprecipe.On(new HardwareBench(), "run", Isprecipe.Demo, "--port", $"net:127.0.0.1:{port}").EndedWith(0);
        await served;

        Assert.StartsWith("Done:", run.Out, StringComparison.Ordinal);
        Assert.Equal((0xD9, 0xEF), (bench.Chip.Fuse(FuseId.High), bench.Chip.Fuse(FuseId.Lock)));
        Assert.True(bench.Chip.Flash[0x7000] != 0xFF, "the boot section is written");
        Assert.Empty(bench.Chip.Violations);
    }

    private static void Serve(TcpListener listener, SimulatedBench bench)
    {
        using TcpClient client = listener.AcceptTcpClient();
        client.NoDelay = true;
        new TwinServer(bench.Programmer, bench.Clock).Serve(client.GetStream(), CancellationToken.None);
    }
}
