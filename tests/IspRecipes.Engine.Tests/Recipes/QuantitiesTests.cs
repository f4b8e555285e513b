using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("375 kHz", 375e3)]
    [InlineData("1MHz", 1e6)]
    [InlineData("187.5 kHz", 187.5e3)]
    [InlineData("10 us", 100e3)]
    [InlineData("10 µs", 100e3)]
    [InlineData("10 \u03BCs", 100e3)]
    [InlineData("0.5 ms", 2e3)]
    public void A_bit_clock_is_a_frequency_or_its_period(string text, double hertz) =>
        Assert.Equal(hertz, Quantities.BitClock(text)!.Value, 6);

    /// <summary>The micro sign and the Greek letter look alike, and keyboards give either.</summary>
    [Theory]
    [InlineData("10 us")]
    [InlineData("10 \u00B5s")]
    [InlineData("10 \u03BCs")]
    public void A_recipe_takes_every_way_to_write_a_period(string sck)
    {
        using World world = World.With("usbasp", "atmega328p").Recipe("lock: { BLB1: 2 }", sck);

        Assert.DoesNotContain(world.Plan().Diagnostics, found => found.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("375")]
    [InlineData("0 us")]
    [InlineData("0 kHz")]
    [InlineData("fast")]
    [InlineData("-5 kHz")]
    [InlineData("1.2.3 kHz")]
    [InlineData("5 khz")]
    [InlineData("")]
    public void What_is_no_bit_clock_is_none(string text) => Assert.Null(Quantities.BitClock(text));

    [Fact]
    public void A_board_clock_names_its_source()
    {
        Assert.Equal(new BoardClock(16e6, ClockSource.Crystal), Quantities.Clock("16 MHz crystal"));
        Assert.Equal(new BoardClock(8e6, ClockSource.Internal), Quantities.Clock("8 MHz internal"));
        Assert.Null(Quantities.Clock("16 MHz"));
        Assert.Null(Quantities.Clock("16 MHz 2"));
        Assert.Null(Quantities.Clock("crystal"));
    }

    [Fact]
    public void A_voltage_is_in_volts()
    {
        Assert.Equal(3.3, Quantities.Voltage("3.3 V"));
        Assert.Null(Quantities.Voltage("3.3"));
    }

    [Theory]
    [InlineData("64K", 65536.0)]
    [InlineData("128 KiB", 131072.0)]
    [InlineData("1M", 1048576.0)]
    [InlineData("1.5 MiB", 1572864.0)]
    [InlineData("64 kB", null)]
    [InlineData("0K", null)]
    [InlineData("K", null)]
    public void A_memory_size_is_in_bytes(string text, double? bytes) => Assert.Equal(bytes, Quantities.MemorySize(text));
}
