using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>
/// The main screens as somebody at a terminal sees them, word for word. <c>ISPRECIPE_APPROVE=1</c> writes Cli/Screens anew,
/// to be read before they are committed.
/// </summary>
public sealed class ScreenTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory("tmux")]
    [InlineData("help", 80, "--help")]
    [InlineData("help-run", 80, "run --help")]
    [InlineData("help-run-narrow", 60, "run --help")]
    [InlineData("plan", 80, "plan recipes/bluepill.yaml")]
    [InlineData("run", 80, "run recipes/demo.yaml --simulate")]
    [InlineData("run-narrow", 60, "run recipes/demo.yaml --simulate")]
    [InlineData("run-stm32", 80, "run recipes/bluepill.yaml --simulate")]
    [InlineData("run-plain", 80, "run recipes/demo.yaml --simulate --plain")]
    [InlineData("several", 80, "run recipes/bluepill.yaml recipes/demo.yaml --simulate")]
    [InlineData("probe", 80, "probe --programmer avrisp --mcu atmega32u4 --simulate")]
    [InlineData("inspect", 80, "inspect recipes/firmware/boot.hex --mcu atmega32u4")]
    [InlineData("inspect-plain", 80, "inspect recipes/firmware/boot.hex --mcu atmega32u4 --plain")]
    [InlineData("explain", 80, "explain 2001")]
    [InlineData("explain-narrow", 40, "explain ISP6006")]
    [InlineData("programmers", 80, "programmers")]
    [InlineData("parts-stm32", 80, "parts bluepill")]
    [InlineData("fuses-narrow", 40, "fuses atmega32u4 --diff 0x5E,0xD9,0xF3 0x5E,0xD8,0xFB")]
    [InlineData("unknown-command", 80, "rnu recipes/demo.yaml")]
    public void A_screen_is_as_approved(string name, int columns, string line) => Check(name, columns, null, line);

    [PeerTheory("tmux")]
    [InlineData("recipe-error", 80, "")]
    [InlineData("recipe-error-narrow", 40, "")]
    [InlineData("recipe-error-plain", 80, " --plain")]
    public void Errors_in_a_recipe_are_shown_in_their_lines(string name, int columns, string options)
    {
        string recipe = _scratch.Save("board.yaml", """
            version: 1
            name: A board with two mistakes
            mcu: atmega32u4
            programmer: avrsip
            fuses: { low: 0x5E, hihg: 0xD9, extended: 0xF3 }
            """);

        Check(name, columns, Path.GetDirectoryName(recipe), $"validate board.yaml{options}");
    }

    [PeerTheory("tmux")]
    [InlineData("failed-run", 80, "run board.yaml --simulate")]
    [InlineData("failed-run-narrow", 40, "run board.yaml --simulate")]
    [InlineData("failed-run-of-two", 80, "run board.yaml board.yaml --simulate")]
    public void A_run_that_fails_says_what_became_of_the_chip(string name, int columns, string line)
    {
        _scratch.SaveHex("boot.hex", Samples.Bytes(0x200), 0x7800);
        string recipe = _scratch.Save("board.yaml", """
            version: 1
            name: A bootloader, and its fuses forgotten
            mcu: atmega32u4
            programmer: avrisp
            files: { boot: { path: boot.hex, kind: caterina } }
            write: { flash: boot }
            """);

        Check(name, columns, Path.GetDirectoryName(recipe), line);
    }

    [PeerFact("tmux")]
    public void A_new_recipe_comes_with_what_to_do_next()
    {
        string app = _scratch.SaveHex("app.hex", Samples.Bytes(64));

        Check("new", 80, Path.GetDirectoryName(app), "new board --mcu atmega32u4 --programmer usbasp --flash app.hex --bootloader boot.hex");
    }

    [PeerFact("tmux")]
    public void A_new_recipe_is_asked_for_until_each_answer_is_right()
    {
        string app = _scratch.SaveHex("app.hex", Samples.Bytes(64));
        using Tmux terminal = Run(80, Path.GetDirectoryName(app), "new board");
        Answer("Part, such as atmega32u4 or stm32f103c8:", "atmega32x4");
        Answer("lists all of them\nPart, such as atmega32u4 or stm32f103c8:", "atmega32u4");
        Answer("Programmer [avrisp]:", "4");
        Answer("Application, a file; empty for none:", "app.hex");
        Answer("Bootloader, a file; empty for none:", "boot.hex");
        Answer("factory [keep]:", "BOOTSY=2048");
        Answer("7 more\nFuses: low,high,extended or NAME=VALUE,... or factory [keep]:", "BOOTSZ=2048");
        Answer("Clock, such as 16 MHz crystal; empty for unknown:", "16 MHz crystal");
        Answer("Supply of the board, such as 5 V; empty for unknown:", "");
        Answer("Name of the recipe; empty for one made of part and file:", "A board of mine");

        Approve("new-asked", terminal.Await("\nexit "));

        void Answer(string question, string text)
        {
            terminal.Await(question);
            terminal.AwaitReader();
            terminal.Type([.. text.Length == 0 ? [] : (string[])[text], "Enter"]);
        }
    }

    [PeerFact("tmux")]
    public void A_terminal_shows_colours_beside_the_words_that_say_the_same()
    {
        using Tmux terminal = Run(80, null, "run recipes/demo.yaml --simulate");

        string screen = terminal.Await("exit 0", "-e");

        Assert.Contains("Erase chip: \u001b[32mok", screen);
        Assert.Contains("Done\u001b[39m: Demo", screen); // tmux says where a colour changes: it was green before
    }

    private static void Check(string name, int columns, string? folder, string line)
    {
        using Tmux terminal = Run(columns, folder, line);
        Approve(name, terminal.Await("\nexit "));
    }

    private static void Approve(string name, string screen)
    {
        string file = Repository.File("tests", "IspRecipes.Acceptance.Tests", "Cli", "Screens", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(file, screen);
        }

        Assert.Equal(File.ReadAllText(file), screen);
    }

    /// <summary>Shows the command, what it prints, and its exit code; the shell waits until it is ended.</summary>
    private static Tmux Run(int columns, string? folder, string line) =>
        new(columns, rows: 24, folder, "sh", "-c", $"echo '$ isprecipe {line}'; isprecipe {line}; echo \"exit $?\"; exec cat");
}
