using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Windows;

namespace IspRecipes.Hardware.Ports;

/// <summary>The serial ports of this machine.</summary>
internal static class SerialPorts
{
    internal static IReadOnlyList<PortInfo> List()
    {
        if (OperatingSystem.IsWindows())
        {
            return WindowsPorts.List();
        }

        return OperatingSystem.IsMacOS() ? MacPorts() : new LinuxPorts().List();
    }

    /// <summary>The call-out devices; opening a tty.* one would wait for carrier. Ids would take IOKit.</summary>
    private static IReadOnlyList<PortInfo> MacPorts() =>
        [.. Directory.EnumerateFiles("/dev", "cu.*").Order(StringComparer.Ordinal).Select(path => new PortInfo(path))];
}
