using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>The driver against transcripts made from the firmware's source; the twin plays the same ones.</summary>
public class BusPirateTranscriptTests
{
    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    [Fact]
    public void It_says_what_it_is_and_goes_back_to_its_terminal() => Play(driver =>
    {
        driver.Open();
        Assert.Equal("Bus Pirate v3.5, firmware 7.0", driver.Identity);
        Assert.Empty(driver.Notices);
    }, "open", "close");

    [Fact]
    public void Firmware_that_takes_sixteen_bytes_at_a_time_is_told() => Play(driver =>
    {
        driver.Open();
        Assert.Equal("Bus Pirate v3a, firmware 3.0", driver.Identity);
        Assert.Equal(FaultCode.FirmwareLacks, Assert.Single(driver.Notices).Code);
    }, "open-3.0", "close");

    [Fact]
    public void A_refusal_to_write_nothing_and_read_nothing_is_no_lack() => Play(driver =>
    {
        driver.Open();
        Assert.Empty(driver.Notices);
    }, "open-8.0", "close");

    [Fact]
    public void It_is_found_in_a_binary_mode() => Play(driver =>
    {
        driver.Open();
        Assert.Equal("Bus Pirate", driver.Identity);
    }, "open-binary", "close");

    [Fact]
    public void The_bit_clock_is_set_before_the_chip_is_reset() => Play(driver =>
    {
        Enter(driver);
        Assert.Equal(250e3, driver.SckHertz);
        Assert.Equal(Part.Signature, driver.ReadSignature());
        driver.LeaveProgramming();
    }, "open", "enter", "signature", "leave", "close");

    [Fact]
    public void A_silent_chip_is_refused() => Play(driver =>
    {
        TargetException refused = Assert.Throws<TargetException>(() => Enter(driver));
        Assert.Equal(FaultCode.ProgrammingModeRefused, refused.Fault.Code);
    }, "open", "enter-silent", "close");

    [Fact]
    public void Pages_go_in_one_command_with_their_waits() => Play(driver =>
    {
        Enter(driver);
        byte[] pages = [.. Enumerable.Repeat((byte)0x11, 128), .. Enumerable.Repeat((byte)0x22, 128)];
        byte[] found = new byte[256];
        driver.WritePages(AvrMemory.Flash, 0x80, pages);
        driver.Read(AvrMemory.Flash, 0x80, found);
        Assert.Equal(pages, found);
    }, "open", "enter", "flash-write", "flash-read", "close");

    [Fact]
    public void Fuses_are_waited_for() => Play(driver =>
    {
        Enter(driver);
        Assert.Equal(0xDE, driver.ReadFuse(FuseId.Low));
        driver.WriteFuse(FuseId.High, 0xD1);
    }, "open", "enter", "fuses", "close");

    private static void Enter(BusPirate driver)
    {
        driver.Open();
        driver.SetBitClock(300e3);
        driver.EnterProgramming(Part);
    }

    private static void Play(Action<BusPirate> use, string first, params string[] rest)
    {
        Transcript transcript = rest.Aggregate(Load(first), (before, name) => before.Then(Load(name)));
        var clock = new ManualClock();
        var link = new TranscriptLink(transcript, clock);
        using (var driver = new BusPirate(link, clock))
        {
            use(driver);
        }

        link.AssertFinished();
        Assert.True(link.Closed);
    }

    private static Transcript Load(string name) => Transcript.Load($"buspirate/{name}.txt");
}
