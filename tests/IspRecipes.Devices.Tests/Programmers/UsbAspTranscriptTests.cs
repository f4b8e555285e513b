using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>The driver against transcripts made from the firmware's source; the twin plays the same ones.</summary>
public class UsbAspTranscriptTests
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    [Fact]
    public void It_says_what_it_is() => Play(driver =>
    {
        driver.Open();
        Assert.Equal("USBasp 1.04, capabilities 01 00 00 00", driver.Identity);
    }, 0x0104, "open");

    [Fact]
    public void Firmware_without_capabilities_is_taken_as_it_is() => Play(driver =>
    {
        driver.Open();
        Assert.Equal("USBasp 1.03, firmware from before 2011", driver.Identity);
    }, 0x0103, "open-2009");

    [Fact]
    public void The_bit_clock_is_set_before_the_chip_is_reset() => Play(driver =>
    {
        driver.SetBitClock(400e3);
        driver.EnterProgramming(Part);
        Assert.Equal(375e3, driver.SckHertz);
        Assert.Equal(Part.Signature, driver.ReadSignature());
        driver.LeaveProgramming();
    }, 0x0104, "enter", "signature", "leave");

    [Fact]
    public void A_clone_without_a_bit_clock_goes_on_and_says_so() => Play(driver =>
    {
        driver.SetBitClock(375e3);
        driver.EnterProgramming(Part);
        Assert.Null(driver.SckHertz);
        Assert.Equal(FaultCode.BitClockNotSettable, Assert.Single(driver.Notices).Code);
    }, 0x0102, "enter-2007");

    [Fact]
    public void A_silent_chip_is_refused() => Play(driver =>
    {
        driver.SetBitClock(375e3);
        TargetException refused = Assert.Throws<TargetException>(() => driver.EnterProgramming(Part));
        Assert.Equal(FaultCode.ProgrammingModeRefused, refused.Fault.Code);
    }, 0x0104, "enter-silent");

    [Theory]
    [InlineData(0x0104, "flash-write")]
    [InlineData(0x0103, "flash-write-2009")]
    public void Pages_are_streamed(int release, string write) => Play(driver =>
    {
        driver.EnterProgramming(Part);
        byte[] pages = [.. Enumerable.Repeat((byte)0x11, 128), .. Enumerable.Repeat((byte)0x22, 128)];
        byte[] found = new byte[256];
        driver.WritePages(AvrMemory.Flash, 0x80, pages);
        driver.Read(AvrMemory.Flash, 0x80, found);
        Assert.Equal(pages, found);
    }, (ushort)release, "enter-own-sck", write, "flash-read");

    [Fact]
    public void Beyond_64_KiB_the_address_is_set_once_for_a_run_of_bytes() => Play(driver =>
    {
        driver.EnterProgramming(AvrCatalog.Find("at90usb1286")!);
        byte[] found = new byte[256];
        driver.WritePages(AvrMemory.Flash, 0x1FF00, [.. Enumerable.Repeat((byte)0x33, 256)]);
        driver.Read(AvrMemory.Flash, 0x1FF00, found);
        Assert.All(found, value => Assert.Equal(0x33, value));
        driver.Read(AvrMemory.Flash, 0, found.AsSpan(0, 4));
    }, 0x0104, "enter-own-sck", "flash-far");

    [Fact]
    public void Eeprom_goes_byte_by_byte() => Play(driver =>
    {
        driver.EnterProgramming(Part);
        byte[] found = new byte[5];
        driver.WritePages(AvrMemory.Eeprom, 0x123, [0xAA, 0xBB, 0xCC]);
        driver.Read(AvrMemory.Eeprom, 0x122, found);
        Assert.Equal([0xFF, 0xAA, 0xBB, 0xCC, 0xFF], found);
    }, 0x0104, "enter-own-sck", "eeprom");

    private static void Play(Action<UsbAsp> use, ushort release, params string[] names) => UsbTranscriptLink.Play(
        "usbasp",
        names,
        new UsbDeviceInfo(new UsbId(0x16C0, 0x05DC), "1-1") { Release = release, Product = "USBasp" },
        (link, clock) => new UsbAsp(link, clock),
        use);
}
