namespace IspRecipes.Cli.Output;

/// <summary>Left-aligned columns two spaces apart: reads well, and greps and cuts well too.</summary>
internal static class Columns
{
    public static void Write(TextWriter writer, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. headers.Select((header, column) => rows.Select(row => row[column].Length).Append(header.Length).Max())];
        foreach (IReadOnlyList<string> row in rows.Prepend(headers))
        {
            string line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])));
            writer.WriteLine(line.TrimEnd());
        }
    }
}
