using System.Text.RegularExpressions;
using IspRecipes.Cli;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What somebody at a terminal sees and is asked.</summary>
public sealed partial class TerminalTests
{
    private const string Asked = "Write these bytes to the ATmega32U4?\n  high: 0x99 -> 0xD9 (JTAGEN on -> off)\n  lock: 0xFF -> 0xEF (BLB1 NO_LOCK -> SPM_DISABLE)\n[y/N] ";

    private readonly SimulatedBench _bench = Bench.With("avrisp", "atmega32u4");

    [Theory]
    [InlineData("y\n")]
    [InlineData("Yes\n")]
    public void A_yes_goes_on(string answer)
    {
        CliRun run = Isprecipe.AtTerminal(_bench, answer, "run", Isprecipe.Demo).EndedWith(0);

        Assert.Contains(Asked, Plain(run.Error));
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    public void Anything_else_ends_the_run_before_anything_is_changed(string answer)
    {
        CliRun run = Isprecipe.AtTerminal(_bench, answer, "run", Isprecipe.Demo).EndedWith(9);

        Assert.Contains("ISP8005", run.Error);
        Assert.Contains("Nothing on the chip was changed.", run.Out);
        Assert.False(_bench.Chip.Touched);
    }

    [Fact]
    public async Task An_interrupt_answers_too_though_nobody_types()
    {
        using var keyboard = new Keyboard();
        var host = new CliHost { Out = TextWriter.Null, Error = new StringWriter(), In = keyboard };
        using var interrupt = new CancellationTokenSource();

        Task<bool> asked = Task.Run(() => Questions.Ask(host, new Question("Write these bytes?", []), interrupt.Token));
        await interrupt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("--yes")]
    [InlineData("--simulate")]
    public void Nothing_is_asked_with(string option)
    {
        CliRun run = Isprecipe.AtTerminal(_bench, "", "run", Isprecipe.Demo, option).EndedWith(0);

        Assert.DoesNotContain("[y/N]", run.Error);
    }

    [Fact]
    public void Nothing_is_asked_where_nobody_sits() =>
        Assert.DoesNotContain("[y/N]", Isprecipe.On(_bench, "run", Isprecipe.Demo).EndedWith(0).Error);

    [Fact]
    public void The_question_comes_after_all_that_was_done_before_it()
    {
        string told = Plain(Isprecipe.AtTerminal(_bench, "n", "run", Isprecipe.Demo).Error);

        Assert.Contains($"Check that no bootloader is lost: not needed\n{Asked}", told);
    }

    [Fact]
    public void A_step_that_fails_leaves_its_bar_where_it_stood_and_no_message_tears_it()
    {
        SimulatedBench? bench = null;
        bench = new SimulatedBench("avrisp", _bench.Chip.Part)
        {
            Cable = link => new Vandal(link, () => bench!.Chip.Flash[0] ^= 0x01),
        };

        string told = Plain(Isprecipe.AtTerminal(bench, "y", "run", Isprecipe.Demo).EndedWith(8).Error);

        Assert.Contains("Write flash from production: ok, 384 bytes in 408 ms\n", told);
        Assert.Matches(@"\nVerify flash  \[#+-+\] \d+ of 384 bytes\nVerify flash: FAILED\n\S*demo\.yaml\(\d+,\d+\): error ISP6006:\s+flash\s+differs\s+at\s+0x0000", told);
    }

    /// <summary>Nobody types on it until the test ends.</summary>
    private sealed class Keyboard : TextReader
    {
        private readonly ManualResetEventSlim _end = new();

        public override string? ReadLine()
        {
            _end.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }

    /// <summary>What is left on a terminal: a carriage return goes back, and what follows it is written over.</summary>
    private static string Plain(string text) => string.Join('\n', Colours().Replace(text, "").Split('\n').Select(line => line.Split('\r').Aggregate(
        "", (shown, written) => (written + shown[Math.Min(written.Length, shown.Length)..])).TrimEnd(' ')));

    [GeneratedRegex("\u001b\\[[0-9]*m")]
    private static partial Regex Colours();
}
