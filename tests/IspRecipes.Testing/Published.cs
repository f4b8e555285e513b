using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Xunit;

namespace IspRecipes.Testing;

/// <summary>
/// A theory over bootloaders as their makers publish them. No such file is in this repository, and .ci/run has no network:
/// without <c>ISPRECIPE_PUBLISHED</c>, a folder that has them under whatever names, it is skipped, and its name says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedTheoryAttribute : TheoryAttribute
{
    public PublishedTheoryAttribute([CallerMemberName] string test = "")
    {
        if (Published.Folder is null)
        {
            Skip = $"no folder of published bootloaders is named by {Published.Variable} (docs/coverage.md)";
            DisplayName = $"{test}: {Skip}"; // dotnet test prints the names of skipped tests, and no reasons
        }
    }
}

/// <summary>Published files, found by their hash.</summary>
public static class Published
{
    public const string Variable = "ISPRECIPE_PUBLISHED";

    private static readonly Lazy<Dictionary<string, byte[]>> ByHash = new(() => Directory.EnumerateFiles(Folder!)
        .Select(System.IO.File.ReadAllBytes)
        .DistinctBy(content => Convert.ToHexStringLower(SHA256.HashData(content)))
        .ToDictionary(content => Convert.ToHexStringLower(SHA256.HashData(content))));

    public static string? Folder => Environment.GetEnvironmentVariable(Variable);

    /// <param name="sha256">Lower-case hex.</param>
    /// <exception cref="KeyNotFoundException">The folder does not have it.</exception>
    public static byte[] File(string sha256) => ByHash.Value[sha256];
}
