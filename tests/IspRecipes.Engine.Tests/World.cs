using IspRecipes.Devices.Images;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests;

/// <summary>A recipe for an AVR, its files, and a simulated bench to run it on.</summary>
public sealed class World : RecipeFolder
{
    private readonly string _programmer;
    private readonly string _mcu;
    private SimulatedBench? _bench;
    private string _recipe = "";

    private readonly string? _chip;
    private readonly BoardOptions? _options;

    private World(string programmer, string mcu, string? chip, BoardOptions? options)
    {
        _programmer = programmer;
        _chip = chip;
        _options = options;
        _mcu = mcu;
    }

    public AvrPart Part => AvrCatalog.Find(_mcu)!;

    public Func<ISerialLink, IClock, ISerialLink>? Cable { get; set; }

    public Func<IUsbLink, IUsbLink> UsbCable { get; set; } = link => link;

    public override SimulatedBench Bench => _bench ??= MakeBench();

    public VirtualAvr Chip => Bench.Chip;

    /// <param name="programmer">Of the recipe and of the bench.</param>
    /// <param name="mcu">The recipe's.</param>
    /// <param name="chip">What is on the board; null for the recipe's.</param>
    /// <param name="options">What is wrong with the programmer.</param>
    public static World With(string programmer, string mcu, string? chip = null, BoardOptions? options = null) =>
        new(programmer, mcu, chip, options);

    /// <summary>Head and body of a recipe for this chip and programmer.</summary>
    /// <param name="body">Its other keys.</param>
    /// <param name="sck">Bit clock; null for none.</param>
    public World Recipe(string body, string? sck = null) => RecipeText($"""
        version: 1
        name: test
        mcu: {_mcu}
        programmer: {(sck is null ? _programmer : $"{{ type: {_programmer}, sck: {sck} }}")}
        {body}
        """);

    public World RecipeText(string text)
    {
        _recipe = text;
        File.WriteAllText(Path("recipe.yaml"), text);
        return this;
    }

    /// <summary>A HEX file of these bytes.</summary>
    public World Hex(string name, uint address, params byte[] bytes) =>
        Text(name, IntelHex.Write(new MemoryImage(address, bytes, new ImageSource(name))));

    public World Text(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return this;
    }

    public World Binary(string name, byte[] content)
    {
        File.WriteAllBytes(Path(name), content);
        return this;
    }

    /// <summary>Where a piece of text stands in the recipe, as <c>(line, column)</c>.</summary>
    public (int Line, int Column) PlaceOf(string text)
    {
        int at = _recipe.IndexOf(text, StringComparison.Ordinal);
        string before = _recipe[..at];
        return (before.Count(character => character == '\n') + 1, at - before.LastIndexOf('\n'));
    }

    private SimulatedBench MakeBench()
    {
        SimulatedBench? bench = null;
        bench = new SimulatedBench(_programmer, AvrCatalog.Find(_chip ?? _mcu)!, _options)
        {
            Cable = link => Cable is null ? link : Cable(link, bench!.Clock),
            UsbCable = link => UsbCable(link),
        };
        return bench;
    }
}

/// <summary>Bytes for tests.</summary>
public static class Firmware
{
    /// <summary>Bytes that look like a program: no page of them is blank, and no two pages are alike.</summary>
    public static byte[] Program(int length, int seed = 1)
    {
        byte[] program = new byte[length];
        new Random(seed).NextBytes(program);
        return program;
    }
}
