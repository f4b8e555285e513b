using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

public class TranscriptFilesTests
{
    [Fact]
    public void Every_transcript_is_played_to_the_driver()
    {
        string tests = string.Concat(Directory
            .EnumerateFiles(Repository.File("tests", "IspRecipes.Devices.Tests", "Programmers"), "*.cs")
            .Select(File.ReadAllText));

        Assert.All(
            Directory.EnumerateFiles(Repository.File("tests", "transcripts", "stk500v1"), "*.txt"),
            file => Assert.Contains($"{Path.GetFileName(file)}\"", tests));
    }
}
