using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Tests.Recipes;

/// <summary>Scalars as YAML 1.2 and every editor read them (core schema, section 10.3.2).</summary>
public sealed class CoreSchemaTests
{
    [Theory]
    [InlineData("0x5E", 94L)]
    [InlineData("0xd9", 217L)]
    [InlineData("0o17", 15L)]
    [InlineData("217", 217L)]
    [InlineData("-1", -1L)]
    [InlineData("+7", 7L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_whole_number_is_a_number(string text, long value) => Assert.Equal(value, CoreSchema.Resolve(text));

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1.", 1.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("-2.5E-1", -0.25)]
    [InlineData("99999999999999999999", 1e20)]
    [InlineData(".inf", double.PositiveInfinity)]
    public void A_fraction_is_a_number(string text, double value) => Assert.Equal(value, CoreSchema.Resolve(text));

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("y")]
    [InlineData("0b1011")]
    [InlineData("1_000")]
    [InlineData("-0x10")]
    [InlineData("0x")]
    [InlineData("0xG1")]
    [InlineData("0o8")]
    [InlineData("0xFFFFFFFFFFFFFFFFFF")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("12:30:00")]
    [InlineData("2024-01-01")]
    [InlineData("03EB:2FF4")]
    public void Anything_else_is_text(string text) => Assert.Equal(text, CoreSchema.Resolve(text));

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("", null)]
    [InlineData("~", null)]
    [InlineData("null", null)]
    public void Booleans_and_nothing_are_few(string text, object? value) => Assert.Equal(value, CoreSchema.Resolve(text));

    [Theory]
    [InlineData("017", true)]
    [InlineData("-07", true)]
    [InlineData("00", true)]
    [InlineData("0", false)]
    [InlineData("0x17", false)]
    [InlineData("0.5", false)]
    public void A_leading_zero_is_noticed(string text, bool expected) => Assert.Equal(expected, CoreSchema.HasLeadingZero(text));
}
