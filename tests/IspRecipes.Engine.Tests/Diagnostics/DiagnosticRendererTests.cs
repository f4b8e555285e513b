using System.Text.RegularExpressions;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

public sealed partial class DiagnosticRendererTests
{
    [Fact]
    public void An_error_shows_its_line_a_caret_and_its_hint() => Assert.Equal(
        """
        recipes/p.yaml(2,3): error ISP2001: wrong
           2 |   lfuze: 0x5E
             |   ^^^^^   allowed: low
        """,
        Render("fuses:\n  lfuze: 0x5E\n", new("recipes/p.yaml", 2, 3, 2, 8), "allowed: low"));

    [Fact]
    public void A_long_hint_stands_below() => Assert.Equal(
        $"""
        x(1,1): error ISP2001: wrong
           1 | abc
             | ^
             | {new string('h', 61)}
        """,
        Render("abc", new("x", 1, 1, 1, 2), new string('h', 61)));

    [Fact]
    public void Tabs_are_widened_and_the_caret_with_them() => Assert.Equal(
        """
        x(1,3): error ISP2001: wrong
           1 |     a    bc
             |          ^^
        """,
        Render("\ta\tbc", new("x", 1, 4, 1, 6), null).Replace("x(1,4)", "x(1,3)"));

    [Fact]
    public void A_wide_line_is_cut_around_the_caret()
    {
        string[] lines = Render(new string('a', 300) + "MARK" + new string('b', 300), new("x", 1, 301, 1, 305), null).Split('\n');

        Assert.Equal(7 + 102, lines[1].Length);
        Assert.Equal(lines[1].IndexOf("MARK", StringComparison.Ordinal), lines[2].IndexOf('^'));
        Assert.EndsWith("^^^^", lines[2]);
    }

    /// <summary>A terminal that breaks a line puts its caret below something else.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_of_an_excerpt_is_wider_than_the_terminal(int width)
    {
        for (int start = 0; start < 150; start++)
        {
            string text = new string('a', start) + "MARK" + new string('b', 150 - start);
            DiagnosticRenderer renderer = new(_ => text, width);

            string[] lines = renderer.Render(Wrong(new("x", 1, start + 1, 1, start + 5), "allowed: low")).Split('\n');

            Assert.All(lines, line => Assert.True(line.Length <= width, line));
            Assert.Equal(lines[1].IndexOf("MARK", StringComparison.Ordinal), lines[2].IndexOf('^'));
        }
    }

    [Fact]
    public void Of_a_place_of_several_lines_the_first_is_shown() => Assert.Equal(
        """
        x(1,4): error ISP2001: wrong
           1 | a: {
             |    ^
        """,
        Render("a: {\n  b }\n", new("x", 1, 4, 2, 5), null));

    [Theory]
    [InlineData("x(7): error ISP2001: wrong\n    look", 7, 0)]
    [InlineData("x(7,2): error ISP2001: wrong\n    look", 7, 2)]
    [InlineData("x: error ISP2001: wrong\n    look", 0, 0)]
    public void Without_a_text_there_is_no_excerpt(string expected, int line, int column) => Assert.Equal(
        expected, new DiagnosticRenderer(_ => null).Render(Wrong(new("x", line, column, line, column), "look")));

    [Fact]
    public void Without_a_place_the_program_speaks() => Assert.Equal(
        "isprecipe: error ISP2001: wrong", new DiagnosticRenderer(_ => null).Render(Wrong(null, null)));

    [Fact]
    public void A_line_as_a_whole_has_no_caret() => Assert.Equal(
        """
        a.hex(2): error ISP2001: wrong
           2 | :00000001FE
             | look
        """,
        Render(":00\r\n:00000001FE\r\n", new("a.hex", 2, 0, 2, 0), "look"));

    [Theory]
    [InlineData("recipes/p.yaml", 9, 13)]
    [InlineData("C:\\work\\p.yaml", 9, 13)]
    [InlineData("a.hex", 7, 0)]
    [InlineData("a.hex", 0, 0)]
    [InlineData(null, 0, 0)]
    public void The_first_line_is_what_MSBuild_reads(string? file, int line, int column)
    {
        string first = Render("", file is null ? null : new(file, line, column, line, column), "hint").Split('\n')[0];
        Match match = MSBuildCanonical().Match(first);

        Assert.Equal(("error", "ISP2001", " wrong"), (match.Groups["CATEGORY"].Value, match.Groups["CODE"].Value, match.Groups["TEXT"].Value));
    }

    /// <summary>MSBuild's own expression (CanonicalError.cs).</summary>
    [GeneratedRegex(@"^\s*(((?<ORIGIN>(((\d+>)?[a-zA-Z]?:[^:]*)|([^:]*))):)|())(?<SUBCATEGORY>(()|([^:]*? )))(?<CATEGORY>(error|warning))( \s*(?<CODE>[^: ]*))?\s*:(?<TEXT>.*)$")]
    private static partial Regex MSBuildCanonical();

    private static string Render(string text, SourceSpan? where, string? hint) =>
        new DiagnosticRenderer(_ => text).Render(Wrong(where, hint));

    private static Diagnostic Wrong(SourceSpan? where, string? hint) => new(2001, Severity.Error, "wrong", where, hint);
}
