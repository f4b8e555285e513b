using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>Pages that follow one another, joined so that they are read at once.</summary>
internal static class PageRuns
{
    /// <param name="pages">In ascending order.</param>
    public static IEnumerable<IReadOnlyList<Page>> Of(IEnumerable<Page> pages)
    {
        List<Page> run = [];
        foreach (Page page in pages)
        {
            bool follows = run.Count > 0
                && run[^1].Address + run[^1].Bytes.Length == page.Address
                && (run.Count + 1) * page.Bytes.Length <= MemoryReading.MostAtOnce;
            if (run.Count > 0 && !follows)
            {
                yield return run;
                run = [];
            }

            run.Add(page);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
