using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>The driver against transcripts made from the firmware's source; the twin plays the same ones.</summary>
public class UsbTinyTranscriptTests
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    [Fact]
    public void It_says_what_it_is_without_a_transfer()
    {
        var link = new UsbTranscriptLink(UsbTranscript.Parse("nothing", ""), Info);
        using var driver = new UsbTiny(link, new ManualClock());

        driver.Open();
        driver.LeaveProgramming();

        Assert.Equal("USBtinyISP 1.06", driver.Identity);
    }

    [Fact]
    public void The_chip_is_held_in_reset_enabled_identified_and_let_go() => Play(driver =>
    {
        driver.EnterProgramming(Part);
        Assert.Equal(Part.Signature, driver.ReadSignature());
        driver.LeaveProgramming();
        driver.LeaveProgramming();
    }, "enter", "signature", "leave");

    [Fact]
    public void The_bit_clock_is_the_next_slower_period() => Play(driver =>
    {
        driver.SetBitClock(375e3);
        driver.EnterProgramming(Part);
        Assert.Equal(1e6 / 3, driver.SckHertz);
    }, "enter-375-khz");

    [Fact]
    public void Every_step_is_set_as_it_is_named()
    {
        using var driver = new UsbTiny(new UsbTranscriptLink(UsbTranscript.Parse("nothing", ""), Info), new ManualClock());

        Assert.All(UsbTiny.SckSteps.Concat(UsbTiny.SckSearch), step =>
        {
            driver.SetBitClock(step);
            Assert.Equal(step, driver.SckHertz);
        });
        Assert.Equal((1e6, 4e3, 250), (UsbTiny.SckSteps[0], UsbTiny.SckSteps[^1], UsbTiny.SckSteps.Count));
    }

    [Fact]
    public void A_silent_chip_is_refused_after_three_pulses_of_reset() => Play(driver =>
    {
        TargetException refused = Assert.Throws<TargetException>(() => driver.EnterProgramming(Part));
        Assert.Equal(FaultCode.ProgrammingModeRefused, refused.Fault.Code);
    }, "enter-silent");

    [Fact]
    public void Entering_once_more_pulses_reset() => Play(driver =>
    {
        driver.EnterProgramming(Part);
        driver.SetBitClock(50e3);
        driver.EnterProgramming(Part);
    }, "enter", "reenter");

    [Fact]
    public void Pages_are_loaded_committed_and_read_back() => Play(driver =>
    {
        driver.EnterProgramming(Part);
        byte[] pages = [.. Enumerable.Repeat((byte)0x11, 128), .. Enumerable.Repeat((byte)0x22, 128)];
        byte[] found = new byte[256];
        driver.WritePages(AvrMemory.Flash, 0x80, pages);
        driver.Read(AvrMemory.Flash, 0x80, found);
        Assert.Equal(pages, found);
    }, "enter", "flash-write", "flash-read");

    [Fact]
    public void Beyond_64_KiB_bytes_are_read_one_by_one() => Play(driver =>
    {
        driver.EnterProgramming(AvrCatalog.Find("at90usb1286")!);
        byte[] found = new byte[2];
        driver.WritePages(AvrMemory.Flash, 0x1FF00, [.. Enumerable.Repeat((byte)0x33, 256)]);
        driver.Read(AvrMemory.Flash, 0x1FF00, found);
        Assert.Equal([0x33, 0x33], found);
        driver.Read(AvrMemory.Flash, 0xFFFE, new byte[4]);
    }, "enter", "flash-far");

    [Fact]
    public void Beyond_128_KiB_blocks_are_read_again_below_the_next_64() => Play(driver =>
    {
        driver.EnterProgramming(AvrCatalog.Find("atmega2560")!);
        driver.Read(AvrMemory.Flash, 0x20000, new byte[4]);
    }, "enter", "flash-extended");

    [Fact]
    public void Eeprom_goes_byte_by_byte() => Play(driver =>
    {
        driver.EnterProgramming(Part);
        byte[] found = new byte[5];
        driver.WritePages(AvrMemory.Eeprom, 0x123, [0xAA, 0xBB, 0xCC]);
        driver.Read(AvrMemory.Eeprom, 0x122, found);
        Assert.Equal([0xFF, 0xAA, 0xBB, 0xCC, 0xFF], found);
        driver.WritePages(AvrMemory.Eeprom, 0x200, [0x55, 0xFF]);
    }, "enter", "eeprom");

    private static UsbDeviceInfo Info { get; } =
        new(new UsbId(0x1781, 0x0C9F), "1-1") { Release = 0x0106, Product = "USBtinyISP" };

    private static void Play(Action<UsbTiny> use, params string[] names) =>
        UsbTranscriptLink.Play("usbtiny", names, Info, (link, clock) => new UsbTiny(link, clock), use);
}
