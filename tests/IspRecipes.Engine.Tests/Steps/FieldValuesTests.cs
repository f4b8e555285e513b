using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Steps;

public class FieldValuesTests
{
    private static readonly FuseField Flag = new("EESAVE", 0x08, "EEPROM survives chip erase");
    private static readonly FuseField Plain = new("CKSEL", 0x0F, "clock source");

    [Theory]
    [InlineData("2048", 0)]
    [InlineData("2048W", 0)]
    [InlineData("2048w", 0)]
    [InlineData("2048 words", 0)]
    [InlineData("2048 word", 0)]
    [InlineData("0x800", 0)]
    [InlineData(" 256 ", 3)]
    [InlineData("3", 3)]
    [InlineData("0", 0)]
    [InlineData("4", null)]
    [InlineData("2049", null)]
    [InlineData("204", null)]
    [InlineData("-1", null)]
    [InlineData("on", null)]
    [InlineData("", null)]
    public void A_boot_size_is_a_number_of_words_or_the_bits(string text, int? value) =>
        Assert.Equal(value, FieldValues.Read(NamedPart.BootSize, text));

    [Theory]
    [InlineData("2V6", 3)]
    [InlineData("2v6", 3)]
    [InlineData("2.6 V", 3)]
    [InlineData("2.6V", 3)]
    [InlineData("2.6", 3)]
    [InlineData("2 V", 6)]
    [InlineData("2.0V", 6)]
    [InlineData("disabled", 7)]
    [InlineData("off", 7)]
    [InlineData("2", 2)]
    [InlineData("2.5 V", null)]
    [InlineData("on", null)]
    [InlineData("2.6 volts", null)]
    public void A_brown_out_level_is_volts_or_off_or_the_bits(string text, int? value) =>
        Assert.Equal(value, FieldValues.Read(NamedPart.BrownOut, text));

    [Theory]
    [InlineData("on", 0)]
    [InlineData("OFF", 1)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("2", null)]
    [InlineData("yes", null)]
    public void A_flag_is_on_when_programmed(string text, int? value) => Assert.Equal(value, FieldValues.Read(Flag, text));

    [Theory]
    [InlineData("4.0 V", 0)]
    [InlineData("4 V", 0)]
    [InlineData("2V7", 1)]
    [InlineData("on", 0)]
    public void A_single_bit_may_have_names_too(string text, int? value) =>
        Assert.Equal(value, FieldValues.Read(NamedPart.OldBrownOut, text));

    [Theory]
    [InlineData("on", null)]
    [InlineData("off", null)]
    [InlineData("cfd_enabled", 1)]
    [InlineData("0", 0)]
    public void A_single_bit_whose_names_say_otherwise_is_neither_on_nor_off(string text, int? value)
    {
        FuseField detector = new("CFD", 0x08, "clock failure detection") { Values = [new(0, "CFD_DISABLED"), new(1, "CFD_ENABLED")] };

        Assert.Equal(value, FieldValues.Read(detector, text));
    }

    [Theory]
    [InlineData("0xE", 14)]
    [InlineData("14", 14)]
    [InlineData("0o16", 14)]
    [InlineData("16", null)]
    [InlineData("EXTXOSC", null)]
    public void A_field_without_names_is_a_number(string text, int? value) => Assert.Equal(value, FieldValues.Read(Plain, text));

    [Fact]
    public void A_value_is_written_as_a_recipe_takes_it_and_said_as_people_do()
    {
        Assert.Equal(("2V6", "2.6 V"), Both(NamedPart.BrownOut, 3));
        Assert.Equal(("DISABLED", "off"), Both(NamedPart.BrownOut, 7));
        Assert.Equal(("1", "1"), Both(NamedPart.BrownOut, 1));
        Assert.Equal(("2048W", "2048 words"), Both(NamedPart.BootSize, 0));
        Assert.Equal(("on", "on"), Both(Flag, 0));
        Assert.Equal(("off", "off"), Both(Flag, 1));
        Assert.Equal(("14", "14"), Both(Plain, 14));
        Assert.Equal(("4V0", "4.0 V"), Both(NamedPart.OldBrownOut, 0));
    }

    [Fact]
    public void A_name_that_two_values_share_names_neither()
    {
        FuseField shared = Plain with { Values = [new(1, "SLOW"), new(2, "SLOW"), new(3, "FAST")] };

        Assert.Null(FieldValues.Read(shared, "SLOW"));
        Assert.Equal(("1", "1"), Both(shared, 1));
        Assert.Equal("FAST", FieldValues.Setting(shared, 3));
    }

    [Fact]
    public void Of_many_names_those_most_like_the_word_are_told()
    {
        FuseField many = Plain with { Values = [.. Enumerable.Range(0, 16).Select(value => new FuseValue(value, $"CLOCK_{(char)('A' + value)}{value}MS"))] };

        IReadOnlyList<string> allowed = FieldValues.Allowed(many, "CLOCK_P15M");

        Assert.Equal("CLOCK_P15MS", allowed[0]);
        Assert.Equal(["… 10 more", "0 to 15"], allowed.Skip(6));
    }

    [Fact]
    public void A_change_is_told_by_the_combined_field_where_both_ends_have_a_name()
    {
        FuseByte low = NamedPart.AtMega32U4.Fuse(FuseId.Low)!;

        Assert.Equal(
            "CKDIV8 on -> off, SUT_CKSEL EXTXOSC_8MHZ_XX_258CK_65MS -> EXTXOSC_8MHZ_XX_16KCK_65MS", FieldChange.List(low, 0x5E, 0xFF));
        Assert.Equal("SUT 1 -> 0, CKSEL 14 -> 13", FieldChange.List(low, 0x5E, 0x4D));
        Assert.Equal("", FieldChange.List(low, 0x5E, 0x5E));
    }

    [Fact]
    public void A_bit_that_the_part_lacks_does_not_change()
    {
        FuseByte extended = NamedPart.AtMega32U4.Fuse(FuseId.Extended)!;

        Assert.Equal("", FieldChange.List(extended, 0xF3, 0x03));
        Assert.Equal("BODLEVEL 2.6 V -> 4.3 V", FieldChange.List(extended, 0xF3, 0x00));
    }

    private static (string Setting, string Words) Both(FuseField field, int value) =>
        (FieldValues.Setting(field, value), FieldValues.Words(field, value));
}
