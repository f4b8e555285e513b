using System.CommandLine;
using System.Text.RegularExpressions;
using IspRecipes.Cli;
using IspRecipes.Cli.Help;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Help pages and the manual: every command, by the tree that parses them.</summary>
public partial class HelpTests
{
    private static readonly string Manual = Repository.File("docs", "man", "isprecipe.1");

    private static readonly RootCommand Root = CommandLine.Tree(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });

    public static TheoryData<string> Commands => [.. Root.Subcommands.Select(command => command.Name)];

    public static TheoryData<string> Pages => [.. Root.Subcommands.Select(command => command.Name), ""];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_explains_itself_and_each_of_its_arguments_and_options(string name)
    {
        CliRun run = Isprecipe.Run(name, "--help").EndedWith(0);

        Command command = Root.Subcommands.Single(child => child.Name == name);
        Assert.Contains($"\nUsage: isprecipe {name} ", run.Out);
        Assert.Empty(run.Error);
        Assert.All(command.Options, option => Assert.Matches($@"(?m)^  (-\w, )?{option.Name}( \S.*)?(\n {{4,}}|  +)\S", run.Out));
        Assert.All(command.Arguments, argument => Assert.Matches($@"(?m)^  \[?{argument.Name}(\.\.\.)?\]?  +\S", run.Out));
        Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_fits_80_columns_and_opens_with_an_example_that_parses(string name)
    {
        string[] lines = Isprecipe.Run(name == "" ? ["--help"] : [name, "--help"]).EndedWith(0).Out.Split('\n');

        Assert.DoesNotContain(lines, line => line.Length > 80);
        Assert.Contains(lines.Take(4), line => line.StartsWith($"  isprecipe {name}", StringComparison.Ordinal));
        Command command = name == "" ? Root : Root.Subcommands.Single(child => child.Name == name);
        Assert.All(Description.Of(command).Examples, example => Assert.Empty(Usage.Errors(Root.Parse(Words(example.Line)))));
        Assert.All(Description.Of(command).Examples, example => Assert.StartsWith($"isprecipe {name}", example.Line));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void A_page_fits_a_narrow_terminal_but_for_examples_to_be_copied(int width)
    {
        StringWriter page = new();

        new HelpPage(page, width).Write(Root.Subcommands.Single(command => command.Name == "run"));

        Assert.DoesNotContain(page.ToString().Split('\n'), line => line.Length > width && !line.StartsWith("  isprecipe ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_of_commands_has_a_line_for_each()
    {
        string[] lines = Isprecipe.Run("--help").EndedWith(0).Out.Split('\n');

        Assert.Equal(Commands.Count, lines.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0).Count());
    }

    [Fact]
    public void The_manual_is_the_published_one()
    {
        string manual = Isprecipe.Run("man").EndedWith(0).Out;
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(Manual, manual);
        }

        Assert.Equal(File.ReadAllText(Manual), manual);
    }

    // A page that is made anew with every build has no date of its own.
    [PeerFact("mandoc")]
    public void The_manual_is_well_formed() =>
        Assert.DoesNotContain(
            Output("mandoc", "-T", "lint", Manual).Split('\n'), line => line.Length > 0 && !line.Contains("missing date", StringComparison.Ordinal));

    [PeerFact("man")]
    public void The_manual_reads_as_a_page_with_every_command_option_exit_code_and_variable()
    {
        string page = Output("man", "-l", Manual);

        IEnumerable<string> options = Root.Subcommands.SelectMany(command => command.Options).Concat(Root.Options).Select(option => option.Name);
        Assert.All(Root.Subcommands.Select(command => command.Name), command => Assert.Matches($@"(?m)^   isprecipe {command} ", page));
        Assert.All(options.Distinct(), option => Assert.Matches($@"(?m)^       (-\w, )?{option}( |$)", page));
        Assert.All(Enum.GetValues<ExitCode>(), exit => Assert.Matches($@"(?m)^       {(int)exit} +\S", page));
        Assert.All(Surroundings.Environment, row => Assert.Contains($"       {row.Variable}", page));
        Assert.DoesNotContain(page.Split('\n'), line => line.Length > 80 && !line.StartsWith("           isprecipe ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_on_the_command_line_names_every_command_common_option_exit_code_and_variable()
    {
        string page = File.ReadAllText(Repository.File("docs", "cli.md"));

        Assert.All(Root.Subcommands.Select(command => command.Name), command => Assert.Contains($"`{command}", page));
        Assert.All(Synopsis.CommonOptions(Root), option => Assert.Contains($"{option.Name}", page));
        Assert.All(Enum.GetValues<ExitCode>(), exit => Assert.Matches($@"(?m)^\| {(int)exit} \|", page));
        Assert.All(Surroundings.Environment, row => Assert.Contains($"`{row.Variable}", page));
    }

    /// <summary>As a shell would, as far as the examples need one: what is redirected is not for the program.</summary>
    private static string[] Words(string line) => Redirection().Replace(line, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

    [GeneratedRegex(@"\s(>>?|\|)\s.*$")]
    private static partial Regex Redirection();

    private static string Output(string program, params string[] arguments)
    {
        System.Diagnostics.ProcessStartInfo start = new(Testing.Peers.Require(program), arguments) { RedirectStandardOutput = true };
        start.Environment["MANWIDTH"] = "80";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = System.Diagnostics.Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
