using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>Jobs by round trips, bytes, modelled and real time; a table in Markdown.</summary>
internal static class JobTable
{
    private static readonly int[] Bauds = [19200, 115200];

    public static void Print(TextWriter output)
    {
        bool besideAvrdude = Peers.Find(Avrdude.Program) is not null && OperatingSystem.IsLinux();
        output.WriteLine("| job | chip | baud | client | round trips | bytes out | bytes in | modelled | wall |");
        output.WriteLine("|---|---|--:|---|--:|--:|--:|--:|--:|");
        foreach (Job job in Job.All)
        {
            string folder = Directory.CreateTempSubdirectory("isprecipe").FullName;
            job.SaveTo(folder);
            Twin.RunOurs(job, Bauds[0], folder); // compiled now, so that the figures show the work alone
            foreach (int baud in Bauds)
            {
                Write(output, job, baud, "isprecipe", Twin.RunOurs(job, baud, folder));
                if (besideAvrdude)
                {
                    Write(output, job, baud, "avrdude", Twin.RunAvrdude(job, baud, folder));
                }
            }

            Directory.Delete(folder, recursive: true);
        }

        if (!besideAvrdude)
        {
            output.WriteLine();
            output.WriteLine("avrdude skipped: not on this machine, or no pseudo-terminals here.");
        }
    }

    private static void Write(TextWriter output, Job job, int baud, string client, Figures figures) => output.WriteLine(
        $"| {job.Name} | {job.Mcu} | {baud} | {client} | {figures.Cost.RoundTrips:N0} | {figures.Cost.BytesOut:N0} "
        + $"| {figures.Cost.BytesIn:N0} | {figures.Modelled.TotalSeconds:0.00} s | {figures.Wall.TotalSeconds:0.00} s |");
}
