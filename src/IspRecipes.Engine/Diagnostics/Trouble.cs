using System.Text.RegularExpressions;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>A section of docs/troubleshooting.md, which is embedded as it is: a symptom with its cause, check and remedy.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Messages">What programs say when it happens, as quoted there.</param>
/// <param name="Text">The rest as Markdown.</param>
public sealed partial record Trouble(string Title, IReadOnlyList<string> Messages, string Text)
{
    private const string ResourceName = "docs/troubleshooting.md";

    private static readonly Lazy<IReadOnlyList<Trouble>> Sections = new(() => Read(Embedded()));

    public static IReadOnlyList<Trouble> All => Sections.Value;

    /// <summary>Where the page has it: <c>#the-port-is-busy</c>, made of the heading as forges do.</summary>
    public string Anchor => "#" + NotInAnchors().Replace(Title.ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>The sections of the page, in its order.</summary>
    internal static IReadOnlyList<Trouble> Read(string page) => [.. page.Split("\n### ").Skip(1).Select(Section)];

    private static Trouble Section(string section)
    {
        string title = section[..section.IndexOf('\n', StringComparison.Ordinal)];
        string body = section[title.Length..];
        int next = body.IndexOf("\n## ", StringComparison.Ordinal);
        body = next < 0 ? body : body[..next];
        Match quoted = Quoted().Match(body);
        return new Trouble(title, quoted.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries), Quoted().Replace(body, "").Trim());
    }

    private static string Embedded()
    {
        using Stream page = typeof(Trouble).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not embedded");
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("```text\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchors();
}
