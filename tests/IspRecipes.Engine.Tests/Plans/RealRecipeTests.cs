using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What people burn every day, with the fuses that are published for it: no warning and no error.</summary>
public sealed class RealRecipeTests
{
    private const string At16 = "clock: 16 MHz crystal, supply: 5 V";

    [Theory]
    [InlineData("atmega328p", At16, "kind: optiboot, clock: 16 MHz", 0x7E00u, "low: 0xFF, high: 0xDE, extended: 0xFD", "0x0F")]
    [InlineData("atmega328p", At16, "kind: optiboot, clock: 16 MHz", 0x7E00u, "low: 0xFF, high: 0xDE, extended: 0x05", "0xCF")]
    [InlineData("atmega328p", "clock: 8 MHz internal", "kind: optiboot, clock: 8 MHz", 0x7E00u, "low: 0xE2, high: 0xD6, extended: 0xFD", "0x0F")]
    [InlineData("atmega328p", "clock: 20 MHz crystal", "kind: optiboot", 0x7E00u, "low: 0xF7, high: 0xD6, extended: 0xFD", "0x0F")]
    [InlineData("atmega328p", At16, "kind: atmegaboot", 0x7800u, "low: 0xFF, high: 0xDA, extended: 0xFD", "0x0F")]
    [InlineData("atmega328pb", At16, "kind: optiboot", 0x7E00u, "low: 0xFF, high: 0xD6, extended: 0xF5", "0x0F")]
    [InlineData("atmega168", At16, "kind: atmegaboot", 0x3800u, "low: 0xFF, high: 0xDD, extended: 0xF8", "0x0F")]
    [InlineData("atmega8", At16, "kind: optiboot", 0x1E00u, "low: 0xBF, high: 0xCC", "0x0F")]
    [InlineData("atmega2560", At16, "kind: stk500v2, clock: 16 MHz", 0x3E000u, "low: 0xFF, high: 0xD8, extended: 0xFD", "0x0F")]
    [InlineData("atmega2560", At16, "kind: optiboot", 0x3FC00u, "low: 0xF7, high: 0xD6, extended: 0xFD", "0x0F")]
    [InlineData("atmega1284p", At16, "kind: optiboot", 0x1FC00u, "low: 0xF7, high: 0xD6, extended: 0xFD", "0x0F")]
    [InlineData("atmega32u4", At16, "kind: caterina, clock: 16 MHz", 0x7000u, "low: 0xFF, high: 0xD8, extended: 0xCB", "0x2F")]
    [InlineData("atmega32u4", At16, "kind: caterina, clock: 16 MHz", 0x7000u, "low: 0xFF, high: 0xD8, extended: 0xCE", "0x0F")]
    [InlineData("attiny85", "clock: 16.5 MHz internal", "kind: micronucleus, clock: 16.5 MHz", 0x1880u, "low: 0xE1, high: 0xDD, extended: 0xFE", "0xFF")]
    [InlineData("attiny85", "clock: 16 MHz internal", "kind: micronucleus", 0x1A00u, "low: 0xF1, high: 0xD7, extended: 0xFE", "0xFF")]
    public void A_bootloader_burnt_by_the_book_is_left_in_peace(
        string mcu, string board, string facts, uint start, string fuses, string lockByte)
    {
        using World world = World.With("avrisp", mcu).Hex("boot.hex", start, Firmware.Program(450)).Recipe(
            $"board: {{ {board} }}\nfiles: {{ boot: {{ path: boot.hex, {facts} }} }}\nwrite: {{ flash: boot }}\n"
            + $"fuses: {{ {fuses} }}\nlock: {lockByte}");

        AssertQuiet(world.Plan());
    }

    /// <summary>It leaves no room for a bootloader, and says nothing of one: the erased boot section runs through to address 0.</summary>
    [Theory]
    [InlineData("app.hex")]
    [InlineData("{ path: app.hex, kind: application }")]
    public void A_large_application_is_not_taken_for_a_bootloader(string file)
    {
        using World world = World.With("avrisp", "atmega328p").Hex("app.hex", 0, Firmware.Program(30000)).Recipe(
            $"eeprom: erase\nfiles: {{ app: {file} }}\nwrite: {{ flash: app }}\nfuses: {{ high: 0xDE }}");

        Assert.Equal(["ISP3015"], world.Plan().Diagnostics.Select(found => found.Code));
    }

    [Fact]
    public void A_file_for_a_part_without_boot_section_that_starts_above_0_is_asked_for_its_kind()
    {
        using World world = World.With("avrisp", "attiny85").Hex("boot.hex", 0x1880, Firmware.Program(450))
            .Recipe("files: { boot: boot.hex }\nwrite: { flash: boot }");

        Diagnostic warning = Assert.Single(world.Plan().Diagnostics, found => found.Code == "ISP3023");

        Assert.Contains("kind: micronucleus", warning.Hint);
    }

    private static void AssertQuiet(Checked<Plan> plan)
    {
        Assert.NotNull(plan.Value);
        Assert.All(plan.Diagnostics, told => Assert.Equal(Severity.Note, told.Severity));
        Assert.DoesNotContain(plan.Diagnostics, told => told.Code == "ISP3047");
    }
}
