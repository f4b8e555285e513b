using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>Sections of docs/troubleshooting.md that fit a message: the best in full, the others by name.</summary>
internal static class TroubleText
{
    private const string Page = "docs/troubleshooting.md";

    public static void Write(CliHost host, IReadOnlyList<TroubleMatch> found)
    {
        host.Out.WriteLine(host.Look.OnOut(Colour.Bold, found[0].Trouble.Title));
        host.Out.WriteLine(Reason(found[0]));
        foreach (string paragraph in ExplanationText.Readable(found[0].Trouble.Text))
        {
            host.Out.WriteLine();
            ExplanationText.WriteParagraph(host, paragraph);
        }

        if (found.Count > 1)
        {
            host.Out.WriteLine();
            host.Out.WriteLine("It may also be:");
            foreach (TroubleMatch other in found.Skip(1))
            {
                host.Out.WriteLine($"  {other.Trouble.Title}: {Reason(other)} ({Page}{other.Trouble.Anchor})");
            }
        }

        host.Out.WriteLine();
        host.Out.WriteLine($"From {Page}{found[0].Trouble.Anchor}");
    }

    /// <summary>The same as data; the text is Markdown.</summary>
    public static object Document(IReadOnlyList<TroubleMatch> found) => found.Select(match => new
    {
        match.Trouble.Title,
        Fits = match.Message,
        Share = Math.Round(match.Share, 2),
        Page = Page + match.Trouble.Anchor,
        match.Trouble.Text,
    });

    private static string Reason(TroubleMatch match) =>
        FormattableString.Invariant($"{(match.Share > 0.999 ? "all" : $"{match.Share * 100:0} %")} of the words of \"{match.Message.Trim()}\" are in it");
}
