using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>No transcript lies there unplayed: a driver's tests and a twin's name each of them.</summary>
public class TranscriptFilesTests
{
    /// <summary>What a twin cannot play, and why.</summary>
    private static readonly Dictionary<string, string> NotForTwins = new()
    {
        ["stk500v2/open-noise"] = "the twin makes no noise",
        ["stk500v2/repeat"] = "the twin's line damages nothing",
    };

    public static TheoryData<string> Protocols { get; } =
        [.. Directory.EnumerateDirectories(Repository.File("tests", "transcripts")).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_transcript_is_played_to_the_driver(string protocol) =>
        AssertPlayed(protocol, "IspRecipes.Devices.Tests", name => protocol == "stk500v1" || !name.StartsWith("captured-", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_transcript_is_played_to_the_twin(string protocol) =>
        AssertPlayed(protocol, "IspRecipes.Simulation.Tests", name => !NotForTwins.ContainsKey($"{protocol}/{name}"));

    /// <summary>Looks for its name in the sources that name the protocol's folder, or are about the protocol.</summary>
    private static void AssertPlayed(string protocol, string project, Predicate<string> expected)
    {
        string tests = string.Concat(Directory
            .EnumerateFiles(Repository.File("tests", project, "Programmers"), "*.cs")
            .Select(File.ReadAllText)
            .Where(source => source.Contains($"\"{protocol}/", StringComparison.Ordinal)
                || source.Contains($"\"{protocol}\",", StringComparison.Ordinal)));

        Assert.All(
            Directory.EnumerateFiles(Repository.File("tests", "transcripts", protocol), "*.txt").Select(Path.GetFileNameWithoutExtension),
            name => Assert.True(
                !expected(name!) || new[] { $"\"{name}\"", $"\"{name}.txt\"", $"/{name}.txt\"" }.Any(tests.Contains),
                $"{protocol}/{name}.txt is not played in {project}"));
    }
}
