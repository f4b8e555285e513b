using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>The driver against transcripts made from AVR068; the twins play the same ones.</summary>
public class Stk500v2TranscriptTests
{
    [Fact]
    public void A_job_on_a_serial_port() => Play("job", driver => Job(driver, 460.8e3));

    [Fact]
    public void The_same_job_on_usb() => UsbTranscriptLink.Play(
        "avrispmkii",
        ["job"],
        new UsbDeviceInfo(new UsbId(0x03EB, 0x2104), "1-1"),
        Stk500v2.AvrispMkII,
        driver =>
        {
            Job((Stk500v2)driver, 300e3);
            Assert.Equal("AVRISP_MK2, hardware 0, firmware 1.18, target at 3.3 V", driver.Identity);
            Assert.Equal(250e3, driver.SckHertz);
        });

    [Fact]
    public void Beyond_64_KWords_the_extended_address_byte_is_asked_for() => Play("extended", driver =>
    {
        byte[] found = new byte[384];
        driver.Open();
        driver.EnterProgramming(AvrCatalog.Find("atmega2560")!);
        driver.WritePages(AvrMemory.Flash, 0x1FF00, [.. Enumerable.Repeat((byte)0x33, 256), .. Enumerable.Repeat((byte)0x44, 256)]);
        driver.Read(AvrMemory.Flash, 0x1FF00, found);
        driver.LeaveProgramming();
        Assert.Equal((0x33, 0x44), (found[255], found[256]));
    });

    [Fact]
    public void A_damaged_message_is_repeated_and_a_late_answer_passed_over() => Play("repeat", driver =>
    {
        byte[] found = new byte[2];
        driver.Open();
        driver.EnterProgramming(Chips.ATmega32U4);
        driver.Read(AvrMemory.Flash, 0, found);
        driver.Read(AvrMemory.Flash, 2, found);
        driver.LeaveProgramming();
        Assert.Equal([0xFF, 0xFF], found);
        Assert.Equal(1, driver.Repeats);
    });

    [Fact]
    public void Noise_before_the_first_answer_is_skipped() => Play("open-noise", driver =>
    {
        driver.Open();
        Assert.Equal("AVRISP_2, hardware 2, firmware 2.0A, target at 5.0 V", driver.Identity);
    });

    [Fact]
    public void Steps_of_sck_fall_and_searches_halve()
    {
        foreach ((IReadOnlyList<double> steps, IReadOnlyList<double> searched) in
            ((IReadOnlyList<double>, IReadOnlyList<double>)[])
            [
                (Stk500v2.SerialSckSteps, Stk500v2.SerialSckSearched), (Stk500v2.MkIISckSteps, Stk500v2.MkIISckSearched),
            ])
        {
            Assert.Equal(steps.OrderDescending().Distinct(), steps);
            Assert.All(searched, step => Assert.Contains(step, steps));
            Assert.All(searched.Zip(searched.Skip(1)), pair => Assert.True(pair.Second <= pair.First / 2));
            Assert.InRange(searched.Count, 8, 14);
            Assert.InRange(searched[^1], 450, 2000);
        }
    }

    [Theory]
    [InlineData(100e3, 57.6e3)]
    [InlineData(57.5e3, 52.66e3)] // value 5; 4 would be 63.6 kHz
    [InlineData(1300, 1300)]
    [InlineData(10, 1206)]
    public void A_wish_is_rounded_down_to_the_stk500_s_formula(double wish, double step)
    {
        var link = new TranscriptLink(Transcript.Parse("nothing", ""), new ManualClock());
        using var driver = Stk500v2.OnSerial(link, new ManualClock());

        driver.SetBitClock(wish);

        Assert.InRange(driver.SckHertz!.Value, step * 0.99, step * 1.01);
    }

    private static void Job(Stk500v2 driver, double sck)
    {
        byte[] pages = [.. Enumerable.Repeat((byte)0x11, 128), .. Enumerable.Repeat((byte)0x22, 128)];
        byte[] found = new byte[260];
        byte[] eeprom = new byte[6];
        driver.Open();
        Assert.Empty(driver.Notices);
        driver.SetBitClock(sck);
        driver.EnterProgramming(AvrCatalog.Find("atmega32u4")!);
        Assert.Equal(new Signature(0x1E, 0x95, 0x87), driver.ReadSignature());
        driver.EraseChip();
        driver.WritePages(AvrMemory.Flash, 0x80, pages);
        driver.Read(AvrMemory.Flash, 0x80, found);
        Assert.Equal([.. pages, 0xFF, 0xFF, 0xFF, 0xFF], found);
        driver.WritePages(AvrMemory.Eeprom, 0x10, [1, 2, 3, 4]);
        driver.Read(AvrMemory.Eeprom, 0x10, eeprom);
        Assert.Equal([1, 2, 3, 4, 0xFF, 0xFF], eeprom);
        driver.WriteFuse(FuseId.High, 0xD1);
        Assert.Equal(0xD1, driver.ReadFuse(FuseId.High));
        driver.LeaveProgramming();
    }

    private static void Play(string name, Action<Stk500v2> use)
    {
        var clock = new ManualClock();
        var link = new TranscriptLink(Transcript.Load($"stk500v2/{name}.txt"), clock);
        using (var driver = Stk500v2.OnSerial(link, clock))
        {
            use(driver);
        }

        link.AssertFinished();
        Assert.True(link.Closed);
    }
}
