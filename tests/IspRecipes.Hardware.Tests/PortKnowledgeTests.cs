using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Ports;
using IspRecipes.Hardware.Windows;

namespace IspRecipes.Hardware.Tests;

public sealed class PortKnowledgeTests
{
    [Theory]
    [InlineData(0x2341, 0x0043, true)] // Uno, 16U2
    [InlineData(0x2341, 0x0010, true)] // Mega 2560
    [InlineData(0x1A86, 0x7523, true)] // CH340
    [InlineData(0x1A86, 0x55D4, true)] // CH9102, a ttyACM
    [InlineData(0x0403, 0x6001, true)] // FT232R
    [InlineData(0x10C4, 0xEA60, true)] // CP2102
    [InlineData(0x1234, 0x5678, true)] // unknown
    [InlineData(0x2341, 0x8037, false)] // Micro
    [InlineData(0x2341, 0x0036, false)] // Caterina on a Leonardo
    [InlineData(0x2A03, 0x8036, false)] // Leonardo of arduino.org
    [InlineData(0x1B4F, 0x9206, false)] // Pro Micro
    [InlineData(0x16C0, 0x0483, false)] // Teensy
    public void Opening_resets_what_hangs_on_an_adapter_and_not_what_has_usb_itself(
        ushort vendor, ushort product, bool resets) =>
        Assert.Equal(resets, OpeningReset.Expected(new UsbId(vendor, product)));

    [Fact]
    public void A_port_nobody_knows_is_taken_to_reset() => Assert.True(OpeningReset.Expected(null));

    [Theory]
    [InlineData("VID_2341&PID_8037&MI_00", 0x2341, 0x8037)]
    [InlineData("vid_1a86&pid_7523", 0x1A86, 0x7523)]
    [InlineData("VID_0403+PID_6001+A50285BIA", 0x0403, 0x6001)]
    public void Windows_hides_the_ids_in_a_key(string key, ushort vendor, ushort product) =>
        Assert.Equal(new UsbId(vendor, product), WindowsPorts.UsbIdOf(key));

    [Fact]
    public void A_key_without_ids_has_none() => Assert.Null(WindowsPorts.UsbIdOf("ROOT_HUB30"));

    [Theory]
    [InlineData(2, FaultCode.PortNotFound)] // ERROR_FILE_NOT_FOUND
    [InlineData(5, FaultCode.PortBusy)] // ERROR_ACCESS_DENIED is what Windows says of a port in use
    [InlineData(32, FaultCode.PortBusy)] // ERROR_SHARING_VIOLATION
    [InlineData(31, FaultCode.PortUnreadable)] // ERROR_GEN_FAILURE
    public void What_windows_says_becomes_what_the_user_is_told(int error, FaultCode expected) =>
        Assert.Equal(expected, WindowsSerialLink.OpenFailed("COM3", error).Fault.Code);
}
