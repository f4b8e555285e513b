using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A bootloader in the chip, and an image that brings none.</summary>
public sealed class BootSectionTests
{
    /// <summary>0xFF is what the erase leaves: an image padded with it brings nothing back.</summary>
    [Theory]
    [InlineData("merge: { m: { inputs: [ app ], fill: 0xFF } }\nwrite: { flash: m }")]
    [InlineData("merge: { m: [ app, padding ] }\nwrite: { flash: m }")]
    [InlineData("write: { flash: app }")]
    public void Padding_does_not_pass_for_the_bootloader_that_an_erase_takes(string body)
    {
        using World world = WithBootloader(body);

        RunReport refused = world.Run();

        Assert.Equal("ISP6013", refused.Failure?.Code);
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void An_image_with_code_in_the_boot_section_replaces_it()
    {
        using World world = WithBootloader("merge: { m: [ app, boot ] }\nwrite: { flash: m }");

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(200, 3), world.Chip.Flash[0x7000..0x70C8]);
    }

    private static World WithBootloader(string body)
    {
        World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Firmware.Program(300))
            .Hex("boot.hex", 0x7000, Firmware.Program(200, 3))
            .Hex("padding.hex", 0x7000, [.. Enumerable.Repeat((byte)0xFF, 0x1000)])
            .Recipe($"eeprom: erase\nfiles: {{ app: app.hex, boot: boot.hex, padding: padding.hex }}\n{body}");
        Firmware.Program(500, 2).CopyTo(world.Chip.Flash, 0x7000);
        return world;
    }
}
