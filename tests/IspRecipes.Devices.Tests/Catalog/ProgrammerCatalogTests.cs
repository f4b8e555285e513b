using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Catalog;

public class ProgrammerCatalogTests
{
    [Theory]
    [InlineData("avrisp", "avrisp")]
    [InlineData("arduino-as-isp", null)]
    [InlineData("stk500v1", "stk500v1")]
    [InlineData("arduino", "arduino")]
    [InlineData("AVRISP", null)]
    [InlineData("usbasp2", null)]
    [InlineData("stlink-v2", "stlink-v2")]
    [InlineData("stlink", "stlink-v2")]
    public void A_row_is_found_by_its_id_or_alias_as_written(string name, string? id) =>
        Assert.Equal(id, ProgrammerCatalog.Find(name)?.Id);

    [Fact]
    public void Ids_are_unique_and_lower_case()
    {
        string[] names = [.. ProgrammerCatalog.Ids, .. ProgrammerCatalog.Rows.SelectMany(row => row.Aliases)];
        Assert.Equal(names.Distinct(), names);
        Assert.All(ProgrammerCatalog.Ids, id => Assert.Equal(id.ToLowerInvariant(), id));
        Assert.Equal(ProgrammerCatalog.Rows.Select(row => row.Id), ProgrammerCatalog.Ids);
    }

    [Fact]
    public void A_bootloader_has_no_fuses_and_no_chip_erase()
    {
        ProgrammerRow arduino = ProgrammerCatalog.Find("arduino")!;

        Assert.True(arduino.Can(Abilities.WriteFlash | Abilities.ReadEeprom));
        Assert.False(arduino.Can(Abilities.ChipErase));
        Assert.False(arduino.Can(Abilities.Fuses));
        Assert.False(arduino.Can(Abilities.Lock));
        Assert.True(ProgrammerCatalog.Find("avrisp")!.Can(Abilities.Isp));
    }

    [Theory]
    [InlineData("avrisp", 0x16C0, 0x0483, true)] // Teensy
    [InlineData("avrisp", 0x2341, 0x8036, true)] // Leonardo
    [InlineData("avrisp", 0x1B4F, 0x9206, true)] // Pro Micro
    [InlineData("avrisp", 0x1A86, 0x7523, true)] // CH340
    [InlineData("avrisp", 0x16C0, 0x05DC, false)] // USBasp
    [InlineData("arduino", 0x2341, 0x0043, true)] // Uno
    [InlineData("arduino", 0x16C0, 0x0483, false)]
    [InlineData("stlink-v2", 0x0483, 0x3748, true)]
    [InlineData("stlink-v2", 0x0483, 0x3744, true)] // to be refused by name
    [InlineData("stlink-v2", 0x0483, 0x5740, false)] // ST's virtual serial port
    public void Ports_are_known_by_their_usb_ids(string id, ushort vendor, ushort product, bool known) =>
        Assert.Equal(known, ProgrammerCatalog.Find(id)!.Knows(new UsbId(vendor, product)));

    [Fact]
    public void Every_row_makes_a_programmer_that_owns_its_link()
    {
        foreach (Reach.Serial reach in ProgrammerCatalog.Rows.Select(row => row.Reach).OfType<Reach.Serial>())
        {
            var clock = new ManualClock();
            var link = new TranscriptLink(Transcript.Parse("nothing", ""), clock);

            reach.Create(link, clock).Dispose();

            Assert.True(link.Closed);
        }
    }
}
