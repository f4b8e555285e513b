using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests;

/// <summary>A recipe for an STM32, its files, and a bench with an ST-Link and a chip to run it on.</summary>
public sealed class Stm32World : RecipeFolder
{
    private Stm32World(Stm32Part part, Stm32Part onBoard, Stm32Silicon? silicon, StLinkFirmware? firmware)
    {
        Part = part;
        Bench = new SimulatedBench(onBoard, firmware, silicon) { UsbCable = link => Cable(link) };
    }

    public Stm32Part Part { get; }

    public override SimulatedBench Bench { get; }

    public VirtualStm32 Chip => Bench.Stm32;

    public VirtualStLink Probe => (VirtualStLink)Bench.UsbDevices[0];

    public Func<IUsbLink, IUsbLink> Cable { get; set; } = link => link;

    /// <param name="mcu">The recipe's.</param>
    /// <param name="silicon">What is particular about the chip on the board.</param>
    /// <param name="firmware">The probe's; null for a V2J37S7.</param>
    /// <param name="chip">What is on the board; null for the recipe's.</param>
    public static Stm32World With(
        string mcu = "stm32f103c8", Stm32Silicon? silicon = null, StLinkFirmware? firmware = null, string? chip = null) =>
        new(Stm32Catalog.Find(mcu)!, Stm32Catalog.Find(chip ?? mcu)!, silicon, firmware);

    /// <summary>A vector table, a program that runs in a circle behind it, and bytes that no two pages share.</summary>
    public static byte[] Program(int length, int seed = 1)
    {
        byte[] program = Firmware.Program(length, seed);
        Convert.FromHexString("0010002001010008").CopyTo(program, 0);
        Convert.FromHexString("FEE7").CopyTo(program, 0x100);
        return program;
    }

    /// <summary>Head and body of a recipe for this chip.</summary>
    public Stm32World Recipe(string body)
    {
        File.WriteAllText(Path("recipe.yaml"), $"version: 1\nname: test\nmcu: {Part.Id}\nprogrammer: stlink\n{body}\n");
        return this;
    }

    /// <summary>A recipe that writes these bytes to an address of flash.</summary>
    public Stm32World Writing(byte[] image, string body = "", uint address = 0x08000000)
    {
        File.WriteAllBytes(Path("app.bin"), image);
        return Recipe($"files: {{ app: {{ path: app.bin, format: bin, address: 0x{address:X8} }} }}\nwrite: {{ flash: app }}\n{body}");
    }

    /// <summary>Puts bytes into the chip's flash, and lets it start with them as it does after power-on.</summary>
    public Stm32World Holding(uint offset, byte[] content)
    {
        content.CopyTo(Chip.Flash, (int)offset);
        Chip.CyclePower();
        return this;
    }
}
