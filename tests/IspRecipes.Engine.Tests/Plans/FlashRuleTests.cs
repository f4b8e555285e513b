namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What a recipe would do to a board, as far as files and fuses tell.</summary>
public class FlashRuleTests
{
    [Fact]
    public void An_application_without_a_bootloader_is_warned_of() =>
        Assert.Equal(["ISP3015"], Codes(Flash("fuses: { high: 0xD9 }").Hex("app.hex", 0, 1, 2)));

    [Fact]
    public void A_part_without_a_boot_section_needs_no_bootloader() => Assert.Empty(Codes(
        World.With("avrisp", "attiny85").Hex("app.hex", 0, 1, 2)
            .Recipe("eeprom: erase\nfiles: { app: app.hex }\nwrite: { flash: app }")));

    [Fact]
    public void An_application_without_its_reset_vector_is_warned_of() =>
        Assert.Contains("ISP3023", Codes(Flash("").Hex("app.hex", 0x10, 1, 2)));

    [Fact]
    public void A_bootloader_alone_has_no_reset_vector_and_needs_none() =>
        Assert.Empty(Codes(Flash("fuses: { high: 0xD8 }").Hex("app.hex", 0x7000, 1, 2)));

    [Theory]
    [InlineData("{ high: 0xDA }")]
    [InlineData("{ BOOTSZ: 1, BOOTRST: on }")]
    public void BOOTSZ_that_starts_the_chip_in_the_void_is_refused(string fuses) =>
        Assert.Equal(["ISP3021"], Codes(Flash($"fuses: {fuses}").Hex("app.hex", 0x7000, 1, 2)));

    [Fact]
    public void BOOTSZ_must_fit_a_bootloader_of_known_kind_even_where_the_reset_does_not_start_it() =>
        Assert.Equal(["ISP3021"], Codes(Kind("atmel-dfu", "fuses: { high: 0xDB }")));

    [Fact]
    public void Without_a_kind_no_check_guesses() =>
        Assert.Equal(["ISP3044"], Codes(Flash("fuses: { high: 0xDB }").Hex("app.hex", 0x7000, Firmware.Program(4096))));

    [Fact]
    public void A_bootloader_that_needs_BOOTRST_is_refused_without_it() =>
        Assert.Equal(["ISP3022"], Codes(Kind("caterina", "fuses: { high: 0xD9 }")));

    [Fact]
    public void A_bootloader_that_does_not_need_BOOTRST_is_not() =>
        Assert.Empty(Codes(Kind("atmel-dfu", "fuses: { high: 0xD9 }")));

    [Fact]
    public void A_file_built_for_another_clock_is_warned_of() => Assert.Equal(
        ["ISP3024"],
        Codes(Kind("atmel-dfu", "board: { clock: 16 MHz crystal }\nfuses: { high: 0xD9 }", ", clock: 8 MHz")));

    [Theory]
    [InlineData("3.3 V", "BODLEVEL: 0", "ISP3042", "ISP3025")]
    [InlineData("3.3 V", "BODLEVEL: 3", "ISP3042")]
    [InlineData("5 V", "BODLEVEL: 0")]
    public void A_brown_out_level_above_the_supply_is_warned_of(string supply, string fuses, params string[] codes) =>
        Assert.Equal(codes, Codes(
            World.With("avrisp", "atmega32u4").Recipe($"board: {{ supply: {supply} }}\nfuses: {{ {fuses} }}")));

    [Theory]
    [InlineData("{ BODLEVEL: 0, BODEN: on }", "ISP3025")]
    [InlineData("{ BODLEVEL: 0, BODEN: off }", null)]
    public void A_brown_out_detector_that_is_off_holds_nothing_in_reset(string fuses, string? code)
    {
        IEnumerable<string> codes = Codes(
            World.With("avrisp", "atmega32a").Recipe($"board: {{ supply: 3.3 V }}\nfuses: {fuses}"));

        Assert.Equal(code, codes.Except(["ISP3042"]).SingleOrDefault());
    }

    private static World Kind(string kind, string body, string facts = "") =>
        World.With("avrisp", "atmega32u4").Hex("app.hex", 0x7000, Firmware.Program(3000))
            .Recipe($"eeprom: erase\nfiles: {{ app: {{ path: app.hex, kind: {kind}{facts} }} }}\nwrite: {{ flash: app }}\n{body}");

    private static World Flash(string body) =>
        World.With("avrisp", "atmega32u4").Recipe($"eeprom: erase\nfiles: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{body}");

    /// <summary>Without the note that nothing protects a bootloader, which is another rule's.</summary>
    private static IEnumerable<string> Codes(World world)
    {
        using (world)
        {
            return world.Plan().Diagnostics.Select(found => found.Code).Where(code => code != "ISP3066");
        }
    }
}
