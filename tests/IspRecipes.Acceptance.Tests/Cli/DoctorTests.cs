using System.Text.Json;
using IspRecipes.Cli.Doctor;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Hardware;
using IspRecipes.Simulation;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe doctor</c> on computers laid out as folders.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly PortInfo Micro = new("/dev/ttyACM0", new UsbId(0x2341, 0x8037), Product: "Arduino Micro");

    private static readonly UsbDeviceInfo UsbAsp = new(new UsbId(0x16C0, 0x05DC), "1-2.3") { Product = "USBasp", Bus = 1, Address = 7 };

    private readonly Computer _computer = new();

    public void Dispose() => _computer.Dispose();

    [Fact]
    public void A_computer_where_all_is_well_says_so_and_ends_with_0()
    {
        _computer.Save("etc/udev/rules.d/70-isprecipe.rules", Isprecipe.Run("doctor", "--udev").EndedWith(0).Out);
        _computer.Plug("/dev/ttyACM0");
        _computer.Plug("/dev/bus/usb/001/007");

        string[] lines = Examined(0, [Micro], UsbAsp);

        Assert.Equal(
            [
                "ok       libusb: version 1.0.26",
                "ok       udev rules: all 16 ids of USB programmers have one",
                "ok       ModemManager: does not run",
                "ok       /dev/ttyACM0: 2341:8037, Arduino Micro, may be avrisp or stk500v1 or arduino; may be opened",
                "ok       usb:path=1-2.3: 16C0:05DC, USBasp, USBasp, or a keyboard or board in USBaspLoader: they show themselves alike; may be opened",
                "",
                "5 checks: 5 ok, 0 warnings, 0 failed",
                "",
            ],
            lines);
    }

    [Fact]
    public void Without_libusb_serial_programmers_are_still_left()
    {
        _computer.Plug("/dev/ttyACM0");

        CliRun run = Isprecipe.At(_computer.WithoutLibusb, new ListedBench([Micro]), "doctor").EndedWith(0);

        Assert.Contains("failed   libusb: programmers on USB cannot be reached\n", run.Out);
        Assert.Contains("remedy: install it: apt install libusb-1.0-0\n", run.Out);
        Isprecipe.At(_computer.WithoutLibusb, new ListedBench([]), "doctor").EndedWith(5);
    }

    [Fact]
    public void A_USB_programmer_without_permission_is_answered_with_its_rule()
    {
        _computer.Plug("/dev/bus/usb/001/007");
        _computer.Denied.Add("/dev/bus/usb/001/007");

        JsonElement check = Checked("usb:path=1-2.3", 5, [], UsbAsp);

        Assert.Equal("failed", check.GetProperty("outcome").GetString());
        Assert.Equal("ISP4015", check.GetProperty("code").GetString());
        Assert.Contains("ATTR{idVendor}==\"16c0\", ATTR{idProduct}==\"05dc\"", check.GetProperty("remedy").GetString());
    }

    [Fact]
    public void One_programmer_that_is_left_makes_the_exit_code_0()
    {
        _computer.Plug("/dev/bus/usb/001/007");
        _computer.Denied.Add("/dev/bus/usb/001/007");
        _computer.Plug("/dev/ttyACM0");

        Examined(0, [Micro], UsbAsp);
    }

    [Theory]
    [InlineData(false, "it belongs to the group dialout; join it, then log out and in again:\n  sudo usermod -aG dialout \"$USER\"")]
    [InlineData(true, "log out and in again, or restart the computer where that does not help")]
    public void A_port_of_a_group_is_answered_with_how_to_get_into_it(bool joined, string remedy)
    {
        Check check = DeviceCheck.Of(
            "/dev/ttyACM0", "an Uno", new DeviceAccess("/dev/ttyACM0", false, "dialout", joined, null), true,
            access => new Fault(FaultCode.PortNoPermission, access.Node, access.Group!), FaultCode.PortBusy);

        Assert.Equal((Outcome.Failed, "ISP4005", remedy), (check.Outcome, check.Code, check.Remedy));
    }

    [Theory]
    [InlineData(OperatingSystemKind.Windows, "Zadig")]
    [InlineData(OperatingSystemKind.MacOs, "needs none")]
    public void Other_systems_have_drivers_and_no_rules(OperatingSystemKind system, string said)
    {
        var machine = new Machine("/nowhere") { System = system, UsbLibraryVersion = () => "1.0.27", MayOpen = _ => true };

        string text = Isprecipe.At(machine, new ListedBench([new PortInfo("/dev/cu.usbmodem1", new UsbId(0x2341, 0x8037))]), "doctor").EndedWith(0).Out;

        Assert.Matches($"(?m)^ok       drivers: .*{said}", text);
        Assert.DoesNotContain("udev", text);
    }

    [Fact]
    public void A_busy_port_names_its_holder()
    {
        _computer.Plug("/dev/ttyACM0");
        _computer.Start(4711, "screen", "/dev/ttyACM0");

        JsonElement check = Checked("/dev/ttyACM0", 5, [Micro]);

        Assert.Equal("/dev/ttyACM0 is in use by screen (pid 4711)", check.GetProperty("cause").GetString());
        Assert.Equal("ISP4004", check.GetProperty("code").GetString());
    }

    [Fact]
    public void ModemManager_is_a_warning_until_a_rule_keeps_it_away()
    {
        _computer.Plug("/dev/ttyACM0");
        _computer.Start(812, "ModemManager");

        Assert.Equal(
            "runs (pid 812), and no rule keeps it away from /dev/ttyACM0", Checked("ModemManager", 0, [Micro]).GetProperty("found").GetString());

        _computer.Save("etc/udev/rules.d/77-mine.rules", "ATTRS{idVendor}==\"2341\", ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n");
        Assert.Equal("ok", Checked("ModemManager", 0, [Micro]).GetProperty("outcome").GetString());
    }

    // QMK's 50-qmk.rules names a USBtinyISP 1782:0C9F; it is 1781:0C9F, and so the rule gives nobody anything.
    [Fact]
    public void A_rule_for_a_wrong_id_does_not_count_and_one_with_a_pattern_does()
    {
        _computer.Save("usr/lib/udev/rules.d/50-qmk.rules", """
            SUBSYSTEMS=="usb", ATTRS{idVendor}=="1782", ATTRS{idProduct}=="0c9f", TAG+="uaccess"
            SUBSYSTEMS=="usb", ATTRS{idVendor}=="0483", \
                ATTRS{idProduct}=="37[45][0-9a-f]", MODE="0666"
            """);

        string found = Checked("udev rules", 0, []).GetProperty("found").GetString()!;

        Assert.Equal("none is seen for 16C0:05DC, 1781:0C9F, 03EB:2104", found);
    }

    [Fact]
    public void A_port_that_is_no_programmer_stops_nobody()
    {
        _computer.Plug("/dev/ttyS0");
        _computer.Denied.Add("/dev/ttyS0");

        Assert.Equal("warning", Checked("/dev/ttyS0", 0, [new PortInfo("/dev/ttyS0")]).GetProperty("outcome").GetString());
        Assert.Equal("warning", Checked("programmers", 0, [new PortInfo("/dev/ttyS0")]).GetProperty("outcome").GetString());
    }

    [Fact]
    public void Asked_for_the_chips_behind_the_programmers_are_told()
    {
        var bench = new BenchWithBoard(new SimulatedBench("avrisp", AvrCatalog.Find("atmega32u4")!), [Micro], UsbAsp);

        CliRun run = Isprecipe.At(_computer.Machine, bench, "doctor", "--probe").EndedWith(0);

        Assert.Matches("(?m)^ok       chip behind /dev/ttyACM0: ATmega32U4 .*1E 95 87.* by avrisp", run.Out);
        Assert.Contains("failed   chip behind usb:path=1-2.3: none answered\n", run.Out);
        Assert.Contains("as usbasp: 16C0:05DC at 1-2.3 is gone", run.Out);
    }

    [UsbRigFact]
    public void The_program_itself_examines_a_virtual_device_through_real_libusb()
    {
        using var rig = new UsbRig();
        rig.Plug(new SilentUsbDevice(UsbAsp));

        CliRun run = rig.Start(Isprecipe.Command("doctor")).Finish().EndedWith(0);

        Assert.Matches(@"(?m)^ok       libusb: version 1\.0\.\d+$", run.Out);
        Assert.Matches("(?m)^ok       usb:path=1-2.3: 16C0:05DC, USBasp, ", run.Out);
    }

    [Fact]
    public void Rules_are_written_where_they_are_asked_for_and_over_none_but_our_own()
    {
        string file = _computer.Save("etc/udev/rules.d/70-isprecipe.rules", "");
        File.Delete(file);

        Isprecipe.Run("doctor", "--udev", file).EndedWith(0);
        Isprecipe.Run("doctor", "--udev", file).EndedWith(0);
        Assert.Equal(Isprecipe.Run("doctor", "--udev").Out, File.ReadAllText(file));

        File.WriteAllText(file, "mine");
        Assert.Contains("ISP8006", Isprecipe.Run("doctor", "--udev", file).EndedWith(4).Error);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    private string[] Examined(int exit, PortInfo[] ports, params UsbDeviceInfo[] devices) =>
        Isprecipe.At(_computer.Machine, new ListedBench(ports, devices), "doctor").EndedWith(exit).Out.Split('\n');

    private JsonElement Checked(string name, int exit, PortInfo[] ports, params UsbDeviceInfo[] devices)
    {
        string text = Isprecipe.At(_computer.Machine, new ListedBench(ports, devices), "doctor", "--json").EndedWith(exit).Out;
        JsonElement document = JsonDocument.Parse(text).RootElement;
        Assert.Equal(exit, document.GetProperty("exit").GetInt32());
        return document.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);
    }
}
