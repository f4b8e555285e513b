using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Benchmarks;

/// <summary>A job that isprecipe and avrdude both do: the same bytes into the same chip, verified.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Mcu">Catalogue id.</param>
/// <param name="ShortName">avrdude's id of the part.</param>
internal sealed record Job(string Name, string Mcu, string ShortName)
{
    /// <summary>Those of the table, in order.</summary>
    public static IReadOnlyList<Job> All { get; } =
    [
        new("32 KiB", "atmega32u4", "m32u4") { Flash = Program(32 * 1024) },
        new("32 KiB, of it 24 KiB 0xFF", "atmega32u4", "m32u4") { Flash = WithGap() },
        new("100 bytes", "atmega32u4", "m32u4") { Flash = Program(100) },
        new("EEPROM, 1 KiB", "atmega32u4", "m32u4") { Eeprom = Program(1024) },
        new("three fuses and lock", "atmega32u4", "m32u4") { SetsFuses = true },
        new("128 KiB", "at90usb1286", "usb1286") { Flash = Program(128 * 1024) },
        new("256 KiB", "atmega2560", "m2560") { Flash = Program(256 * 1024) },
    ];

    public byte[]? Flash { get; private init; }

    public byte[]? Eeprom { get; private init; }

    /// <summary>Low 0x5E, high 0xD9, extended 0xF3, lock 0xEF.</summary>
    public bool SetsFuses { get; private init; }

    public AvrPart Part => AvrCatalog.Find(Mcu) ?? throw new InvalidOperationException($"no part {Mcu}");

    /// <summary>Writes recipe.yaml and the images it names.</summary>
    /// <returns>Path of the recipe.</returns>
    public string SaveTo(string folder)
    {
        var memories = new[] { ("flash", Flash), ("eeprom", Eeprom) }.Where(memory => memory.Item2 is not null).ToArray();
        foreach ((string name, byte[]? bytes) in memories)
        {
            string file = Path.Combine(folder, $"{name}.hex");
            File.WriteAllText(file, IntelHex.Write(new MemoryImage(0, bytes!, new ImageSource(file))));
        }

        string path = Path.Combine(folder, "recipe.yaml");
        File.WriteAllLines(path,
        [
            "version: 1",
            $"name: {Name}",
            $"mcu: {Mcu}",
            "programmer: avrisp",
            "board: { clock: 16 MHz crystal }",
            .. memories.Length == 0 ? [] : (string[])
            [
                $"files: {{ {string.Join(", ", memories.Select(memory => $"{memory.Item1}-image: {memory.Item1}.hex"))} }}",
                $"write: {{ {string.Join(", ", memories.Select(memory => $"{memory.Item1}: {memory.Item1}-image"))} }}",
            ],
            .. SetsFuses ? (string[])["fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }", "lock: 0xEF"] : [],
        ]);
        return path;
    }

    /// <summary>The same for avrdude, with the images of <see cref="SaveTo"/>.</summary>
    public string[] AvrdudeArguments(string folder)
    {
        string[] operations =
        [
            .. Flash is null ? [] : (string[])[$"flash:w:{Path.Combine(folder, "flash.hex")}:i"],
            .. Eeprom is null ? [] : (string[])[$"eeprom:w:{Path.Combine(folder, "eeprom.hex")}:i"],
            .. SetsFuses ? (string[])["efuse:w:0xF3:m", "hfuse:w:0xD9:m", "lfuse:w:0x5E:m", "lock:w:0xEF:m"] : [],
        ];
        return [.. operations.SelectMany(operation => (string[])["-U", operation])];
    }

    /// <summary>Bytes without a blank page among them.</summary>
    private static byte[] Program(int length)
    {
        byte[] program = new byte[length];
        new Random(1).NextBytes(program);
        return program;
    }

    private static byte[] WithGap()
    {
        byte[] image = Program(32 * 1024);
        image.AsSpan(4 * 1024, 24 * 1024).Fill(0xFF);
        return image;
    }
}
