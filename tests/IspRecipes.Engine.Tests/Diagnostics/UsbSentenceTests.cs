using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

/// <summary>What a user reads when USB fails, with the facts the link gives.</summary>
public sealed class UsbSentenceTests
{
    private const string Device = "16C0:05DC at 1-2";

    [Theory]
    [InlineData("libusb-1.0 is not on this computer, and programmers on USB are reached through it", FaultCode.UsbLibraryMissing, "brew install libusb")]
    [InlineData("16C0:05DC at 1-2 has a driver that programs cannot use", FaultCode.UsbDriverUnfit, Device)]
    [InlineData("16C0:05DC at 1-2 is in use by avrdude (pid 4711)", FaultCode.UsbBusy, Device, "avrdude (pid 4711)")]
    [InlineData("16C0:05DC at 1-2 is in use", FaultCode.UsbBusy, Device, "")]
    [InlineData("16C0:05DC at 1-2 is gone: the programmer was unplugged, lost power or was reset", FaultCode.UsbUnplugged, Device)]
    [InlineData("16C0:05DC at 1-2 is silent: 3 of 64 bytes of 'bulk IN 82' passed within 0.5 s", FaultCode.UsbTimeout, Device, "bulk IN 82", 3, 64, 0.5)]
    [InlineData("16C0:05DC at 1-2 refused 'control C0 7F 0000 0000' with a stall", FaultCode.UsbStall, Device, "control C0 7F 0000 0000")]
    [InlineData("16C0:05DC at 1-2 moved 1 of 4 bytes in 'bulk IN 82'", FaultCode.UsbShort, Device, "bulk IN 82", 1, 4)]
    [InlineData("16C0:05DC at 1-2: claiming interface 0 failed: an error on the bus", FaultCode.UsbFailed, Device, "claiming interface 0", "an error on the bus")]
    [InlineData("'/dev/ttyUSB0' is a serial port, but usbasp is a USB device", FaultCode.PortNotUsb, "/dev/ttyUSB0", "usbasp")]
    public void A_fault_of_usb_reads_well(string sentence, FaultCode code, params object[] arguments) =>
        Assert.Equal(sentence, DiagnosticCatalog.Of(new Fault(code, arguments)).Message);

    [Fact]
    public void The_udev_rule_stands_on_a_line_of_its_own_ready_to_paste()
    {
        const string rule = "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"16c0\", ATTR{idProduct}==\"05dc\", MODE=\"0660\", TAG+=\"uaccess\"";

        Diagnostic told = DiagnosticCatalog.Of(new Fault(FaultCode.UsbNoPermission, Device, rule));

        Assert.Equal("you have no permission to open 16C0:05DC at 1-2", told.Message);
        Assert.EndsWith($"/etc/udev/rules.d/70-isprecipe.rules, run 'sudo udevadm control --reload-rules', then plug the programmer in again:\n  {rule}", told.Hint);
    }

    [Fact]
    public void Candidates_are_listed_one_a_line()
    {
        string[] candidates = ["usb:path=1-2 (16C0:05DC, serial 1)", "usb:path=1-3 (16C0:05DC, serial 1)"];

        Diagnostic several = DiagnosticCatalog.Of(new Fault(FaultCode.UsbAmbiguous, "auto", candidates));
        Diagnostic none = DiagnosticCatalog.Of(new Fault(FaultCode.UsbNoneFound, "usb:serial=9", "the serial number 9", candidates));

        Assert.Equal("auto fits several USB devices", several.Message);
        Assert.All(candidates, line => Assert.Contains($"\n  {line}", several.Hint));
        Assert.Equal("no USB device fits 'usb:serial=9': none has the serial number 9", none.Message);
        Assert.All(candidates, line => Assert.Contains($"\n  {line}", none.Hint));
    }
}
