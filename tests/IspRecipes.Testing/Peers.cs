using System.Runtime.CompilerServices;
using Xunit;

namespace IspRecipes.Testing;

/// <summary>
/// A fact that needs up to three programs from outside (avrdude, avr-gcc, simavr). Where one is missing the test is
/// skipped and its name says which; with <c>ISPRECIPE_REQUIRE_PEERS=1</c>, as in .ci/run, it runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(
        string program, string? second = null, string? third = null, [CallerMemberName] string test = "")
    {
        if (Peers.Missing([program, second, third]) is string missing)
        {
            Skip = missing;
            DisplayName = $"{test}: {missing}"; // dotnet test prints the names of skipped tests, and no reasons
        }
    }
}

/// <summary>As <see cref="PeerFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(
        string program, string? second = null, string? third = null, [CallerMemberName] string test = "")
    {
        PeerFactAttribute fact = new(program, second, third, test);
        Skip = fact.Skip;
        DisplayName = fact.DisplayName;
    }
}

/// <summary>Programs and files of other people that the tests are held against.</summary>
public static class Peers
{
    public static bool Required => Environment.GetEnvironmentVariable("ISPRECIPE_REQUIRE_PEERS") == "1";

    /// <summary>
    /// Full path of a program on PATH, of a library by its name (<c>libunicorn.so.2</c>), or of a file given by its path,
    /// from the root of the machine or of the checkout (<c>artifacts/peers/...</c> is what tests/peers/build.sh has
    /// built); null where there is none.
    /// </summary>
    public static string? Find(string program) => program.Contains(".so.") ? FindLibrary(program)
        : program.Contains('/') ? Existing(Path.Combine(Repository.Root, program))
        : (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Full path of a library where Debian and Fedora keep them; null where there is none.</summary>
    public static string? FindLibrary(string name) => ((string[])
        ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Why a test cannot run here; null where all is present, or where it shall fail instead.</summary>
    internal static string? Missing(IEnumerable<string?> programs)
    {
        string[] missing = [.. programs.OfType<string>().Where(program => Find(program) is null)];
        return missing.Length == 0 || Required
            ? null
            : $"not on this machine: {string.Join(", ", missing)} (.ci/run installs what the tests need)";
    }

    /// <summary>As <see cref="Find"/>, for a test that cannot go on without it.</summary>
    public static string Require(string program) => Find(program) ??
        throw new FileNotFoundException($"{program} is not on this machine; .ci/run installs what the tests need");

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
