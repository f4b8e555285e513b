using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Pages of flash by their numbers, counted from 0.</summary>
public static class PageNumbers
{
    public static int Of(uint address, Stm32Part part) => (int)((address - part.Flash.Start) / (uint)part.Family.PageSize);

    /// <summary>Runs of them: <c>0-3, 8</c>.</summary>
    /// <param name="pages">Ascending.</param>
    public static string Words(IEnumerable<int> pages)
    {
        List<(int First, int Last)> runs = [];
        foreach (int page in pages)
        {
            if (runs is [.., var run] && run.Last + 1 == page)
            {
                runs[^1] = (run.First, page);
            }
            else
            {
                runs.Add((page, page));
            }
        }

        return string.Join(", ", runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"));
    }
}
