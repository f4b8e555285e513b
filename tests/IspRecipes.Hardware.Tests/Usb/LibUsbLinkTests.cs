using IspRecipes.Devices.Links;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Hardware.Tests.Usb;

/// <summary>Our link through real libusb, in a process of its own, on virtual devices.</summary>
public sealed class LibUsbLinkTests
{
    private static readonly UsbDeviceInfo Info = new(new UsbId(0x16C0, 0x05DC), "1-2.3")
    {
        Release = 0x0104,
        Manufacturer = "www.fischl.de",
        Product = "USBasp",
        SerialNumber = "0001",
    };

    private static readonly UsbShape WithBulk = new(FullSpeed: true, Endpoints: [0x02, 0x82]);

    [UsbRigFact]
    public void A_device_is_listed_with_its_strings_and_the_ports_on_the_way_to_it()
    {
        using var rig = new UsbRig();
        rig.Plug(new EchoDevice(Info));
        rig.Plug(new EchoDevice(new UsbDeviceInfo(new UsbId(0x1781, 0x0C9F), "1-1") { Release = 0x0105 }));

        Assert.Equal(
            ["1781:0C9F at 1-1 0105 '' '' ''", "16C0:05DC at 1-2.3 0104 'www.fischl.de' 'USBasp' '0001'"],
            UsbClient.Run(rig));
    }

    [UsbRigFact]
    public void Control_transfers_carry_their_request_and_its_answer()
    {
        Assert.Equal(
            ["34127856", "3412", "sent", "A1B2C3", "A1B2", "closed"],
            Transfers("in:1:1234:5678:4", "in:1:1234:0:2", "out:6:A1B2C3", "in:6:0:0:10", "in:6:0:0:2"));
    }

    [UsbRigFact]
    public void Bulk_transfers_end_with_a_short_packet()
    {
        Assert.Equal(
            ["sent", "0102030405", "closed"],
            Transfers("bulkout:0102030405", "bulkin:40"));
    }

    [UsbRigFact]
    public void A_stall_is_told_and_the_next_transfer_goes_on()
    {
        Assert.Equal(
            ["ISP4020 16C0:05DC at 1-2.3 | control C0 02 0000 0000", "0100", "ISP4020 16C0:05DC at 1-2.3 | bulk OUT 02", "closed"],
            Transfers("in:2:0:0:4", "in:1:1:0:2", "bulkout:EE"));
    }

    [UsbRigFact]
    public void Silence_ends_with_the_timeout_and_the_transfer_is_taken_back()
    {
        Assert.Equal(
            [
                "ISP4019 16C0:05DC at 1-2.3 | control C0 03 0000 0000 | 0 | 4 | 0.1",
                "ISP4019 16C0:05DC at 1-2.3 | bulk IN 82 | 0 | 64 | 0.1", "0700", "closed",
            ],
            Transfers("in:3:0:0:4", "bulkin:40", "in:1:7:0:2"));
    }

    [UsbRigFact]
    public void An_unplugged_device_is_gone_for_this_transfer_and_the_next()
    {
        Assert.Equal(
            ["0100", "ISP4018 16C0:05DC at 1-2.3", "ISP4018 16C0:05DC at 1-2.3", "closed"],
            Transfers("in:1:1:0:2", "in:5:0:0:4", "out:6:00"));
    }

    [UsbRigFact]
    public void A_device_that_was_reset_is_used_on()
    {
        Assert.Equal(["sent", "reset", "AF", "closed"], Transfers("out:6:A1B2C3", "reset", "in:6:0:0:10"));
    }

    /// <summary>Twelve raw bytes, one of them 0, where the kernel's text ends; the second has none and is not asked.</summary>
    [UsbRigFact]
    public void The_serial_number_that_a_probe_forgets_to_print_in_hex_is_printed_so()
    {
        const string Cut = "\u0053\u00FF\u006E\u0006\u0000\u0077\u0048\u0050\u0020\u0048\u0006\u0020";
        var probe = new UsbDeviceInfo(new UsbId(0x0483, 0x3748), "1-1") { Product = "STM32 STLink" };
        using var rig = new UsbRig();
        rig.Plug(new EchoDevice(probe with { SerialNumber = Cut }));
        rig.Plug(new EchoDevice(probe with { SerialNumber = Cut.Replace('\0', '\n'), Path = "1-2" }));
        rig.Plug(new EchoDevice(probe with { SerialNumber = "303030303030303030303031", Path = "1-3" }));
        rig.Plug(new EchoDevice(probe with { SerialNumber = "Dongle7", Path = "1-4" }));
        rig.Plug(new EchoDevice(probe with { Path = "1-5" }));
        rig.Plug(new EchoDevice(new UsbDeviceInfo(new UsbId(0x16C0, 0x05DC), "1-6") { SerialNumber = "twelve chars" }));

        Assert.Equal(
            [
                "53FF6E060077485020480620", "53FF6E060A77485020480620", "303030303030303030303031", "Dongle7", "", "twelve chars",
            ],
            UsbClient.Run(rig).Select(line => line.Split('\'')[^2]));
    }

    [UsbRigFact]
    public void Two_programs_do_not_share_a_device()
    {
        string busy = Transfers("open:1-2.3")[0];

        Assert.StartsWith("ISP4017 16C0:05DC at 1-2.3 | ", busy);
    }

    [UsbRigFact]
    public void Two_devices_alike_to_the_serial_number_are_told_apart_by_path_and_used_at_once()
    {
        using var rig = new UsbRig();
        rig.Plug(new EchoDevice(Info) { Kept = [0x11] });
        rig.Plug(new EchoDevice(Info with { Path = "1-2.4" }) { Kept = [0x22] });

        Assert.Equal(["22", "11", "22", "closed"], UsbClient.Run(rig, "1-2.3", "open:1-2.4", "in:6:0:0:1", "open:1-2.4")[2..]);
    }

    [UsbRigFact]
    public void Two_devices_alike_to_the_serial_number_are_used_by_two_threads_at_once()
    {
        using var rig = new UsbRig();
        rig.Plug(new EchoDevice(Info) { Kept = [0x11] });
        rig.Plug(new EchoDevice(Info with { Path = "1-2.4" }) { Kept = [0x22] });

        string echoes = string.Concat(Enumerable.Range(0, 20).Select(index => $"{index:X2}00"));
        Assert.Equal([$"11 {echoes}", $"22 {echoes}"], UsbClient.Run(rig, "threads", "1-2.3", "1-2.4")[2..]);
    }

    [UsbRigFact]
    public void Queued_transfers_leave_the_bus_no_gap()
    {
        using var rig = new UsbRig();
        var device = new EchoDevice(Info);
        rig.Plug(device);

        string[] lines = UsbClient.Run(rig, Info.Path, "queue:1:200:FFFF");

        string expected = string.Concat(Enumerable.Range(0, 0x200).Select(index => $"{index & 0xFF:X2}{index >> 8:X2}"));
        Assert.Equal([expected, "closed"], lines[1..]);
        Assert.Equal(new UsbTraffic(0x200, 1), rig.TrafficOf(device));
    }

    [UsbRigFact]
    public void A_queued_transfer_that_fails_ends_the_queue_and_leaves_the_device_usable()
    {
        Assert.Equal(
            [
                "ISP4020 16C0:05DC at 1-2.3 | control C0 02 0014 0000",
                "ISP4019 16C0:05DC at 1-2.3 | control C0 03 0005 0000 | 0 | 2 | 0.1",
                "ISP4021 16C0:05DC at 1-2.3 | control C0 04 0006 0000 | 1 | 2", "0900", "closed",
            ],
            Transfers("queue:2:40:14", "queue:3:40:5", "queue:4:40:6", "in:1:9:0:2"));
    }

    /// <summary>What the client says after its list.</summary>
    private static string[] Transfers(params string[] transfers)
    {
        using var rig = new UsbRig();
        rig.Plug(new EchoDevice(Info), WithBulk);
        return UsbClient.Run(rig, [Info.Path, .. transfers])[1..];
    }
}
