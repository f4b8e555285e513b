using System.Diagnostics;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Cli;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What shells offer: asked of the program, and with Tab in the real ones.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<string> Options =>
    [
        .. CommandLine.Tree(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null }).Subcommands
            .SelectMany(command => command.Options.Where(option => option.ValueType != typeof(bool)).Select(option => $"{command.Name} {option.Name}")),
    ];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("isprecipe pr", "probe\tTells which chip", "programmers\tLists")]
    [InlineData("isprecipe run --sim", "--simulate\tFlash a virtual chip")]
    [InlineData("isprecipe run ", ":files yaml yml")]
    [InlineData("isprecipe run my", ":files yaml yml")]
    [InlineData("isprecipe run recipe.yaml --report ", ":files json xml md")]
    [InlineData("isprecipe run recipe.yaml --port a", "auto\tthe only port")]
    [InlineData("isprecipe probe --programmer ", "avrisp\tPro Micro", "arduino\tthe bootloader")]
    [InlineData("isprecipe new --programmer usb", "usbasp\tUSBasp", "usbtiny\tUSBtinyISP")]
    [InlineData("isprecipe new --flash ", ":files hex")]
    [InlineData("isprecipe parts atmega32u", "atmega32u2", "atmega32u4", "atmega32u4rc")]
    [InlineData("isprecipe inspect --mcu stm32f103c", "stm32f103c8")]
    [InlineData("isprecipe explain ISP600", "ISP6002\t")]
    [InlineData("isprecipe --color ", "always", "auto", "never")]
    [InlineData("/usr/local/bin/flash pr", "probe\tTells which chip")]
    public void A_shell_is_told_what_may_come_next(string line, params string[] expected)
    {
        string[] words = Asked(line);

        Assert.All(expected, word => Assert.Contains(words, told => told.StartsWith(word, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("isprecipe run ", '-')]
    [InlineData("isprecipe ", '-')]
    [InlineData("isprecipe run --", '/')]
    [InlineData("isprecipe pr", 'r')]
    public void Nothing_is_offered_that_nobody_asked_for(string line, char first) =>
        Assert.DoesNotContain(Asked(line), told => told.StartsWith(first));

    [Fact]
    public void A_port_that_is_plugged_in_is_offered_with_what_it_is()
    {
        const string Line = "isprecipe probe --port ";

        Assert.Matches("(?m)^sim\t.", Isprecipe.On(Bench.With("avrisp", "atmega32u4"), $"[suggest:{Line.Length}]", Line).EndedWith(0).Out);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_can_be_completed_and_an_unfinished_one_is_no_bug_of_ours(string option)
    {
        Asked($"isprecipe {option} ");

        Assert.InRange(Isprecipe.Run(option.Split(' ')).Exit, 0, 5);
        Assert.NotEqual(1, Isprecipe.Run(option.Split(' ')).Exit);
    }

    [PeerTheory("bash")]
    [InlineData("isprecipe pr", "probe programmers")]
    [InlineData("isprecipe run --simu", "--simulate")]
    [InlineData("isprecipe run flash", "flash.yaml")]
    [InlineData("isprecipe run ", "folder flash.yaml")]
    [InlineData("isprecipe inspect f", "folder firmware.hex")]
    [InlineData("isprecipe run flash.yaml --trace fi", "firmware.hex")]
    [InlineData("isprecipe parts atmega32u", "atmega32u2 atmega32u4 atmega32u4rc")]
    [InlineData("isprecipe fuses atmega32u4 BODL", "BODLEVEL=")]
    [InlineData("isprecipe fuses atmega32u4 BODLEVEL=2V", "2V0 2V2 2V4 2V6")]
    public void Bash_completes_commands_options_values_and_files(string line, string expected)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "isprecipe.dll");
        string script = _scratch.Save("completion", $$"""
            isprecipe() { dotnet exec '{{program}}' "$@"; }
            {{Isprecipe.Run("completion", "bash").Out}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line.Replace("=", " = ")}}{{(line[^1] == ' ' ? "''" : "")}})
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _isprecipe
            echo "${COMPREPLY[*]}"
            """);

        using Process bash = Process.Start(new ProcessStartInfo("bash", [script])
        {
            WorkingDirectory = Folder(),
            RedirectStandardOutput = true,
        })!;

        Assert.Equal(expected, bash.StandardOutput.ReadToEnd().TrimEnd());
    }

    [PeerTheory("tmux", "zsh", "fish")]
    [InlineData("bash", "isprecipe prog", "isprecipe programmers")]
    [InlineData("bash", "isprecipe run fl", "isprecipe run flash.yaml")]
    [InlineData("bash", "isprecipe fuses atmega32u4 BODLEVEL=4", "BODLEVEL=4V3")]
    [InlineData("bash", "isprecipe probe --programmer usb", "usbtiny")]
    [InlineData("zsh", "isprecipe prog", "isprecipe programmers")]
    [InlineData("zsh", "isprecipe run fl", "isprecipe run flash.yaml")]
    [InlineData("zsh", "isprecipe inspect fi", "isprecipe inspect firmware.hex")]
    [InlineData("zsh", "isprecipe fuses atmega32u4 BODLEVEL=4", "BODLEVEL=4V3")]
    [InlineData("zsh", "isprecipe probe --programmer usb", "usbtiny  -- USBtinyISP (Adafruit)")]
    [InlineData("fish", "isprecipe prog", "isprecipe programmers")]
    [InlineData("fish", "isprecipe run fl", "isprecipe run flash.yaml")]
    [InlineData("fish", "isprecipe inspect fi", "isprecipe inspect firmware.hex")]
    [InlineData("fish", "isprecipe fuses atmega32u4 BODLEVEL=4", "BODLEVEL=4V3")]
    [InlineData("fish", "isprecipe probe --programmer usb", "(USBtinyISP (Adafruit)")]
    public void Tab_completes_in_the_real_shell(string shell, string line, string shown)
    {
        using Tmux terminal = new(100, 24, Folder(), [.. Command(shell)]);
        terminal.Type($"{Setup(shell)}; echo rea''dy", "Enter");
        terminal.Await("\nready");

        terminal.Type(line, "Tab", "Tab");

        terminal.Await(shown);
    }

    private static string[] Command(string shell) => shell switch
    {
        "bash" => ["bash", "--norc", "--noprofile", "-i"],
        "zsh" => ["zsh", "-f", "-i"],
        _ => ["fish", "--no-config", "-i"],
    };

    private static string Setup(string shell) => shell switch
    {
        "bash" => "source <(isprecipe completion bash)",
        "zsh" => "autoload -U compinit; compinit -u; source <(isprecipe completion zsh)",
        _ => "isprecipe completion fish | source",
    };

    /// <summary>A recipe, an image, a note and a folder.</summary>
    private string Folder()
    {
        string folder = Directory.CreateDirectory(_scratch.Path("work")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "folder"));
        foreach (string name in (string[])["flash.yaml", "firmware.hex", "note.txt"])
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }

        return folder;
    }

    private static string[] Asked(string line) =>
        Isprecipe.Run($"[suggest:{line.Length}]", line).EndedWith(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
