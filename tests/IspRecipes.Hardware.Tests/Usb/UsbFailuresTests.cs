using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Usb;

namespace IspRecipes.Hardware.Tests.Usb;

public sealed class UsbFailuresTests
{
    private static readonly UsbDeviceInfo Device = new(new UsbId(0x16C0, 0x05DC), "1-2") { Bus = 1, Address = 9 };

    [LinuxFact]
    public void Without_permission_the_rule_for_exactly_this_device_is_told()
    {
        Fault fault = UsbFailures.NotOpened(UsbError.Access, Device, "opening it").Fault;

        Assert.Equal(FaultCode.UsbNoPermission, fault.Code);
        Assert.Equal(
            "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"16c0\", ATTR{idProduct}==\"05dc\", MODE=\"0660\", TAG+=\"uaccess\"",
            fault.Arguments[1]);
    }

    [Theory]
    [InlineData(-6, FaultCode.UsbBusy)]
    [InlineData(-12, FaultCode.UsbDriverUnfit)]
    [InlineData(-4, FaultCode.UsbUnplugged)]
    [InlineData(-99, FaultCode.UsbFailed)]
    public void What_stands_against_opening_has_a_fault_of_its_own(int error, FaultCode expected)
    {
        Fault fault = UsbFailures.NotOpened((UsbError)error, Device, "opening it").Fault;

        Assert.Equal(expected, fault.Code);
        Assert.Equal("16C0:05DC at 1-2", fault.Arguments[0]);
    }

    [Theory]
    [InlineData(-7, FaultCode.UsbTimeout)]
    [InlineData(-9, FaultCode.UsbStall)]
    [InlineData(-4, FaultCode.UsbUnplugged)]
    [InlineData(-1, FaultCode.UsbFailed)]
    [InlineData(-8, FaultCode.UsbFailed)]
    public void A_transfer_that_ends_badly_has_a_fault_of_its_own(int error, FaultCode expected) => Assert.Equal(
        expected, UsbFailures.InTransfer((UsbError)error, Device, "bulk IN 82", 0, 64, TimeSpan.FromSeconds(1)).Fault.Code);

    [Fact]
    public void A_missing_library_is_told_with_how_to_install_it() =>
        Assert.Contains("libusb", (string)UsbFailures.LibraryMissing(new DllNotFoundException()).Fault.Arguments[0]);
}
