using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Links;
using Microsoft.Win32;

namespace IspRecipes.Hardware.Windows;

/// <summary>COM ports as the registry tells them; nothing is opened.</summary>
internal static partial class WindowsPorts
{
    [SupportedOSPlatform("windows")]
    internal static IReadOnlyList<PortInfo> List()
    {
        using RegistryKey? present = Registry.LocalMachine.OpenSubKey(@"HARDWARE\DEVICEMAP\SERIALCOMM");
        string[] names = [.. present?.GetValueNames().Select(name => present.GetValue(name)).OfType<string>() ?? []];
        Dictionary<string, PortInfo> known = EverSeen();
        return [.. names
            .OrderBy(name => name.Length)
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Select(name => known.GetValueOrDefault(name) ?? new PortInfo(name))];
    }

    /// <summary>
    /// Ids from a key like <c>VID_2341&amp;PID_8037&amp;MI_00</c> or <c>VID_0403+PID_6001+A50285BI</c>.
    /// </summary>
    internal static UsbId? UsbIdOf(string key) => UsbKey().Match(key) is { Success: true } match
        ? new UsbId(Convert.ToUInt16(match.Groups[1].Value, 16), Convert.ToUInt16(match.Groups[2].Value, 16))
        : null;

    [GeneratedRegex("VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})", RegexOptions.IgnoreCase)]
    private static partial Regex UsbKey();

    /// <summary>Every USB device that was ever given a COM name, by that name.</summary>
    [SupportedOSPlatform("windows")]
    private static Dictionary<string, PortInfo> EverSeen()
    {
        var ports = new Dictionary<string, PortInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (string bus in (string[])["USB", "FTDIBUS"])
        {
            using RegistryKey? devices = Registry.LocalMachine.OpenSubKey($@"SYSTEM\CurrentControlSet\Enum\{bus}");
            foreach (string device in devices?.GetSubKeyNames() ?? [])
            {
                using RegistryKey? instances = devices!.OpenSubKey(device);
                foreach (string instance in instances?.GetSubKeyNames() ?? [])
                {
                    using RegistryKey? parameters = instances!.OpenSubKey($@"{instance}\Device Parameters");
                    if (parameters?.GetValue("PortName") is string name)
                    {
                        // An instance with an ampersand is made up by Windows for a device without a serial number.
                        ports[name] = new PortInfo(name, UsbIdOf(device), instance.Contains('&') ? null : instance);
                    }
                }
            }
        }

        return ports;
    }
}
