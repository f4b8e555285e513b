using System.Diagnostics;
using System.Text.Json;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>ports</c> and <c>programmers --connected</c>, on a bench of our own and through real libusb.</summary>
public class PluggedInTests
{
    private static readonly UsbId VUsb = new(0x16C0, 0x05DC);

    private static readonly IUsbLink UsbAsp = new SilentUsbDevice(new UsbDeviceInfo(VUsb, "1-2.3")
    {
        Manufacturer = "www.fischl.de",
        Product = "USBasp",
        SerialNumber = "0001",
    });

    private static readonly IUsbLink Keyboard = new SilentUsbDevice(new UsbDeviceInfo(VUsb, "1-1") { Product = "HIDKeys" });

    private static readonly IUsbLink UsbTiny = new SilentUsbDevice(new UsbDeviceInfo(new UsbId(0x1781, 0x0C9F), "2-1"));

    [Fact]
    public void A_usb_programmer_is_listed_as_the_port_to_name_it_by() => Assert.Matches(
        "(?m)^usb:path=1-2.3 +16C0:05DC +0001 +1-2.3 +USBasp +usbasp +- +USBasp, or a keyboard",
        Isprecipe.On(Bench(), "ports").EndedWith(0).Out);

    [Fact]
    public void A_device_with_shared_ids_is_told_by_its_name() => Assert.Matches(
        "(?m)^usb:path=1-1 +16C0:05DC +- +1-1 +HIDKeys +- +- +a V-USB device .* by its name no USBasp",
        Isprecipe.On(Bench(), "ports").EndedWith(0).Out);

    [Fact]
    public void Connected_programmers_are_listed_with_their_ports()
    {
        JsonElement[] found =
        [
            .. JsonDocument.Parse(Isprecipe.On(Bench(), "programmers", "--connected", "--json").EndedWith(0).Out)
                .RootElement.EnumerateArray(),
        ];

        Assert.Equal(
            ["arduino sim", "avrisp sim", "stk500v1 sim", "usbasp usb:path=1-2.3", "usbtiny usb:path=2-1"],
            found.Select(one => $"{one.GetProperty("id")} {one.GetProperty("port")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_ST_Link_is_listed_with_its_recipes_programmer()
    {
        var bench = new Simulation.SimulatedBench(Devices.Parts.Stm32Catalog.Find("bluepill")!);

        Assert.Matches("(?m)^usb:path=\\S+ +0483:3748 .* stlink-v2 .*ST-Link/V2", Isprecipe.On(bench, "ports").EndedWith(0).Out);
        Assert.Matches("(?m)^stlink-v2 +usb:path=", Isprecipe.On(bench, "programmers", "--connected").EndedWith(0).Out);
    }

    [Fact]
    public void Nothing_connected_is_said() => Assert.Equal(
        "Nothing is plugged in that may be a programmer.\n", Isprecipe.Run("programmers", "--connected").EndedWith(0).Error);

    [UsbRigFact]
    public void The_program_itself_lists_virtual_devices_through_real_libusb()
    {
        using var rig = new UsbRig();
        Array.ForEach([UsbAsp, Keyboard, UsbTiny], device => rig.Plug(device));

        CliRun run = rig.Start(Isprecipe.Command("programmers", "--connected")).Finish();

        Assert.Equal("", run.Error);
        Assert.Matches("(?m)^usbasp +usb:path=1-2.3 +0001 +USBasp ", run.Out);
        Assert.Matches("(?m)^usbtiny +usb:path=2-1 ", run.Out);
    }

    [Fact]
    public void Without_libusb_serial_ports_are_listed_and_a_recipe_that_needs_no_usb_runs()
    {
        ProcessStartInfo ports = Isprecipe.Command("ports");
        ProcessStartInfo run = Isprecipe.Command("run", Repository.File("recipes", "demo.yaml"), "--simulate");
        ports.Environment["ISPRECIPE_LIBUSB"] = run.Environment["ISPRECIPE_LIBUSB"] = "/nonexistent/libusb.so";

        CliRun listed = Process.Start(ports)!.Finish().EndedWith(0);

        Assert.Contains("note ISP4014: USB programmers are not listed: libusb-1.0 is not on this computer", listed.Error);
        Assert.Contains("install it: ", listed.Error);
        Assert.DoesNotContain("ISP4014", Process.Start(run)!.Finish().EndedWith(0).Error);
    }

    private static IBench Bench() => new Simulation.SimulatedBench("avrisp", Devices.Parts.AvrCatalog.Find("atmega32u4")!)
    {
        UsbDevices = [UsbAsp, Keyboard, UsbTiny],
    };
}
