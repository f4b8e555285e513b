using System.Globalization;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Hardware.Tests.Usb;

/// <summary>
/// The test project as a program of its own, for the rig: opens one device through <see cref="HardwareBench"/> and does
/// the transfers its arguments name, one line of output for each.
/// </summary>
internal static class UsbClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public static int Main(string[] words)
    {
        var bench = new HardwareBench();
        Told(() => string.Join('\n', bench.ListUsb(_ => true).Select(Line)));
        if (words is ["threads", .. string[] paths])
        {
            Array.ForEach(
                Task.WhenAll(paths.Select(path => Task.Run(() => Busy(bench, path)))).Result, Console.WriteLine);
        }
        else if (words is [string path, .. string[] transfers])
        {
            Told(() =>
            {
                UsbDeviceInfo device = bench.ListUsb(_ => true).Single(device => device.Path == path);
                using IUsbLink link = bench.OpenUsb(device, new UsbSettings());
                Array.ForEach(transfers, transfer => Told(() => Do(bench, link, transfer)));
                return "closed";
            });
        }

        return 0;
    }

    /// <summary>Runs it in the rig and gives what it wrote, line by line.</summary>
    internal static string[] Run(UsbRig rig, params string[] words)
    {
        using var client = rig.Start("dotnet", ["exec", typeof(UsbClient).Assembly.Location, .. words]);
        Task<string> messages = client.StandardError.ReadToEndAsync();
        string output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        Assert.True(client.ExitCode == 0, messages.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Line(UsbDeviceInfo device) =>
        $"{device.Name} {device.Release:X4} '{device.Manufacturer}' '{device.Product}' '{device.SerialNumber}'";

    private static void Told(Func<string> what)
    {
        try
        {
            Console.WriteLine(what());
        }
        catch (LinkException failure)
        {
            Console.WriteLine($"ISP{(int)failure.Fault.Code} {string.Join(" | ", failure.Fault.Arguments)}");
        }
    }

    /// <summary><c>in:REQUEST:VALUE:INDEX:LENGTH</c>, <c>out:REQUEST:DATA</c>, <c>bulkin:LENGTH</c>, <c>open:PATH</c> and so on.</summary>
    private static string Do(HardwareBench bench, IUsbLink link, string transfer)
    {
        string[] words = transfer.Split(':');
        switch (words[0])
        {
            case "in":
                byte[] into = new byte[Hex(words[4])];
                return Convert.ToHexString(into.AsSpan(0, link.ControlIn(Setup(words), into, Patience)));
            case "out":
                link.ControlOut(new UsbSetup(UsbSetup.VendorOut, (byte)Hex(words[1]), 0, 0), Convert.FromHexString(words[2]), Patience);
                return "sent";
            case "bulkin":
                byte[] bulk = new byte[Hex(words[1])];
                return Convert.ToHexString(bulk.AsSpan(0, link.BulkIn(0x82, bulk, Patience)));
            case "bulkout":
                link.BulkOut(0x02, Convert.FromHexString(words[1]), Patience);
                return "sent";
            case "reset":
                link.Reset();
                return "reset";
            case "queue":
                return Queue(link, (byte)Hex(words[1]), Hex(words[2]), Hex(words[3]));
            default:
                UsbDeviceInfo device = bench.ListUsb(_ => true).Single(device => device.Path == words[1]);
                using (IUsbLink second = bench.OpenUsb(device, new UsbSettings()))
                {
                    return Do(bench, second, "in:6:0:0:10");
                }
        }
    }

    /// <summary>Opens a device, keeps it busy for a while, and gives what it keeps, if that was the same each time.</summary>
    private static string Busy(HardwareBench bench, string path)
    {
        UsbDeviceInfo device = bench.ListUsb(_ => true).Single(device => device.Path == path);
        using IUsbLink link = bench.OpenUsb(device, new UsbSettings());
        IEnumerable<string> answers = Enumerable.Range(0, 20).Select(_ => $"{Do(bench, link, "in:6:0:0:1")} {Queue(link, EchoDevice.Echo, 20, -1)}");
        return string.Join(" | ", answers.Distinct());
    }

    private static string Queue(IUsbLink link, byte request, int count, int failing)
    {
        UsbSetup[] setups = [.. Enumerable.Range(0, count).Select(index => new UsbSetup(
            UsbSetup.VendorIn, index == failing ? request : EchoDevice.Echo, (ushort)index, 0))];
        byte[] into = new byte[count * 2];
        link.ControlInQueued(setups, into, Patience);
        return Convert.ToHexString(into);
    }

    private static UsbSetup Setup(string[] words) =>
        new(UsbSetup.VendorIn, (byte)Hex(words[1]), (ushort)Hex(words[2]), (ushort)Hex(words[3]));

    private static int Hex(string word) => int.Parse(word, NumberStyles.HexNumber);
}
