using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

public sealed class SuggestionTests
{
    private static readonly string[] Keys = ["fuses", "files", "write", "erase", "eeprom", "verify", "low", "high", "lock", "allow"];

    [Theory]
    [InlineData("fuse", "fuses")]
    [InlineData("fusse", "fuses")]
    [InlineData("FUSES", "fuses")]
    [InlineData("wirte", "write")]
    [InlineData("eprom", "eeprom")]
    [InlineData("lok", "lock")]
    [InlineData("Low", "low")]
    public void The_nearest_word_is_suggested(string word, string expected) =>
        Assert.Equal(expected, Suggestion.For(word, Keys));

    [Theory]
    [InlineData("programmer")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("zz")]
    public void A_word_that_is_near_to_none_is_left_alone(string word) => Assert.Null(Suggestion.For(word, Keys));

    [Fact]
    public void The_same_beginning_wins_over_the_same_distance() =>
        Assert.Equal("atmega328", Suggestion.For("atmega3280", ["btmega3280", "atmega328"]));

    [Theory]
    [InlineData("WDG", "WDG_SW")]
    [InlineData("nrst_stop", "nRST_STOP")]
    [InlineData("nRST", null)]
    [InlineData("WD", null)]
    public void The_beginning_of_one_word_alone_is_that_word(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.For(word, ["RDP", "nRST_STDBY", "nRST_STOP", "WDG_SW", "DATA0"]));

    [Theory]
    [InlineData("abcd", "abdc", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "SAME", 0)]
    public void Two_swapped_letters_are_one_edit(string left, string right, int edits)
    {
        Assert.Equal(edits, Suggestion.Distance(left, right));
        Assert.Equal(edits, Suggestion.Distance(right, left));
    }
}
