using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Tests.Links;

public sealed class PortSelectorTests
{
    private static readonly UsbId Uno = new(0x2341, 0x0043);
    private static readonly UsbId Micro = new(0x2341, 0x8037);
    private static readonly UsbId Ch340 = new(0x1A86, 0x7523);
    private static readonly UsbId[] Known = [Uno, Micro];

    private static readonly PortInfo[] Plugged =
    [
        new("/dev/ttyS0"),
        new("/dev/ttyACM0", Micro, "A1B2", "1-2.3", "/dev/serial/by-id/usb-Micro_A1B2-if00", "Arduino Micro"),
        new("/dev/ttyUSB0", Ch340, null, "1-4"),
        new("/dev/ttyUSB1", Ch340, null, "1-5"),
    ];

    [Theory]
    [InlineData("/dev/ttyACM7", "/dev/ttyACM7")]
    [InlineData("/dev/serial/by-id/usb-Uno_1-if00", "/dev/serial/by-id/usb-Uno_1-if00")]
    [InlineData("./build/pty", "./build/pty")]
    [InlineData("com3", "COM3")]
    [InlineData(@"\\.\COM12", @"\\.\COM12")]
    [InlineData("net:localhost:4000", "net:localhost:4000")]
    [InlineData("net:[::1]:4000", "net:[::1]:4000")]
    [InlineData("auto", "/dev/ttyACM0")]
    [InlineData("usb", "/dev/ttyACM0")]
    [InlineData("usb:2341:8037", "/dev/ttyACM0")]
    [InlineData("usb:2341:8037:a1b2", "/dev/ttyACM0")]
    [InlineData("usb:serial=A1B2", "/dev/ttyACM0")]
    [InlineData("usb:path=1-2.3", "/dev/ttyACM0")]
    [InlineData("usb:path=1-5", "/dev/ttyUSB1")]
    public void A_wish_picks_its_port(string wish, string path)
    {
        PortSelection selection = Select(wish);

        Assert.Null(selection.Fault);
        Assert.Equal(path, selection.Path);
        Assert.NotEqual("", selection.Reason);
    }

    [Theory]
    [InlineData("usb:1781:0C9F", "the USB id 1781:0C9F; programmer 'usbtiny' has it, which is no serial port")]
    [InlineData("usb:16C0:0483", "the USB id 16C0:0483")]
    public void The_ids_of_a_programmer_on_USB_are_told_as_such(string wish, string marks) =>
        Assert.Equal(marks, Select(wish).Fault!.Arguments[1]);

    [Theory]
    [InlineData("usb:1A86:7523", FaultCode.PortAmbiguous)]
    [InlineData("usb:2341:8037:OTHER", FaultCode.PortNoneFound)]
    [InlineData("usb:16C0:0483", FaultCode.PortNoneFound)]
    [InlineData("usb:serial=none", FaultCode.PortNoneFound)]
    [InlineData("usb:path=1-2", FaultCode.PortNoneFound)]
    public void A_wish_that_fits_none_or_several_fails(string wish, FaultCode expected)
    {
        PortSelection selection = Select(wish);

        Assert.Null(selection.Path);
        Assert.Equal(expected, selection.Fault!.Code);
        Assert.Equal(wish, selection.Fault.Arguments[0]);
    }

    [Fact]
    public void Several_candidates_are_listed_with_what_tells_them_apart_and_no_others()
    {
        Assert.Equal(
            [
                "/dev/ttyUSB0 (1A86:7523, USB path 1-4, an adapter; its ids do not tell the board behind it)",
                "/dev/ttyUSB1 (1A86:7523, USB path 1-5, an adapter; its ids do not tell the board behind it)",
            ],
            Assert.IsAssignableFrom<IEnumerable<string>>(Select("usb:1A86:7523").Fault!.Arguments[1]));
    }

    [Fact]
    public void A_wish_that_fits_none_says_what_they_lack_and_what_is_there()
    {
        PortInfo[] present = [new("/dev/ttyS0"), new("/dev/ttyACM0", Micro, Product: "Arduino Micro")];

        Fault fault = PortSelector.Select(Wish("usb:2341:0043:X7"), present, Knows).Fault!;

        Assert.Equal(FaultCode.PortNoneFound, fault.Code);
        Assert.Equal("the USB id 2341:0043 and the serial number X7", fault.Arguments[1]);
        Assert.Equal(
            ["/dev/ttyS0", "/dev/ttyACM0 (2341:8037, Arduino Micro)"],
            Assert.IsAssignableFrom<IEnumerable<string>>(fault.Arguments[2]));
    }

    [Fact]
    public void Auto_on_an_empty_bench_finds_none()
    {
        Fault fault = PortSelector.Select(Wish("auto"), [], Knows).Fault!;

        Assert.Equal(FaultCode.PortNoneFound, fault.Code);
        Assert.Empty(Assert.IsAssignableFrom<IEnumerable<string>>(fault.Arguments[2]));
    }

    [Fact]
    public void Auto_with_two_known_boards_chooses_neither() => Assert.Equal(
        FaultCode.PortAmbiguous,
        PortSelector.Select(Wish("auto"), [.. Plugged, new("/dev/ttyACM1", Uno)], Knows).Fault!.Code);

    [Fact]
    public void Auto_for_a_programmer_without_ids_takes_no_port_at_all() =>
        Assert.Equal(FaultCode.PortNoneFound, PortSelector.Select(Wish("auto"), Plugged, _ => false).Fault!.Code);

    [Theory]
    [InlineData(0x16C0, 0x0483, "Teensy")]
    [InlineData(0x16C0, 0x05DC, "USBasp")]
    public void Ids_that_several_projects_share_are_said_to_be(ushort vendor, ushort product, string name)
    {
        string line = PortSelector.Describe(new PortInfo("/dev/ttyACM0", new UsbId(vendor, product)));

        Assert.Contains("ids shared by", line);
        Assert.Contains(name, line);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("ttyACM0", "/dev/ttyACM0")]
    [InlineData("COM0", "")]
    [InlineData("LPT1", "")]
    [InlineData("usb:", "VID:PID")]
    [InlineData("usb:2341", "VID:PID")]
    [InlineData("usb:2341:", "VID:PID")]
    [InlineData("usb:2341:8037:", "VID:PID")]
    [InlineData("usb:+341:8037", "VID:PID")]
    [InlineData("usb:23412:8037", "VID:PID")]
    [InlineData("usb:serial=", "VID:PID")]
    [InlineData("usb:path=3", "usb:path=1-2.3")]
    [InlineData("net:", "net:HOST:PORT")]
    [InlineData("net:localhost", "net:HOST:PORT")]
    [InlineData("net::4000", "host is missing")]
    [InlineData("net:localhost:0", "1 to 65535")]
    [InlineData("net:localhost:65536", "1 to 65535")]
    [InlineData("net:localhost:http", "1 to 65535")]
    [InlineData("net:::1:4000", "brackets")]
    [InlineData("net:[localhost]:4000", "IPv6")]
    [InlineData("net:a host:4000", "no host name")]
    public void Nonsense_is_refused_with_what_is_wrong(string text, string wrong)
    {
        Assert.Null(PortWish.Parse(text, out Fault? fault));

        Assert.Equal(FaultCode.PortSyntax, fault!.Code);
        Assert.Equal(text, fault.Arguments[0]);
        Assert.Contains(wrong, (string)fault.Arguments[1]);
    }

    [Fact]
    public void Any_text_is_a_wish_or_a_fault_and_never_both() => Prop.ForAll(
        Gen.Elements("", "usb:", "net:", "usb:serial=", "usb:path=", "/dev/", "COM", "net:[")
            .SelectMany(start => ArbMap.Default.GeneratorFor<string?>().Select(rest => start + rest))
            .ToArbitrary(),
        text => (PortWish.Parse(text, out Fault? fault) is null) == (fault is not null)).QuickCheckThrowOnFailure();

    private static bool Knows(UsbId usb) => Known.Contains(usb);

    private static PortSelection Select(string wish) => PortSelector.Select(Wish(wish), Plugged, Knows);

    private static PortWish Wish(string text) =>
        PortWish.Parse(text, out Fault? fault) ?? throw new InvalidOperationException(fault!.Arguments[1].ToString());
}
