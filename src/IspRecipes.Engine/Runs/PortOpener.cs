using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>Chooses a programmer's port and opens it.</summary>
internal static class PortOpener
{
    /// <param name="bench">Where the port is.</param>
    /// <param name="programmer">What is expected behind it.</param>
    /// <param name="baud">Bits per second.</param>
    /// <param name="port">As the user named it; null for <c>auto</c>. A simulated bench has one port, whatever the recipe says.</param>
    /// <param name="options">Whether the bench is simulated, and where frames are traced to.</param>
    /// <exception cref="LinkException">None or several fit (ISP4002, 4003), or the port cannot be opened.</exception>
    public static Session Open(IBench bench, ProgrammerRow programmer, int baud, string? port, RunOptions options)
    {
        string path = Select(bench, programmer, options.Simulated ? null : port);
        var line = new MeteredSerialLink(Open(bench, path, new SerialSettings(baud)), bench.Clock, options.Trace);
        return new Session(line, programmer.Create(line, bench.Clock));
    }

    /// <summary>A port that is not there is answered with those that are.</summary>
    private static ISerialLink Open(IBench bench, string path, SerialSettings settings)
    {
        try
        {
            return bench.OpenSerial(path, settings);
        }
        catch (LinkException missing) when (missing.Fault is { Code: FaultCode.PortNotFound, Arguments: [_] })
        {
            string[] present = [.. bench.List().Select(PortSelector.Describe)];
            throw new LinkException(missing.Fault with { Arguments = [.. missing.Fault.Arguments, present] });
        }
    }

    private static string Select(IBench bench, ProgrammerRow programmer, string? port)
    {
        PortWish wish = PortWish.Parse(port ?? "auto", out Fault? fault) ?? throw new LinkException(fault!);
        PortSelection selection = PortSelector.Select(wish, bench.List(), programmer.Knows);
        return selection.Path ?? throw new LinkException(selection.Fault!);
    }
}
