using IspRecipes.Cli.Help;

namespace IspRecipes.Acceptance.Tests.Cli;

public class UsageTests
{
    [Fact]
    public void Without_arguments_the_help_is_shown_as_a_message()
    {
        CliRun run = Isprecipe.Run().EndedWith(2);

        Assert.Contains("Exit codes: 0 done", run.Error);
        Assert.Contains("  run ", run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("usbtiny", "usbtiny is a USB device, and a pseudo-terminal is a serial port", "'run RECIPE --simulate'")]
    [InlineData("avrips", "there is no virtual programmer 'avrips'; did you mean 'avrisp'?", "stk500v2")]
    public void A_programmer_that_no_pty_can_serve_is_refused_with_what_can_be_done(string programmer, params string[] told)
    {
        CliRun run = Isprecipe.Run("simulate", "--programmer", programmer).EndedWith(2);

        Assert.All(told, words => Assert.Contains(words, run.Error));
        Assert.Empty(run.Out);
    }

    [Fact]
    public void The_version_is_a_result() =>
        Assert.Matches(@"^\d+\.\d+\.\d+( \([0-9a-f]{7}\))?\s*$", Isprecipe.Run("--version").EndedWith(0).Out);

    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1.2.3-beta.1", "1.2.3-beta.1")]
    [InlineData("1.2.3+5dd8ad0dc685d8a71b19388e2b71564d44ed9786", "1.2.3 (5dd8ad0)")]
    public void The_commit_of_a_build_is_short(string informational, string shown) => Assert.Equal(shown, ShowVersion.Text(informational));

    [Theory]
    [InlineData("there is no command 'rum'; did you mean 'run'?", "rum", "recipe.yaml")]
    [InlineData("there is no command 'flash'", "flash")]
    [InlineData("there is no option '--verison'; did you mean '--version'?", "--verison")]
    [InlineData("there is no option '--programer'; did you mean '--programmer'?", "run", "recipe.yaml", "--programer", "avrisp")]
    [InlineData("there is no option '--jsn'; did you mean '--json'?", "ports", "--jsn")]
    [InlineData("Required argument 'RECIPE' missing", "run")]
    [InlineData("Option '--programmer' is required", "probe")]
    [InlineData("--baud takes a positive number", "run", "recipe.yaml", "--baud", "0")]
    [InlineData("ISP8001: --set keyboard: NAME=VALUE is expected", "run", "recipe.yaml", "--set", "keyboard")]
    [InlineData("--json and --events both claim standard output", "run", "recipe.yaml", "--json", "--events")]
    [InlineData("--quiet and --verbose contradict each other", "run", "recipe.yaml", "-q", "-v")]
    [InlineData("--report out.txt: the ending names the format: .json, .xml, .md", "run", "recipe.yaml", "--report", "out.txt")]
    [InlineData("--virtual-chip needs --simulate", "run", "recipe.yaml", "--virtual-chip", "locked")]
    [InlineData("--udev prints rules and looks at nothing: leave --json out", "doctor", "--udev", "--json")]
    [InlineData("--udev prints rules and looks at nothing: leave --probe out", "doctor", "--probe", "--udev", "70-isprecipe.rules")]
    [InlineData("--simulate needs --mcu", "probe", "--programmer", "avrisp", "--simulate")]
    [InlineData("there is no part 'atmega32x4'; did you mean", "parts", "atmega32x4")]
    [InlineData("did you mean 'at90usb646' or 'at90usb647'?", "fuses", "at90usb64")]
    [InlineData("there is no part 'z80'", "simulate", "--mcu", "z80")]
    [InlineData("ISP8050: no message on the page of troubles resembles that text", "explain", "nonsense")]
    [InlineData("STM32F103C8 is reached through an ST-Link", "simulate", "--mcu", "bluepill")]
    [InlineData("ISP8002: there is no code ISP602; did you mean ISP6002?", "explain", "ISP602")]
    [InlineData("ISP8002: there is no code 602; did you mean ISP6002?", "explain", "602")]
    [InlineData("Argument 'sometimes' not recognized", "ports", "--color", "sometimes")]
    public void A_wrong_command_line_is_told_in_a_sentence_and_nothing_is_done(string sentence, params string[] args)
    {
        CliRun run = Isprecipe.Run(args).EndedWith(2);

        Assert.StartsWith("isprecipe: ", run.Error);
        Assert.Contains(sentence, run.Error);
        Assert.True(Lines(run.Error).Length <= 3, $"the whole help came with it:\n{run.Error}");
        Assert.Empty(run.Out);
    }

    [Fact]
    public void After_two_dashes_a_recipe_may_begin_like_an_option() =>
        Assert.Contains("ISP1016", Isprecipe.Run("validate", "--", "--odd.yaml").EndedWith(4).Error);

    [Fact]
    public void A_bug_of_ours_is_called_one()
    {
        CliRun run = Isprecipe.Run("probe", "--programmer", "avrisp", "--port", "/dev/ttyACM0").EndedWith(1);

        Assert.Contains("ISP9001", run.Error);
        Assert.Contains("this is a bug", run.Error);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
