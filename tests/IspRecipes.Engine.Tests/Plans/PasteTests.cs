using System.Text;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>
/// The guide's way to a production image, done to the letter: the end-of-file record is removed from the application, and
/// the bootloader's text put behind it. Files of the same ranges and record types as each bootloader of its table.
/// </summary>
public sealed class PasteTests : IDisposable
{
    private const string EndOfFile = ":00000001FF";

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    /// <param name="Row">Of the guide's table.</param>
    /// <param name="Mcu">Part the row is for.</param>
    /// <param name="Ranges">First and last address of each.</param>
    /// <param name="Base">Of a record 02 at its head; null for none.</param>
    /// <param name="Start">Of a record 03 at its end, as CS:IP; null for none.</param>
    /// <param name="RecordSize">Data bytes of a record.</param>
    /// <param name="BootSize">Bytes in the boot section.</param>
    public sealed record Shape(
        int Row, string Mcu, (uint First, uint Last)[] Ranges, uint? Base, uint? Start, int RecordSize = 16, int BootSize = 0x1000, string NewLine = "\n")
    {
        public bool HasSketch => Ranges[0].First == 0;

        public override string ToString() => $"row {Row}";
    }

    public static TheoryData<Shape> Shapes =>
    [
        new(1, "atmega16u4", [(0x3000, 0x3003), (0x3028, 0x302B), (0x302F, 0x3094), (0x3096, 0x3FCB), (0x3FE4, 0x3FFF)], 0, 0x3000),
        new(2, "atmega32u4", [(0x7000, 0x7003), (0x7028, 0x702B), (0x702F, 0x7090), (0x7092, 0x7F77), (0x7FE4, 0x7FFF)], 0, 0x7000),
        new(3, "at90usb646", [(0xF000, 0xF003), (0xF028, 0xF02B), (0xF08B, 0xF0AE), (0xF0B0, 0xFFC3), (0xFFE4, 0xFFFF)], 0, 0xF000),
        new(4, "at90usb1286", [(0x1E000, 0x1E003), (0x1E028, 0x1E02B), (0x1E08C, 0x1E0A8), (0x1E0AA, 0x1F1AD), (0x1FFE4, 0x1FFFF)],
            0x10000, 0x1000E000, BootSize: 0x2000),
        new(5, "atmega32u4", [(0x7000, 0x7FF5)], null, 0x7000),
        new(6, "atmega32u4", [(0x7000, 0x7FF9)], null, 0x7000),
        new(7, "atmega32u4", [(0x7000, 0x7FF5)], null, 0x7000),
        new(8, "atmega32u4", [(0x0000, 0x1419), (0x7000, 0x7FF7)], null, 0x7000),
        new(9, "atmega32u4", [(0x7000, 0x7FC7)], null, 0x7000),
        new(10, "atmega32u4", [(0x0000, 0x10FF), (0x7000, 0x7FBF)], null, null, 32),
        new(11, "atmega32u4", [(0x7000, 0x7FC5)], null, null),
        new(12, "atmega32u4", [(0x0000, 0x7FD9)], null, null, 32),
        new(13, "atmega32u4", [(0x0000, 0x7FD9)], null, null, 32),
        new(14, "atmega32a", [(0x7000, 0x798F)], null, 0x7000),
        new(15, "atmega32a", [(0x7000, 0x7869)], null, 0x7000, NewLine: "\r\n"),
        new(16, "atmega328p", [(0x7000, 0x7891)], null, 0x7000, NewLine: "\r\n"),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_merge_is_what_the_paste_gives_and_refuses_what_the_paste_destroys(Shape shape)
    {
        string application = Text(new Shape(0, shape.Mcu, [(0, 9999)], null, null, NewLine: "\r\n"), seed: 1);
        string bootloader = Text(shape, seed: 2);
        string app = Save("app.hex", application);
        string boot = Save("boot.hex", bootloader);

        Checked<MergedImage> merged = RecipeRunner.Merge(new MergeRequest { Files = [new MergeFile(app), new MergeFile(boot)] });

        Dictionary<uint, byte> pasted = LikeAvrdude(Paste(application, bootloader));
        Assert.Equal(pasted, LikeAvrdude(Awk(application) + bootloader));
        if (!shape.HasSketch)
        {
            Assert.Empty(merged.Diagnostics);
            Assert.Equal(pasted, Bytes(merged.Value!.Image));
            return;
        }

        Assert.Equal("ISP7015", Assert.Single(merged.Diagnostics).Code);
        Assert.Contains(Bytes(Read(app)), cell => pasted[cell.Key] != cell.Value);
        AssertClipMends(shape, app, boot);
    }

    private static void AssertClipMends(Shape shape, string app, string boot)
    {
        Checked<MergedImage> mended = RecipeRunner.Merge(new MergeRequest
        {
            Files = [new MergeFile(app), new MergeFile(boot, new ClipSpec(ClipSection.Boot))],
            Mcu = shape.Mcu,
            BootSize = shape.BootSize,
        });

        Assert.Empty(mended.Diagnostics);
        Dictionary<uint, byte> expected = Bytes(Read(app));
        foreach ((uint address, byte value) in Bytes(Read(boot)).Where(cell => cell.Key >= 0x7000))
        {
            expected[address] = value;
        }

        Assert.Equal(expected, Bytes(mended.Value!.Image));
        Assert.Equal(0x7000u, mended.Value.Boot!.Start);
    }

    /// <summary>An editor: the last line of the application goes, the bootloader's lines come behind.</summary>
    private static string Paste(string application, string bootloader) =>
        application.TrimEnd()[..^EndOfFile.Length] + bootloader;

    /// <summary>QMK's <c>:production</c>: <c>awk '/^:00000001FF/==0'</c>.</summary>
    private static string Awk(string text) => string.Concat(
        text.Split('\n')[..^1].Where(line => !line.StartsWith(EndOfFile, StringComparison.Ordinal)).Select(line => $"{line}\n"));

    /// <summary>Reads as other flashers do: line for line, a later byte over an earlier one, up to the first end of file.</summary>
    private static Dictionary<uint, byte> LikeAvrdude(string text)
    {
        Dictionary<uint, byte> memory = [];
        uint upper = 0;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            byte[] record = Convert.FromHexString(line[1..]);
            switch (record[3])
            {
                case 0:
                    for (int index = 0; index < record[0]; index++)
                    {
                        memory[upper + (uint)(record[1] << 8 | record[2]) + (uint)index] = record[4 + index];
                    }

                    break;
                case 1:
                    return memory;
                case 2:
                    upper = (uint)(record[4] << 8 | record[5]) << 4;
                    break;
            }
        }

        throw new InvalidDataException("no end of file");
    }

    private static string Text(Shape shape, int seed)
    {
        StringBuilder text = new();
        uint upper = shape.Base ?? 0;
        if (shape.Base is uint address)
        {
            Append(text, shape, 0, 2, [(byte)(address >> 12), (byte)(address >> 4)]);
        }

        foreach ((uint first, uint last) in shape.Ranges)
        {
            byte[] bytes = Firmware.Program((int)(last - first + 1), seed);
            foreach ((byte[] chunk, int index) in bytes.Chunk(shape.RecordSize).Select((chunk, index) => (chunk, index)))
            {
                Append(text, shape, (ushort)(first - upper + index * shape.RecordSize), 0, chunk);
            }
        }

        if (shape.Start is uint start)
        {
            Append(text, shape, 0, 3, [(byte)(start >> 24), (byte)(start >> 16), (byte)(start >> 8), (byte)start]);
        }

        return text.Append(EndOfFile).Append(shape.NewLine).ToString();
    }

    private static void Append(StringBuilder text, Shape shape, ushort address, byte type, byte[] data)
    {
        byte[] record = [(byte)data.Length, (byte)(address >> 8), (byte)address, type, .. data];
        text.Append(':').Append(Convert.ToHexString([.. record, (byte)-record.Sum(value => value)])).Append(shape.NewLine);
    }

    private string Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static MemoryImage Read(string path) => IntelHex.Read(File.ReadAllBytes(path), path).Image!;

    private static Dictionary<uint, byte> Bytes(MemoryImage image) => image.Segments
        .SelectMany(segment => segment.Bytes.ToArray().Select((value, index) => (Address: segment.Address + (uint)index, value)))
        .ToDictionary(cell => cell.Address, cell => cell.value);
}
