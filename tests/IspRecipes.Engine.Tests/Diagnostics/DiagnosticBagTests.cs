using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests.Diagnostics;

public sealed class DiagnosticBagTests
{
    [Fact]
    public void Diagnostics_are_sorted_by_file_and_place_and_those_without_come_last()
    {
        var bag = new DiagnosticBag();
        bag.Add(At(null, 1));
        bag.Add(At(new("b", 1, 1, 1, 2), 2));
        bag.Add(At(new("a", 10, 1, 10, 2), 3));
        bag.Add(At(new("a", 9, 5, 9, 6), 4));
        bag.Add(At(new("a", 9, 4, 9, 5), 5));

        Assert.Equal([5, 4, 3, 2, 1], bag.Sorted().Select(diagnostic => diagnostic.Number));
    }

    [Fact]
    public void What_follows_from_an_error_is_not_told()
    {
        var bag = new DiagnosticBag();
        bag.Add(At(new("a", 2, 1, 4, 9), 1));
        bag.Add(At(new("a", 3, 1, 3, 5), 2));
        bag.Add(At(new("a", 5, 1, 5, 5), 2));
        bag.Add(At(new("b", 3, 1, 3, 5), 2));

        Assert.Equal([1, 2, 2], bag.Sorted().Select(diagnostic => diagnostic.Number));
    }

    /// <summary>A byte that is read and judged can be wrong in several ways at once, and each has its own exit code.</summary>
    [Fact]
    public void What_a_value_does_to_a_chip_hides_nothing_else_that_it_does()
    {
        var bag = new DiagnosticBag();
        bag.Add(At(new("a", 2, 1, 2, 9), 3007));
        bag.Add(At(new("a", 2, 1, 2, 9), 3021));
        bag.Add(At(new("a", 2, 1, 2, 9), 3019) with { Severity = Severity.Note });

        Assert.Equal([3007, 3021, 3019], bag.Sorted().Select(diagnostic => diagnostic.Number));
    }

    [Fact]
    public void The_same_is_told_once_and_two_of_a_kind_twice()
    {
        var bag = new DiagnosticBag();
        bag.Add(At(new("a", 1, 1, 1, 1), 1));
        bag.Add(At(new("a", 1, 1, 1, 1), 1));
        bag.Add(At(new("a", 1, 1, 1, 1), 1) with { Message = "another key is missing" });

        Assert.Equal(2, bag.Sorted().Count);
    }

    [Fact]
    public void After_twenty_errors_the_rest_is_counted()
    {
        var bag = new DiagnosticBag();
        for (int line = 1; line <= 25; line++)
        {
            bag.Add(At(new("a", line, 1, line, 2), 1));
        }

        Assert.Equal(21, bag.Sorted().Count);
        Assert.Equal("5 more errors are not shown", bag.Sorted()[^1].Message);
    }

    [Theory]
    [InlineData(ExitCode.Recipe, ExitCode.Refused, ExitCode.File, ExitCode.Recipe)]
    [InlineData(ExitCode.File, ExitCode.Refused, ExitCode.File)]
    [InlineData(ExitCode.Refused, ExitCode.Port, ExitCode.Refused)]
    [InlineData(ExitCode.Port, ExitCode.Port, ExitCode.Communication)]
    [InlineData(ExitCode.Done)]
    public void Of_several_kinds_recipe_comes_before_file_and_file_before_refused(ExitCode expected, params ExitCode[] found) =>
        Assert.Equal(expected, found.Select(exit => At(null, 1) with { Exit = exit }).Exit());

    [Fact]
    public void A_warning_sets_no_exit_code() =>
        Assert.Equal(ExitCode.Done, new[] { At(null, 1) with { Severity = Severity.Warning } }.Exit());

    private static Diagnostic At(SourceSpan? where, int number) => new(number, Severity.Error, "wrong", where);
}
