using System.Diagnostics;
using System.Text;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe new</c> at a terminal: what it asks, until it has an answer that is right.</summary>
public sealed class NewQuestionTests : NewFolder
{
    [Fact]
    public void Answers_make_the_same_recipe_as_options()
    {
        Image("atmega32u4", "app.hex");
        string asked = Answered($"atmega32u4\n4\n{At("app.hex")}\n\nfactory\n16 MHz crystal\n5\nMy board\n", out _);

        Assert.Equal(
            New("x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex"), "--fuses", "factory",
                "--clock", "16 MHz crystal", "--supply", "5 V", "--name", "My board"),
            asked);
    }

    [Fact]
    public void Each_answer_is_looked_at_before_the_next_question()
    {
        string written = Answered(
            "\natmega32x4\nm328p\nstlink\nusbasp\n\n\n\nnone.hex\n\n1,2\nRSTDISBL=on\n0x62,0xD9,0xFF\nfast\n\n0\n5 V\n\n", out string questions);

        string[] told =
        [
            "an answer is needed here", "there is no part 'atmega32x4'", "ISP8013", "The recipe would write nothing", "none.hex is not there yet",
            "'1,2' is no set of fuse bytes", "ISP3", "'fast' is not a clock", "'0 V' is not a voltage",
        ];
        int at = 0;
        Assert.All(told, words => Assert.True((at = questions.IndexOf(words, at, StringComparison.Ordinal)) >= 0, $"{words}\n{questions}"));
        Assert.Contains("mcu: atmega328p\nprogrammer: usbasp\nboard: { supply: 5 V }\nfiles:\n", written);
        Assert.DoesNotContain("allow:", written);
    }

    [Fact]
    public void Only_what_the_options_leave_open_is_asked()
    {
        CliRun run = Isprecipe.AtTerminal(
            Bench.With("avrisp", "atmega32u4"), "\n\n", "new", At("x"), "--mcu", "bluepill", "--name", "x", "--bootloader", "").EndedWith(2);

        Assert.DoesNotContain("Part,", run.Error);
        Assert.DoesNotContain("Programmer", run.Error);
        Assert.DoesNotContain("Fuses", run.Error);
        Assert.Contains("Application, a file; empty for none: ", run.Error);
    }

    [Fact]
    public void Nothing_is_asked_where_the_options_say_enough_or_the_file_is_there()
    {
        File.WriteAllText(At("old.yaml"), "");
        string[] enough = ["new", At("x"), "--mcu", "bluepill", "--flash", "app.hex"];

        Assert.Empty(Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", enough).EndedWith(0).Error);
        Assert.DoesNotContain("Part", Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", "new", At("old.yaml")).EndedWith(4).Error);
    }

    [Fact]
    public void Nobody_answers_questions_for_a_file_that_cannot_be_written()
    {
        File.WriteAllText(At("taken"), "");

        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "", "new", At("taken/x")).EndedWith(4);

        Assert.Contains("ISP8006", run.Error);
        Assert.DoesNotContain("Part,", run.Error);
    }

    [Fact]
    public void An_input_that_ends_writes_nothing()
    {
        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), "atmega32u4\n", "new", At("x")).EndedWith(2);

        Assert.Contains("ISP8025", run.Error);
        string told = string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // it is folded
        Assert.Contains("a new recipe needs more: --programmer, --flash", told);
        Assert.Contains("writes nothing where the answers end before", told);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [PeerFact("script")]
    public void Ctrl_C_at_a_question_writes_nothing()
    {
        string program = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "isprecipe.dll")} new {At("x")}";
        using Process terminal = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", program, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Await(terminal.StandardOutput, "stm32f103c8: ");
        terminal.StandardInput.Write("atmega32u4\n");
        terminal.StandardInput.Flush();
        Await(terminal.StandardOutput, "[avrisp]: ");

        terminal.StandardInput.Write('\u0003');
        terminal.StandardInput.Flush();

        Await(terminal.StandardOutput, "Nothing was written.");
        terminal.WaitForExit();
        Assert.Equal(130, terminal.ExitCode);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    private static void Await(StreamReader output, string words)
    {
        StringBuilder told = new();
        while (!told.ToString().EndsWith(words, StringComparison.Ordinal))
        {
            int next = output.Read();
            Assert.True(next >= 0, $"it ended before '{words}':\n{told}");
            told.Append((char)next);
        }
    }

    private string Answered(string answers, out string questions)
    {
        CliRun run = Isprecipe.AtTerminal(Bench.With("avrisp", "atmega32u4"), answers, "new", At("x"), "--force").EndedWith(0);
        questions = run.Error;
        return File.ReadAllText(At("x.isprecipe.yaml"));
    }
}
