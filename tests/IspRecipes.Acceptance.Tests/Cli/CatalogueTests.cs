using System.Text.Json;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Commands that look things up.</summary>
public class CatalogueTests
{
    [Fact]
    public void Parts_are_listed_with_their_signatures()
    {
        string list = Isprecipe.Run("parts").EndedWith(0).Out;

        Assert.All(AvrCatalog.All, part => Assert.Matches($"(?m)^{part.Id} +{part.Signature} ", list));
    }

    [Fact]
    public void A_part_is_told_with_its_memories_and_fuse_fields()
    {
        string told = Isprecipe.Run("parts", "m32u4").EndedWith(0).Out;

        Assert.Contains("ATmega32U4, signature 1E 95 87, also called m32u4\n", told);
        Assert.Contains("flash   32,768 bytes, written in pages of 128\n", told);
        Assert.Matches("(?m)^  BOOTSZ +2:1 +size of the boot section$", told);
        Assert.Matches("eeprom +64 bytes, written byte by byte\n", Isprecipe.Run("parts", "at90s1200").EndedWith(0).Out);
        Assert.Contains("BOOTSZ=0: 2048 words at 0x7000", told);
        Assert.Contains("EEPROM survives chip erase", told);
    }

    [Fact]
    public void Parts_programmers_and_ports_are_data_too()
    {
        Assert.Equal(PartCatalog.Ids, Ids(Isprecipe.Run("parts", "--json")));
        Assert.Equal(ProgrammerCatalog.Rows.Select(row => row.Id), Ids(Isprecipe.Run("programmers", "--json")));
        JsonElement port = Assert.Single(Document(Isprecipe.On(Bench.With("avrisp", "atmega32u4"), "ports", "--json")).EnumerateArray());
        Assert.Equal("sim", port.GetProperty("path").GetString());
        Assert.Equal("2341:0043", port.GetProperty("usb").GetString());
    }

    [Fact]
    public void A_programmer_s_bit_clock_is_a_range_with_its_steps_counted()
    {
        JsonElement[] rows = [.. Document(Isprecipe.Run("programmers", "--json")).EnumerateArray()];

        JsonElement sck = rows.Single(row => row.GetProperty("id").GetString() == "usbtiny").GetProperty("sck");
        Assert.Equal((1e6, 4e3, 250), (Number(sck, "fastest"), Number(sck, "slowest"), sck.GetProperty("steps").GetInt32()));
        Assert.Equal(JsonValueKind.Null, rows.Single(row => row.GetProperty("id").GetString() == "arduino").GetProperty("sck").ValueKind);
        Assert.All(rows, row => Assert.InRange(row.GetRawText().Length, 1, 1000));

        static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
    }

    [Fact]
    public void Programmers_are_listed_with_what_they_cannot_do() => Assert.Matches(
        "(?ms)^arduino +AVR +115200 baud +no +no .*^stlink-v2 +STM32 +USB +options +yes ", Isprecipe.Run("programmers").EndedWith(0).Out);

    [Fact]
    public void Ports_are_listed_with_the_programmers_they_may_be() => Assert.Matches(
        "(?m)^sim +2341:0043 .*avrisp", Isprecipe.On(Bench.With("avrisp", "atmega32u4"), "ports").EndedWith(0).Out);

    [Fact]
    public void A_bench_without_ports_says_so() =>
        Assert.Equal("No serial port and no USB programmer is plugged in.\n", Isprecipe.Run("ports").EndedWith(0).Error);

    [Theory]
    [InlineData("isprecipe.schema.json")]
    [InlineData("isprecipe.schema.json", "recipe")]
    [InlineData("plan.schema.json", "plan")]
    [InlineData("report.schema.json", "report")]
    [InlineData("events.schema.json", "events")]
    public void A_schema_is_the_published_one(string file, params string[] which) =>
        Assert.Equal(File.ReadAllText(Repository.File("schema", file)), Isprecipe.Run(["schema", .. which]).EndedWith(0).Out);

    private static IEnumerable<string?> Ids(CliRun run) =>
        [.. Document(run).EnumerateArray().Select(row => row.GetProperty("id").GetString())];

    private static JsonElement Document(CliRun run) => JsonDocument.Parse(run.EndedWith(0).Out).RootElement;
}
