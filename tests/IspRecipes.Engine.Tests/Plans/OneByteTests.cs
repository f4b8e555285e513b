using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>A whole byte decides many things: all that it gets wrong is told at once.</summary>
public sealed class OneByteTests
{
    [Theory]
    [InlineData("high: 0xDF", ExitCode.Recipe, "ISP3021", "ISP3022")]
    [InlineData("high: 0xFF", ExitCode.Recipe, "ISP3010", "ISP3021", "ISP3022")]
    [InlineData("high: 0xF8", ExitCode.Refused, "ISP3010")]
    public void Boot_section_reset_and_serial_programming_are_three_things(string fuses, ExitCode exit, params string[] codes)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("boot.hex", 0x7000, Firmware.Program(4000))
            .Recipe($"files: {{ boot: {{ path: boot.hex, kind: caterina }} }}\nwrite: {{ flash: boot }}\nfuses: {{ {fuses} }}");

        AssertRefused(world, exit, codes);
    }

    [Theory]
    [InlineData("high: 0x18", ExitCode.Refused, "ISP3007", "ISP3008")]
    [InlineData("high: 0x5F", ExitCode.Recipe, "ISP3007", "ISP3021", "ISP3022")]
    public void What_is_refused_and_what_is_wrong_stand_side_by_side(string fuses, ExitCode exit, params string[] codes)
    {
        using World world = World.With("avrisp", "atmega328p").Hex("boot.hex", 0x7000, Firmware.Program(4000))
            .Recipe("eeprom: erase\nfiles: { boot: { path: boot.hex, kind: optiboot } }\n"
                + $"write: {{ flash: boot }}\nfuses: {{ {fuses} }}");

        AssertRefused(world, exit, codes);
    }

    private static void AssertRefused(World world, ExitCode exit, string[] codes)
    {
        Checked<Plan> plan = world.Plan();

        Assert.Equal(codes, plan.Diagnostics.Where(found => found.Severity == Severity.Error).Select(found => found.Code).Order());
        Assert.Equal(exit, plan.Exit);
    }
}
