using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>Pages that follow one another, joined so that they cross the wire in as few turns as possible.</summary>
internal static class PageRuns
{
    /// <param name="pages">In ascending order.</param>
    /// <param name="content">What stands for each page.</param>
    public static IEnumerable<(uint Address, byte[] Bytes)> Of(
        IEnumerable<Page> pages, Func<Page, ReadOnlyMemory<byte>> content)
    {
        uint start = 0;
        List<byte> run = [];
        foreach (Page page in pages)
        {
            if (run.Count > 0 && start + run.Count != page.Address)
            {
                yield return (start, [.. run]);
                run = [];
            }

            start = run.Count == 0 ? page.Address : start;
            run.AddRange(content(page).Span);
        }

        if (run.Count > 0)
        {
            yield return (start, [.. run]);
        }
    }
}
