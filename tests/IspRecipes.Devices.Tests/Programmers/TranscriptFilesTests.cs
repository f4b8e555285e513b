using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

public class TranscriptFilesTests
{
    [Theory]
    [InlineData("stk500v1", ".txt\"")]
    [InlineData("usbasp", "\"")]
    [InlineData("buspirate", "\"")]
    [InlineData("usbtiny", "\"")]
    public void Every_transcript_is_played_to_the_driver(string protocol, string behindTheName)
    {
        string tests = string.Concat(Directory
            .EnumerateFiles(Repository.File("tests", "IspRecipes.Devices.Tests", "Programmers"), "*.cs")
            .Select(File.ReadAllText));

        Assert.All(
            Directory.EnumerateFiles(Repository.File("tests", "transcripts", protocol), "*.txt")
                .Where(file => protocol == "stk500v1" || !file.Contains("captured")),
            file => Assert.Contains($"{Path.GetFileNameWithoutExtension(file)}{behindTheName}", tests));
    }
}
