using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Ports;

namespace IspRecipes.Hardware.Tests;

/// <summary>Lays out a sysfs like the kernel's and reads it back.</summary>
public sealed class LinuxPortsTests : IDisposable
{
    private const string Usb1 = "sys/devices/pci0000:00/0000:00:14.0/usb1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void A_board_behind_a_hub_is_listed_with_all_the_system_knows()
    {
        UsbDevice($"{Usb1}/1-2/1-2.3", "2341", "8037", "Arduino Micro", "A1B2C3");
        Tty("ttyACM0", $"{Usb1}/1-2/1-2.3/1-2.3:1.0");
        ById("usb-Arduino_LLC_Arduino_Micro_A1B2C3-if00", "ttyACM0");

        PortInfo port = Assert.Single(new LinuxPorts(_folder.Root).List());

        Assert.Equal(
            new PortInfo(
                "/dev/ttyACM0",
                new UsbId(0x2341, 0x8037),
                "A1B2C3",
                "1-2.3",
                "/dev/serial/by-id/usb-Arduino_LLC_Arduino_Micro_A1B2C3-if00",
                "Arduino Micro"),
            port);
    }

    [LinuxFact]
    public void An_adapter_without_a_serial_number_has_one_folder_more_above_it()
    {
        UsbDevice($"{Usb1}/1-4", "1a86", "7523", "USB Serial", serial: null);
        Tty("ttyUSB0", $"{Usb1}/1-4/1-4:1.0/ttyUSB0");

        PortInfo port = Assert.Single(new LinuxPorts(_folder.Root).List());

        Assert.Equal(new PortInfo("/dev/ttyUSB0", new UsbId(0x1A86, 0x7523), null, "1-4", null, "USB Serial"), port);
    }

    [LinuxFact]
    public void A_uart_is_listed_and_one_the_board_lacks_is_not()
    {
        Tty("ttyS0", "sys/devices/pnp0/00:04", type: "4");
        Tty("ttyS1", "sys/devices/platform/serial8250", type: "0");

        Assert.Equal([new PortInfo("/dev/ttyS0")], new LinuxPorts(_folder.Root).List());
    }

    [LinuxFact]
    public void Consoles_and_ptys_have_no_device_and_are_not_listed()
    {
        Directory.CreateDirectory(_folder["sys/devices/virtual/tty/tty1"]);
        Directory.CreateDirectory(_folder["sys/class/tty"]);
        File.CreateSymbolicLink(_folder["sys/class/tty/tty1"], "../../devices/virtual/tty/tty1");

        Assert.Empty(new LinuxPorts(_folder.Root).List());
        Assert.Null(new LinuxPorts(_folder.Root).Find("3"));
    }

    [LinuxFact]
    public void Ports_are_listed_in_the_order_people_count()
    {
        foreach (int number in (int[])[10, 2, 0])
        {
            UsbDevice($"{Usb1}/1-{number + 1}", "2341", "0043", "Arduino Uno", $"{number}");
            Tty($"ttyACM{number}", $"{Usb1}/1-{number + 1}/1-{number + 1}:1.0");
        }

        Assert.Equal(
            ["/dev/ttyACM0", "/dev/ttyACM2", "/dev/ttyACM10"],
            new LinuxPorts(_folder.Root).List().Select(port => port.Path));
    }

    [LinuxFact]
    public void A_system_without_sysfs_has_no_ports() => Assert.Empty(new LinuxPorts(_folder.Root).List());

    [LinuxFact]
    public void This_machine_can_be_listed() =>
        Assert.All(new HardwareBench().List(), port => Assert.StartsWith("/dev/", port.Path));

    private void UsbDevice(string path, string vendor, string product, string name, string? serial)
    {
        Directory.CreateDirectory(_folder[path]);
        File.WriteAllText(_folder[$"{path}/idVendor"], $"{vendor}\n");
        File.WriteAllText(_folder[$"{path}/idProduct"], $"{product}\n");
        File.WriteAllText(_folder[$"{path}/product"], $"{name}\n");
        if (serial is not null)
        {
            File.WriteAllText(_folder[$"{path}/serial"], $"{serial}\n");
        }
    }

    /// <summary>The class folder holds links into the device tree; "device" is relative to where it lies.</summary>
    private void Tty(string name, string device, string? type = null)
    {
        string folder = $"{device}/tty/{name}";
        Directory.CreateDirectory(_folder[folder]);
        Directory.CreateDirectory(_folder["sys/class/tty"]);
        File.CreateSymbolicLink(_folder[$"{folder}/device"], "../..");
        File.CreateSymbolicLink(_folder[$"sys/class/tty/{name}"], $"../../../{folder}");
        if (type is not null)
        {
            File.WriteAllText(_folder[$"{folder}/type"], $"{type}\n");
        }
    }

    private void ById(string name, string tty)
    {
        Directory.CreateDirectory(_folder["dev/serial/by-id"]);
        File.CreateSymbolicLink(_folder[$"dev/serial/by-id/{name}"], $"../../{tty}");
    }
}
