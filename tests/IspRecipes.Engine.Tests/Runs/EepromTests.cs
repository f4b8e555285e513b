using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

public class EepromTests
{
    private const byte EesaveOn = 0xD1;
    private const byte EesaveOff = 0xD9;

    private static readonly byte[] Held = Firmware.Program(1024, 9);

    [Fact]
    public void A_chip_erase_takes_the_EEPROM_unless_told_otherwise_and_the_plan_says_so()
    {
        using World world = Flash("", EesaveOff);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.All(world.Chip.Eeprom, value => Assert.Equal(0xFF, value));
        Assert.Contains("erased with the chip", world.Plan().Value!.Eeprom);
        Assert.Contains(world.Plan().Diagnostics, note => note.Code == "ISP3017");
    }

    [Fact]
    public void An_image_for_all_of_the_EEPROM_leaves_nothing_of_it_to_be_told()
    {
        using World world = Flash("", EesaveOff, "write: { flash: app, eeprom: settings }").Hex("settings.hex", 0, Held);

        Assert.Equal("The EEPROM is written from settings.", world.Plan().Value!.Eeprom);
        Assert.DoesNotContain(world.Plan().Diagnostics, note => note.Code == "ISP3017");
    }

    [Theory]
    [InlineData(EesaveOff)]
    [InlineData(EesaveOn)]
    public void Kept_is_kept_whatever_EESAVE_says(byte high)
    {
        using World world = Flash("eeprom: keep", high);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Held, world.Chip.Eeprom);
        bool read = report.Steps.Single(step => step.Kind == "keep-eeprom").Outcome == StepOutcome.Done;
        Assert.Equal(high == EesaveOff, read);
    }

    [Fact]
    public void EESAVE_programmed_by_this_very_recipe_does_not_protect_this_run()
    {
        using World world = Flash($"eeprom: keep\nfuses: {{ high: 0x{EesaveOn:X2} }}", EesaveOff);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(Held, world.Chip.Eeprom);
        Assert.Equal(StepOutcome.Done, report.Steps.Single(step => step.Kind == "keep-eeprom").Outcome);
    }

    [Fact]
    public void Erased_is_erased_even_where_EESAVE_spares_it()
    {
        using World world = Flash("eeprom: erase", EesaveOn);

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.All(world.Chip.Eeprom, value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void An_image_lies_over_what_is_kept()
    {
        using World world = Flash("eeprom: keep", EesaveOff, "write: { flash: app, eeprom: settings }");

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        byte[] expected = [.. Held];
        Firmware.Program(10, 4).CopyTo(expected, 5);
        Assert.Equal(expected, world.Chip.Eeprom);
    }

    [Fact]
    public void Only_pages_that_differ_are_written()
    {
        using World world = Flash("", EesaveOff, "write: { eeprom: settings }");
        Firmware.Program(10, 4).CopyTo(world.Chip.Eeprom, 5);
        world.Chip.Eeprom[9] ^= 0xFF;

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        ChipWrite write = Assert.Single(world.Chip.Writes);
        Assert.Equal(8u, write.Address);
        Assert.Equal(Firmware.Program(10, 4), world.Chip.Eeprom[5..15]);
        Assert.Equal(Held[15], world.Chip.Eeprom[15]);
    }

    [Fact]
    public void An_EEPROM_that_holds_it_already_is_left_alone()
    {
        using World world = Flash("", EesaveOff, "write: { eeprom: settings }");
        Firmware.Program(10, 4).CopyTo(world.Chip.Eeprom, 5);

        RunReport report = world.Run();

        Assert.Equal(StepOutcome.Unchanged, report.Steps.Single(step => step.Kind == "write-eeprom").Outcome);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void What_was_to_be_kept_is_saved_when_the_run_fails_before_it_is_back()
    {
        using World world = Flash("eeprom: keep", EesaveOff);

        RunReport report = world.RunCancelledAfter("erase-chip");

        Assert.Equal(ExitCode.Interrupted, report.Exit);
        Assert.Contains(report.Diagnostics, warning => warning.Code == "ISP3028");
        ImageResult saved = IntelHex.Read(File.ReadAllBytes(world.Path("recipe.eeprom.hex")), "saved");
        Assert.Equal(Held, saved.Image!.Segments.Single().Bytes.ToArray());
    }

    private static World Flash(string body, byte high, string write = "write: { flash: app }")
    {
        World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Firmware.Program(300))
            .Hex("settings.hex", 5, Firmware.Program(10, 4))
            .Recipe($"files: {{ app: app.hex, settings: settings.hex }}\n{write}\n{body}");
        world.Chip.Preset(FuseId.High, high);
        Held.CopyTo(world.Chip.Eeprom, 0);
        return world;
    }
}
