using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Cli;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Colours, bars and pictures: where they are wanted, and what stands in their place where they are not.</summary>
public sealed class LookTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(true, "auto", "", true)]
    [InlineData(false, "auto", "", false)]
    [InlineData(false, "always", "", true)]
    [InlineData(true, "never", "", false)]
    [InlineData(true, "auto", "NO_COLOR=1", false)]
    [InlineData(true, "auto", "NO_COLOR=", true)]
    [InlineData(true, "always", "NO_COLOR=1", true)]
    [InlineData(false, "auto", "CLICOLOR_FORCE=1", true)]
    [InlineData(false, "auto", "CLICOLOR_FORCE=0", false)]
    [InlineData(false, "auto", "CLICOLOR_FORCE=1 NO_COLOR=1", false)]
    [InlineData(true, "never", "CLICOLOR_FORCE=1", false)]
    [InlineData(true, "auto", "CLICOLOR=0", false)]
    [InlineData(true, "auto", "TERM=dumb", false)]
    [InlineData(true, "auto", "CI=true", true)]
    [InlineData(true, "auto", "ISPRECIPE_PLAIN=1", false)]
    public void Colours_are_where_terminal_environment_and_option_want_them(bool terminal, string when, string environment, bool expected)
    {
        Look look = Of(terminal, when, environment);

        Assert.Equal((expected, expected), (look.ColoursOut, look.ColoursError));
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(false, "", false)]
    [InlineData(true, "CI=true", false)]
    [InlineData(true, "TERM=dumb", false)]
    [InlineData(true, "ISPRECIPE_PLAIN=1", false)]
    [InlineData(true, "ISPRECIPE_PLAIN=0", true)]
    [InlineData(true, "NO_COLOR=1", true)]
    public void A_bar_is_drawn_on_a_terminal_that_somebody_looks_at(bool terminal, string environment, bool expected) =>
        Assert.Equal(expected, Of(terminal, "auto", environment).Animates);

    [Theory]
    [InlineData("run", "--simulate")]
    [InlineData("run", "--simulate", "--color", "always")]
    [InlineData("inspect")]
    [InlineData("validate")]
    public void Nothing_is_told_by_colour_or_by_drawing_alone(params string[] args)
    {
        string file = args[0] == "inspect" ? Testing.Repository.File("recipes", "firmware", "boot.hex")
            : args[0] == "validate" ? _scratch.Save("broken.yaml", "version: 1\nname: t\nfuzes: 1\n") : Isprecipe.Demo;

        CliRun plain = Isprecipe.Run([args[0], file, .. args[1..], "--plain"]);

        Assert.DoesNotContain("   | ", plain.Error);
        Assert.DoesNotContain("^^", plain.Error);
        Assert.DoesNotMatch(@"[#\.]{5}", plain.Out);
        Assert.DoesNotContain('\r', plain.Error);
        Assert.Equal(args.Contains("always"), plain.Error.Contains('\u001b'));
    }

    [Fact]
    public void In_plain_mode_an_error_keeps_its_line_its_column_and_its_hint()
    {
        string recipe = _scratch.Save("broken.yaml", "version: 1\nname: t\nmcu: atmega32u4\nprogrammer: avrisp\nerase: sometimes\n");

        string told = Isprecipe.Run("validate", recipe, "--plain").EndedWith(3).Error;

        Assert.Matches(@"broken\.yaml\(5,8\): error ISP\d{4}: .*\n    \S", told);
    }

    [Theory]
    [InlineData(80, "Write flash  [##########-----------] 5,000 of 10,000 bytes  2,500 B/s  2 s left")]
    [InlineData(60, "Write flash  [###########-----------] 5,000 of 10,000 bytes")]
    [InlineData(50, "Write flash  [######------] 5,000 of 10,000 bytes")]
    [InlineData(40, "Write flash  5,000 of 10,000 bytes")]
    [InlineData(30, "Write   5,000 of 10,000 bytes")]
    public void A_bar_takes_the_room_there_is(int width, string expected)
    {
        StringWriter terminal = new();
        ProgressBar bar = new(Host(terminal, width), new Watch());

        bar.Begin("Write flash");
        bar.Move(new RunEvent.StepProgressed(5_000, 10_000, TimeSpan.FromSeconds(2)));

        Assert.Equal($"\r{expected}", terminal.ToString());
        Assert.True(expected.Length < width, "the last column makes many terminals begin a new line");
    }

    [Fact]
    public void A_bar_leaves_nothing_behind_but_where_its_step_failed()
    {
        StringWriter terminal = new();
        ProgressBar bar = new(Host(terminal, 80), new Watch());
        RunEvent.StepProgressed half = new(50, 100, TimeSpan.FromSeconds(2));

        bar.Begin("Read flash");
        bar.Move(half);
        bar.Erase();
        string erased = terminal.ToString();
        bar.Freeze();

        Assert.Matches(@"^\rRead flash  \[#+-+\] 50 of 100 bytes .*\r *\r$", erased);
        Assert.EndsWith("Read flash  [############------------] 50 of 100 bytes\n", terminal.ToString());
    }

    private static Look Of(bool terminal, string when, string environment)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        CliHost host = Host(TextWriter.Null, 80) with
        {
            OutIsTerminal = terminal, ErrorIsTerminal = terminal, Environment = name => variables.GetValueOrDefault(name),
        };
        return Look.Of(host, Enum.Parse<ColourChoice>(when, ignoreCase: true), plain: false);
    }

    private static CliHost Host(TextWriter error, int width) => new() { Out = TextWriter.Null, Error = error, Width = () => width };

    /// <summary>A second passes at every look.</summary>
    private sealed class Watch : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;
    }
}
