using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

public sealed class SentenceTemplateTests
{
    [Fact]
    public void Facts_fill_the_holes_in_their_format() =>
        Assert.Equal("flash at 0x01F0: 0x0A", Fill("{a} at 0x{b:X4}: 0x{c:X2}", "flash", 0x1F0u, (byte)10));

    [Theory]
    [InlineData("unknown 'x'; did you mean 'y'?", "y")]
    [InlineData("unknown 'x'", null)]
    [InlineData("unknown 'x'", "")]
    public void A_stretch_in_brackets_goes_with_its_fact(string expected, string? suggestion) =>
        Assert.Equal(expected, Fill("unknown '{a}'[; did you mean '{b}'?]", "x", suggestion));

    [Fact]
    public void A_stretch_goes_when_its_list_is_empty() =>
        Assert.Equal("none", Fill("none[: {a}]", new object[] { Array.Empty<string>() }));

    [Fact]
    public void A_doubled_brace_or_bracket_is_itself() =>
        Assert.Equal("write ${name} or [x]", Fill("write ${{name}} or [[x]]"));

    [Fact]
    public void A_missing_fact_shows_as_a_question_mark() => Assert.Equal("port ?", Fill("port {a}"));

    [Fact]
    public void A_long_list_is_cut() =>
        Assert.Equal("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … 2 more", Fill("{a}", new object[] { Enumerable.Range(1, 12).ToArray() }));

    [Fact]
    public void A_list_can_stand_line_by_line() =>
        Assert.Equal("here:\n  COM3\n  COM4", Fill("here:{a:lines}", new object[] { new[] { "COM3", "COM4" } }));

    [Fact]
    public void Bytes_are_shown_as_a_frame() =>
        Assert.Equal("30 20", Fill("{a}", new object[] { new byte[] { 0x30, 0x20 } }));

    [Fact]
    public void A_time_is_in_seconds() => Assert.Equal("2.5 s", Fill("{a:0.#} s", TimeSpan.FromMilliseconds(2500)));

    [Fact]
    public void Text_from_outside_cannot_move_the_cursor() =>
        Assert.Equal("'\uFFFD[2Jx\uFFFDy'", Fill("'{a}'", "\u001b[2Jx\ny"));

    [Fact]
    public void Text_from_outside_is_cut() => Assert.Equal(201, Fill("{a}", new string('x', 5000)).Length);

    private static string Fill(string template, params object?[] facts) =>
        SentenceTemplate.Fill(template, ["a", "b", "c"], facts);
}
