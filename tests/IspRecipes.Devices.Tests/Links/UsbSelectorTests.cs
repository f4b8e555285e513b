using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Tests.Links;

public sealed class UsbSelectorTests
{
    private static readonly UsbDeviceInfo First = new(new UsbId(0x16C0, 0x05DC), "1-2.3")
    {
        Manufacturer = "www.fischl.de",
        Product = "USBasp",
        SerialNumber = "0001",
    };

    private static readonly UsbDeviceInfo Twin = First with { Path = "1-2.4" };

    private static readonly UsbDeviceInfo Other = First with { Path = "3-1", SerialNumber = "0002" };

    private static readonly UsbDeviceInfo Keyboard = new(new UsbId(0x16C0, 0x05DC), "1-1") { Product = "HIDKeys" };

    private static readonly UsbDeviceInfo Nameless = new(new UsbId(0x16C0, 0x05DC), "1-4");

    [Theory]
    [InlineData("usb:16C0:05DC:0002", "3-1")]
    [InlineData("usb:serial=0002", "3-1")]
    [InlineData("usb:path=1-2.4", "1-2.4")]
    [InlineData("usb:path=3-1", "3-1")]
    public void One_of_several_is_named_by_serial_number_or_path(string wish, string path) =>
        Assert.Equal(path, Select(wish, First, Twin, Other).Device?.Path);

    [Theory]
    [InlineData("auto")]
    [InlineData("usb")]
    [InlineData("usb:16C0:05DC")]
    [InlineData("usb:16C0:05DC:0001")]
    [InlineData("usb:serial=0001")]
    public void Of_two_alike_none_is_picked_and_both_are_listed_with_serial_number_and_path(string wish)
    {
        UsbSelection selection = Select(wish, First, Twin);

        Assert.Null(selection.Device);
        Assert.Equal(FaultCode.UsbAmbiguous, selection.Fault!.Code);
        Assert.Collection(
            (string[])selection.Fault.Arguments[1],
            line => Assert.StartsWith("usb:path=1-2.3 (16C0:05DC, www.fischl.de, USBasp, serial 0001, ", line),
            line => Assert.StartsWith("usb:path=1-2.4 (16C0:05DC, www.fischl.de, USBasp, serial 0001, ", line));
    }

    [Fact]
    public void What_stands_before_the_parenthesis_of_a_line_selects_its_device()
    {
        foreach (string line in (string[])Select("auto", First, Twin).Fault!.Arguments[1])
        {
            Assert.StartsWith(UsbSelector.PortOf(Select(line.Split(' ')[0], First, Twin).Device!), line);
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("usb:path=1-1")]
    public void A_device_that_only_shares_the_ids_is_not_taken_for_the_programmer(string wish)
    {
        UsbSelection selection = Select(wish, Keyboard);

        Assert.Equal(FaultCode.UsbNoneFound, selection.Fault!.Code);
        Assert.Contains("by its name no USBasp", ((string[])selection.Fault.Arguments[2])[0]);
    }

    [Fact]
    public void Beside_a_keyboard_with_the_same_ids_the_programmer_is_found() =>
        Assert.Equal(First, Select("auto", Keyboard, First).Device);

    [Fact]
    public void A_device_whose_name_cannot_be_read_may_be_the_programmer_and_its_line_says_so()
    {
        Assert.Equal(Nameless, Select("auto", Nameless).Device);
        Assert.Contains("the ids are shared", Select("auto", Nameless).Reason);
        Assert.Equal(FaultCode.UsbAmbiguous, Select("auto", Nameless, First).Fault!.Code);
    }

    [Fact]
    public void A_clone_with_ids_of_its_own_is_taken_when_they_are_named()
    {
        UsbDeviceInfo clone = new(new UsbId(0x03EB, 0xC8B4), "1-5");
        PortWish wish = PortWish.Parse("usb:03EB:C8B4", out _)!;

        Assert.Equal(clone, Select("usb:03EB:C8B4", clone, First).Device);
        Assert.True(UsbSelector.Wanted(wish, KnownUsbDevices.Knows)(clone.Id));
        Assert.False(UsbSelector.Wanted(PortWish.Parse("auto", out _)!, KnownUsbDevices.Knows)(clone.Id));
    }

    [Theory]
    [InlineData("/dev/ttyUSB0")]
    [InlineData("net:127.0.0.1:4000")]
    public void A_serial_port_is_no_usb_device(string wish)
    {
        Fault fault = Select(wish, First).Fault!;

        Assert.Equal(FaultCode.PortNotUsb, fault.Code);
        Assert.Equal([wish, "usbasp"], fault.Arguments);
    }

    [Theory]
    [InlineData(0x1781, 0x0C9F, null, "usbtiny")]
    [InlineData(0x1781, 0x0C9F, "Trinket", null)]
    [InlineData(0x03EB, 0x2104, null, "avrispmkii")]
    [InlineData(0x0483, 0x3748, "STM32 STLink", "stlink-v2")]
    [InlineData(0x0483, 0x374A, null, "stlink-v2")]
    [InlineData(0x0483, 0x3752, null, "stlink-v2")]
    [InlineData(0x0483, 0x3757, null, "stlink-v2")]
    [InlineData(0x0483, 0x3744, "STM32 STLink", null)]
    [InlineData(0x0483, 0x374D, null, null)]
    [InlineData(0x16C0, 0x05DC, "usbasp", "usbasp")]
    public void A_device_is_told_by_ids_and_name(int vendor, int product, string? name, string? programmer)
    {
        UsbDeviceInfo device = new(new UsbId((ushort)vendor, (ushort)product), "1-1") { Product = name };

        Assert.NotNull(KnownUsbDevices.Identify(device));
        Assert.Equal(programmer, KnownUsbDevices.Identify(device)!.Programmer);
    }

    /// <summary>Clones share a serial number, which other programs take for the same probe.</summary>
    [Theory]
    [InlineData("auto")]
    [InlineData("usb:serial=303030303030303030303031")]
    [InlineData("usb:0483:3748:303030303030303030303031")]
    public void Two_probes_with_equal_serial_numbers_are_both_listed_and_their_paths_tell_them_apart(string wish)
    {
        UsbDeviceInfo one = StLink(0x3748, "1-1") with { SerialNumber = "303030303030303030303031" }, two = one with { Path = "1-2" };

        UsbSelection both = SelectProbe(wish, one, two);

        Assert.Equal(FaultCode.UsbAmbiguous, both.Fault!.Code);
        Assert.Collection(
            (string[])both.Fault.Arguments[1],
            line => Assert.StartsWith("usb:path=1-1 (0483:3748, serial 303030303030303030303031, ST-Link/V2", line),
            line => Assert.StartsWith("usb:path=1-2 (0483:3748, serial 303030303030303030303031, ST-Link/V2", line));
        Assert.Equal(two, SelectProbe("usb:path=1-2", one, two).Device);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("usb:0483:3744")]
    [InlineData("usb:path=1-1")]
    public void A_probe_of_another_kind_is_refused_with_a_sentence_of_its_own(string wish)
    {
        Fault fault = SelectProbe(wish, StLink(0x3744, "1-1")).Fault!;

        Assert.Equal(FaultCode.ProbeOfAnotherKind, fault.Code);
        Assert.Equal(["0483:3744 at 1-1"], fault.Arguments);
    }

    [Theory]
    [InlineData(0x374D)]
    [InlineData(0x3755)]
    public void A_probe_in_its_loader_is_refused_with_a_sentence_of_its_own(int product) =>
        Assert.Equal(FaultCode.ProbeInLoader, SelectProbe("auto", StLink(product, "1-1")).Fault!.Code);

    [Fact]
    public void Beside_a_probe_of_another_kind_the_right_one_is_found()
    {
        UsbDeviceInfo right = StLink(0x374B, "1-2");

        Assert.Equal(right, SelectProbe("auto", StLink(0x3744, "1-1"), right).Device);
        Assert.Equal(FaultCode.UsbNoneFound, SelectProbe("usb:path=1-3", StLink(0x3744, "1-1"), right).Fault!.Code);
    }

    private static UsbDeviceInfo StLink(int product, string path) => new(new UsbId(0x0483, (ushort)product), path);

    private static UsbSelection SelectProbe(string wish, params UsbDeviceInfo[] devices) => UsbSelector.Select(
        PortWish.Parse(wish, out _)!, "stlink-v2", devices, device => KnownUsbDevices.MayBe("stlink-v2", device));

    private static UsbSelection Select(string wish, params UsbDeviceInfo[] devices) => UsbSelector.Select(
        PortWish.Parse(wish, out _)!, "usbasp", devices, device => KnownUsbDevices.MayBe("usbasp", device));
}
