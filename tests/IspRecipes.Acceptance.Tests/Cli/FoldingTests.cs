using IspRecipes.Cli.Help;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Lines that are longer than a terminal is wide.</summary>
public sealed class FoldingTests
{
    [Theory]
    [InlineData("A sentence that does not fit.", "A sentence that does\n  not fit.")]
    [InlineData("  A list that does not fit either.", "  A list that does\n  not fit either.")]
    [InlineData("     | A hint that does not fit.", "     | A hint that\n     | does not fit.")]
    [InlineData("a   1 2 3 4 5 6 7 8 9", "a   1 2 3 4 5 6 7 8\n    9")]
    [InlineData("SHA-256 0123456789abcdef0123456789abcdef end", "SHA-256\n  0123456789abcdef0123456789abcdef\n  end")]
    [InlineData("\u001b[31mFAILED\u001b[0m: within them", "\u001b[31mFAILED\u001b[0m: within them")]
    [InlineData("\u001b[31mFAILED\u001b[0m: just not in it", "\u001b[31mFAILED\u001b[0m: just not in\n  it")]
    [InlineData("an escape \u001b that never ends", "an escape \u001b that\n  never ends")]
    public void A_line_goes_on_below_its_last_column_its_margin_or_its_gutter(string line, string expected) =>
        Assert.Equal(expected, Wrapping.Fit(line, 20));

    [Theory]
    [InlineData("programmers")]
    [InlineData("parts", "bluepill")]
    [InlineData("fuses", "atmega32u4")]
    [InlineData("fuses", "atmega32u4", "--diff", "0x5E,0xD9,0xF3", "0xFF,0xD8,0xFB")]
    [InlineData("explain", "6006", "--color", "never")]
    public void What_people_read_fits_their_terminal(params string[] args)
    {
        string told = Isprecipe.Drawn(60, args).EndedWith(0).Out;

        Assert.All(told.Split('\n'), line => Assert.True(line.Length <= 60, line));
        Assert.Equal(Words(Isprecipe.Run(args).Out), Words(told));
    }

    [Fact]
    public void Questions_fit_it_too()
    {
        string asked = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "atmega32u4\n", "new", "-").EndedWith(2).Error;

        Assert.Contains("speaks STK500v1 as ArduinoISP does (EEPROM\n                 addresses in words)\n", asked);
    }

    [Theory]
    [InlineData("programmers", "--json")]
    [InlineData("explain", "6006", "--json")]
    [InlineData("schema", "events")]
    [InlineData("completion", "bash")]
    [InlineData("man")]
    [InlineData("new", "-", "--mcu", "atmega32u4", "--programmer", "usbasp", "--fuses", "factory")]
    public void What_machines_read_and_people_copy_is_the_same_everywhere(params string[] args) =>
        Assert.Equal(Isprecipe.Run(args).EndedWith(0).Out, Isprecipe.Drawn(40, args).Out);

    private static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
