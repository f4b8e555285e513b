using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Where a bootloader or an application lies, and what starts it.</summary>
public sealed class BootloaderRuleTests
{
    /// <summary>No lock bits keep the application from writing over the bootloader.</summary>
    private const string Unprotected = "ISP3066";

    [Theory]
    [InlineData("atmel-dfu", "high: 0xD9, extended: 0xFB", "ISP3043", "extended: 0xFB leaves no reset that starts atmel-dfu")]
    [InlineData("qmk-dfu", "BOOTSZ: 0, BOOTRST: off, HWBE: off", "ISP3043", "HWBE: off leaves no reset")]
    [InlineData("atmel-dfu", "high: 0xD8, extended: 0xFB", null, "")]
    [InlineData("atmel-dfu", "high: 0xD9, extended: 0xF3", null, "")]
    [InlineData("atmel-dfu", "high: 0xD9", null, "")]
    [InlineData("atmel-dfu", "extended: 0xFB", null, "")]
    [InlineData("application", "high: 0xD9, extended: 0xFB", "ISP3045", "")]
    public void A_bootloader_that_no_reset_starts_is_warned_of(string kind, string fuses, string? code, string says)
    {
        Diagnostic? warning = Only(Written(0x7000, 0x800, kind, fuses), Severity.Warning);

        Assert.Equal(code, warning?.Code);
        Assert.Contains(says, warning?.Message ?? "");
    }

    [Theory]
    [InlineData("high: 0xD9", "ISP3045", Severity.Warning, "0x7000: it has bytes from 0x7000 on")]
    [InlineData("high: 0xDF", "ISP3015", Severity.Warning, "(from 0x7E00)")]
    [InlineData("low: 0x5E", null, Severity.Note, "")]
    [InlineData("high: 0xD8", "ISP3046", Severity.Error, "high: 0xD8 lets a reset start at 0x7000")]
    public void An_application_that_reaches_into_the_boot_section_is_told_of(
        string fuses, string? code, Severity severity, string says)
    {
        Diagnostic? found = Only(Written(0, 0x7100, "application", fuses), severity);

        Assert.Equal(code, found?.Code);
        Assert.Contains(says, found?.Message ?? "");
    }

    [Fact]
    public void A_bootloader_is_judged_in_a_plan_without_an_erase_too()
    {
        Diagnostic? found = Only(Written(0x7000, 0x800, "caterina", "high: 0xD9", "erase: none"), Severity.Error);

        Assert.Equal("ISP3022", found?.Code);
    }

    [Fact]
    public void A_bootloader_built_for_a_smaller_part_is_refused() =>
        Assert.Equal("ISP3021", Only(Written(0x3000, 0x1000, "atmel-dfu", "high: 0xD9"), Severity.Error)?.Code);

    /// <summary>The low byte of a relative jump may be 0xFF.</summary>
    [Fact]
    public void A_bootloader_may_begin_with_a_byte_of_0xFF()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("x.hex", 0x7000, 0xFF, 0xC0, 1, 2).Recipe(
            "files: { x: { path: x.hex, kind: caterina } }\nwrite: { flash: x }\neeprom: erase\nfuses: { high: 0xD8 }");

        Assert.DoesNotContain(world.Plan().Diagnostics, found => found.Code != Unprotected);
    }

    /// <summary>What the part's largest boot section holds decides nothing where the sketch runs into it.</summary>
    [Fact]
    public void A_bootloader_whose_beginning_nobody_can_tell_is_not_guessed_at() =>
        Assert.Null(Only(Written(0, 0x8000, "caterina", "high: 0xDA"), Severity.Error));

    [Theory]
    [InlineData("catarina", "did you mean 'caterina'?")]
    [InlineData("splash-screen", "is no kind of file that is checked for anything")]
    public void A_kind_that_is_none_is_noted(string kind, string says)
    {
        using World world = Written(0x7000, 0x800, kind, "high: 0xD9");

        Diagnostic note = Assert.Single(world.Plan().Diagnostics, found => found.Code != Unprotected);

        Assert.Equal("ISP3047", note.Code);
        Assert.Equal(Severity.Note, note.Severity);
        Assert.Contains(says, note.Message);
    }

    private static World Written(uint address, int length, string kind, string fuses, string more = "eeprom: erase") =>
        World.With("avrisp", "atmega32u4").Hex("x.hex", address, Firmware.Program(length)).Recipe(
            $"files: {{ x: {{ path: x.hex, kind: {kind} }} }}\nwrite: {{ flash: x }}\n{more}\nfuses: {{ {fuses} }}");

    /// <summary>What is told of this weight; nothing is told of a greater one.</summary>
    private static Diagnostic? Only(World world, Severity severity)
    {
        using (world)
        {
            Checked<Plan> plan = world.Plan();
            Assert.DoesNotContain(plan.Diagnostics, found => found.Severity > severity);
            return plan.Diagnostics.SingleOrDefault(found => found.Severity == severity && found.Code != "ISP3023");
        }
    }
}
