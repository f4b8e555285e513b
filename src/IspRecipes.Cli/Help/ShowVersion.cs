using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace IspRecipes.Cli.Help;

/// <summary><c>--version</c>: <c>1.2.3</c>, and the commit in brackets where the build knows it.</summary>
internal sealed class ShowVersion(CliHost host) : SynchronousCommandLineAction
{
    private const int ShortCommit = 7;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parsed)
    {
        host.Data.WriteLine(Text(Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        return 0;
    }

    /// <param name="informational">As the build writes it: <c>1.2.3+</c> and 40 digits of the commit.</param>
    public static string Text(string informational) => informational.Split('+', 2) is [var version, { Length: >= ShortCommit } commit]
        ? $"{version} ({commit[..ShortCommit]})"
        : informational;
}
