using System.Diagnostics;
using IspRecipes.Devices.Images;
using IspRecipes.Testing;

namespace IspRecipes.Benchmarks;

/// <summary>Two HEX files of 5 MB read, merged and written as one of 10 MB, beside srec_cat and Python's intelhex; a table in Markdown.</summary>
internal static class ImageTable
{
    private const int Runs = 15;
    private const string SrecCat = "srec_cat";

    /// <summary>Debian's, which sees Debian's python3-intelhex.</summary>
    private const string Python = "/usr/bin/python3";

    private const string Merge =
        "import sys; from intelhex import IntelHex as H; a = H(sys.argv[1]); a.merge(H(sys.argv[2])); a.write_hex_file(sys.argv[3])";

    public static void Print(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("isprecipe").FullName;
        string[] inputs = [Path.Combine(folder, "app.hex"), Path.Combine(folder, "boot.hex")];
        string merged = Path.Combine(folder, "merged.hex");
        byte[] bytes = new byte[3_640_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(inputs[0], IntelHex.Encode(new MemoryImage(0, bytes.AsMemory(..(bytes.Length / 2)), new ImageSource("app"))));
        File.WriteAllBytes(inputs[1], IntelHex.Encode(new MemoryImage(0x200000, bytes.AsMemory(bytes.Length / 2), new ImageSource("boot"))));

        output.WriteLine($"| 2 x 5 MB of HEX into one, {Runs} runs | median | fastest | MB of text a second |");
        output.WriteLine("|---|--:|--:|--:|");
        byte[] first = File.ReadAllBytes(inputs[0]);
        byte[] second = File.ReadAllBytes(inputs[1]);
        double size = (first.Length + second.Length) / 1e6;
        MemoryImage both = Both(first, second);
        Write(output, "isprecipe, read", size, () => (ImageFile.Read(first, "app.hex"), ImageFile.Read(second, "boot.hex")));
        Write(output, "isprecipe, write", size, () => IntelHex.Encode(both));
        Write(output, "isprecipe, read, merge and write", size, () => IntelHex.Encode(Both(first, second)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(output, "isprecipe, the same with files", size, () => File.WriteAllBytes(
            merged, IntelHex.Encode(Both(File.ReadAllBytes(inputs[0]), File.ReadAllBytes(inputs[1])))));
        long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (Runs + 5);
        byte[] ours = File.ReadAllBytes(merged);
        WritePeer(output, SrecCat, ours, size, merged, inputs[0], "-Intel", inputs[1], "-Intel", "-o", merged, "-Intel", "-Output_Block_Size=16");
        WritePeer(output, Python, ours, size, merged, "-c", Merge, inputs[0], inputs[1], merged);
        output.WriteLine();
        output.WriteLine($"isprecipe allocates {allocated / 1e6:0.0} MB for the whole, files included.");
        Directory.Delete(folder, recursive: true);
    }

    private static MemoryImage Both(byte[] first, byte[] second) => MemoryImage.Merge(
        [ImageFile.Read(first, "app.hex").Image!, ImageFile.Read(second, "boot.hex").Image!]).Image!;

    /// <summary>A figure counts only where the program made the same image.</summary>
    private static void WritePeer(TextWriter output, string program, byte[] ours, double size, string merged, params string[] arguments)
    {
        if (Peers.Find(program) is null || !Run(program, arguments))
        {
            output.WriteLine($"| {program} | skipped: it or a package of it is not on this machine | | |");
            return;
        }

        if (!IntelHex.Encode(ImageFile.Read(File.ReadAllBytes(merged), merged).Image!).AsSpan().SequenceEqual(ours))
        {
            throw new InvalidOperationException($"{program} makes another image");
        }

        Write(output, $"{Path.GetFileName(program)}, the whole program", size, () => Run(program, arguments));
    }

    private static bool Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void Write(TextWriter output, string title, double size, Action work) => Write(output, title, size, () =>
    {
        work();
        return 0;
    });

    private static void Write<T>(TextWriter output, string title, double size, Func<T> work)
    {
        for (int run = 0; run < 5; run++)
        {
            work(); // compiled now, so that the figures show the work alone
        }

        double[] seconds = [.. Enumerable.Range(0, Runs).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            work();
            return watch.Elapsed.TotalSeconds;
        }).Order()];
        output.WriteLine($"| {title} | {seconds[Runs / 2]:0.000} s | {seconds[0]:0.000} s | {size / seconds[Runs / 2]:0} |");
    }
}
