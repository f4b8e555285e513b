using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Files that a plan refuses: missing, of other bytes than promised, broken, or without room in the chip.</summary>
public class FileRefusalTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    [Fact]
    public void A_missing_file_that_can_be_had_somewhere_is_told_with_where()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe(
            $"files: {{ app: {{ path: app.hex, url: 'https://example.org/app.hex', sha256: {new string('a', 64)} }} }}\nwrite: {{ flash: app }}");

        Diagnostic missing = RefusalTests.AssertOnly(world, "ISP7019", "app.hex", ExitCode.File, "app.hex");

        Assert.Contains("https://example.org/app.hex", missing.Hint);
    }

    [Fact]
    public void A_file_beside_the_recipe_with_another_hash_is_refused() => RefusalTests.AssertOnly(
        World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1).Recipe(
            $"files: {{ app: {{ path: app.hex, sha256: {new string('a', 64)} }} }}\nwrite: {{ flash: app }}"),
        "ISP7018", "aaaa", ExitCode.File, "");

    [Fact]
    public void A_file_of_another_size_is_refused() => RefusalTests.AssertOnly(
        World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1)
            .Recipe("files: { app: { path: app.hex, size: 4711 } }\nwrite: { flash: app }"),
        "ISP7021", "4711", ExitCode.File, "4711");

    [Fact]
    public void A_folder_is_no_file()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe(App);
        Directory.CreateDirectory(world.Path("app.hex"));

        RefusalTests.AssertOnly(world, "ISP7002", "app.hex", ExitCode.File, "");
    }

    [Fact]
    public void A_file_far_beyond_any_firmware_is_not_read()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe(App);
        using (FileStream file = File.Create(world.Path("app.hex")))
        {
            file.SetLength(1L << 30);
        }

        RefusalTests.AssertOnly(world, "ISP7020", "app.hex", ExitCode.File, "");
    }

    [Theory]
    [InlineData("", "ISP7004")]
    [InlineData(":0100000001FF\n:00000001FF\n", "ISP7008")]
    [InlineData(":0100000001FE\n", "ISP7010")]
    [InlineData(":0100000001FE\n:0100000002FD\n:00000001FF\n", "ISP7012")]
    public void A_broken_file_is_refused_with_its_own_place(string content, string code)
    {
        using World world = World.With("avrisp", "atmega32u4").Text("app.hex", content).Recipe(App);

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal(code, error.Code);
        Assert.Equal(world.Path("app.hex"), error.Where!.File);
        Assert.Equal(ExitCode.File, error.Exit);
    }

    [Theory]
    [InlineData("flash", 0x7FFFu)]
    [InlineData("eeprom", 0x3FFu)]
    public void Data_past_the_memory_is_refused(string memory, uint address)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", address, 1, 2)
            .Recipe($"files: {{ app: app.hex }}\nwrite: {{ {memory}: app }}");

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP7014", error.Code);
        Assert.Contains($"0x{address + 1:X4}, but the {memory} of ATmega32U4 ends", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Files_that_overlap_are_refused_with_both_names()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1, 2).Hex("boot.hex", 1, 3, 4)
            .Recipe("files: { app: app.hex, boot: boot.hex }\nmerge: { m: [ app, boot ] }\nwrite: { flash: m }");

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP7015", error.Code);
        Assert.Contains("app.hex", error.Message);
        Assert.Contains("boot.hex", error.Message);
    }

    [Theory]
    [InlineData("atmega32u4", "clip: boot-section", "ISP3012")]
    [InlineData("attiny85", "clip: boot-section", "ISP3011")]
    [InlineData("atmega32u4", "clip: { start: 0x100, end: 0x200 }", "ISP3013")]
    [InlineData("atmega32u4", "offset: -1", "ISP7017")]
    public void A_clip_or_an_offset_that_leads_nowhere_is_refused(string mcu, string input, string code)
    {
        using World world = World.With("avrisp", mcu).Hex("app.hex", 0, 1, 2)
            .Recipe($"files: {{ app: app.hex }}\nmerge: {{ m: {{ inputs: [ {{ file: app, {input} }} ] }} }}\nwrite: {{ flash: m }}");

        Assert.Equal(code, world.Plan().Diagnostics.First(found => found.Severity == Severity.Error).Code);
    }
}
