using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>ST-Links that cannot serve, or not in full: which are refused, with what to do, and which go on with a warning.</summary>
public sealed class StLinkFirmwareTests
{
    private readonly VirtualStm32 _chip = new(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock());
    private readonly VirtualClock _clock = new();

    [Theory]
    [InlineData(10, "ISP5033", "ST-Link/V2, firmware V2J10S7 is too old")]
    [InlineData(0, "ISP5034", "ST-Link/V2, firmware V2J0S7 is made for STM8 chips")]
    public void Firmware_that_cannot_do_it_is_refused_with_how_to_update_it(int jtag, string code, string says)
    {
        using var probe = new StLinkV2(Twin(StLinkFirmware.V2J37S7 with { Jtag = jtag }), _clock);

        Diagnostic told = Told(Assert.Throws<ProtocolException>(probe.Open));

        Assert.Equal(code, told.Code);
        Assert.StartsWith(says, told.Message);
        Assert.Contains("STM32CubeProgrammer", told.Hint);
    }

    [Fact]
    public void A_V2_1_for_STM8_boards_is_told_by_its_odd_version()
    {
        using var probe = new StLinkV2(Twin(StLinkFirmware.V21J29 with { Jtag = 28, Storage = 7 }), _clock);

        Diagnostic told = Told(Assert.Throws<ProtocolException>(probe.Open));

        Assert.Equal("ISP5034", told.Code);
        Assert.StartsWith("ST-Link/V2-1, firmware V2M28S7 ", told.Message);
    }

    [Fact]
    public void A_clone_with_old_firmware_goes_on_and_says_what_it_lacks()
    {
        using var probe = new StLinkV2(Twin(StLinkFirmware.V2J17), _clock);
        probe.Open();
        probe.Connect(1e6, underReset: false);

        Diagnostic[] told = [.. probe.Notices.Select(notice => DiagnosticCatalog.Of(notice))];

        Assert.Equal(["ISP5035", "ISP5036"], told.Select(one => one.Code));
        Assert.All(told, one => Assert.Equal(Severity.Warning, one.Severity));
        Assert.Null(probe.SwdHertz);
    }

    [Theory]
    [InlineData(0x3744, "ISP4026", "is an ST-Link/V1")]
    [InlineData(0x374D, "ISP4027", "is an ST-Link in its loader")]
    public void A_probe_that_cannot_serve_is_refused_by_name(int product, string code, string says)
    {
        var device = new UsbDeviceInfo(new UsbId(0x0483, (ushort)product), "1-1");
        ProgrammerRow row = ProgrammerCatalog.Find("stlink")!;
        Assert.True(row.Knows(device.Id));

        UsbSelection selection = UsbSelector.Select(
            PortWish.Parse("auto", out _)!, row.Id, [device], one => KnownUsbDevices.MayBe(row.Id, one));

        Diagnostic told = DiagnosticCatalog.Of(selection.Fault!);
        Assert.Equal(code, told.Code);
        Assert.StartsWith($"0483:{product:X4} at 1-1 {says}", told.Message);
    }

    private static Diagnostic Told(DeviceException failure) => DiagnosticCatalog.Of(failure.Fault);

    private VirtualStLink Twin(StLinkFirmware firmware) => new(_chip, _clock, firmware);
}
