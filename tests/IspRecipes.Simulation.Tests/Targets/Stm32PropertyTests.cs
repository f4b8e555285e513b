using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Targets;

/// <summary>Any ranges over any content: what is written is there, what lies beside it stays, and only pages that differ are touched.</summary>
public sealed class Stm32PropertyTests
{
    /// <summary>A vector table and a loop behind it: what is flashed runs.</summary>
    private static readonly byte[] Program = [0x00, 0x04, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7];

    /// <summary>Of each family the part with the least SRAM.</summary>
    public static TheoryData<string> Parts => [.. Stm32Catalog.All.GroupBy(part => part.Family.Id).Select(parts => parts.MinBy(part => part.Sram.Size)!.Id)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Flash_equals_the_image_over_what_it_held(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;
        for (int seed = 0; seed < 3; seed++)
        {
            Random random = new(seed);
            VirtualClock clock = new();
            VirtualStm32 chip = new(part, clock);
            Fill(random, chip.Flash, part.Flash.PageSize);
            Program.CopyTo(chip.Flash, 0);
            byte[] wanted = [.. chip.Flash];
            bool[] differs = new bool[wanted.Length / part.Flash.PageSize];
            int changed = 0, expected = 0;
            Run(chip, clock, part, random.Next(3), target =>
            {
                for (int range = 0; range < 3; range++)
                {
                    (int at, byte[] bytes) = Range(random, part, wanted);
                    int[] pages = [.. Enumerable.Range(0, bytes.Length).Where(index => bytes[index] != wanted[at + index])
                        .Select(index => (at + index) / part.Flash.PageSize).Distinct()];
                    bytes.CopyTo(wanted, at);
                    changed += target.Write(part.Flash.Start + (uint)at, bytes);
                    expected += pages.Length;
                    Array.ForEach(pages, page => differs[page] = true);
                }
            });

            string told = $"{id}, seed {seed}";
            Assert.True(wanted.AsSpan().SequenceEqual(chip.Flash), $"{told}: {wanted.AsSpan().CommonPrefixLength(chip.Flash):X}");
            Assert.True(changed == expected, $"{told}: {changed} pages changed, {expected} differed");
            Assert.All(chip.PageErases.Index(), page => Assert.True(page.Item == 0 || differs[page.Index], $"{told}: page {page.Index} was erased"));
            Assert.Empty(chip.Violations);
            Assert.True(chip.IsRunning, $"{told}: {chip.CoreState}");
        }
    }

    /// <summary>Pages that are erased, full, or erased in their second half.</summary>
    private static void Fill(Random random, byte[] flash, int page)
    {
        random.NextBytes(flash);
        for (int at = 0; at < flash.Length; at += page / 2)
        {
            if (random.Next(2) == 0)
            {
                flash.AsSpan(at, page / 2).Fill(0xFF);
            }
        }
    }

    /// <summary>A byte, a page and its neighbours, the end of flash, a bank's border, or 20 KiB; in part what is there already.</summary>
    private static (int At, byte[] Bytes) Range(Random random, Stm32Part part, byte[] held)
    {
        int size = held.Length, page = part.Flash.PageSize;
        int length = Math.Min(random.Next(5) switch { 0 => 1, 1 => page, 2 => page + 1, 3 => random.Next(1, 3 * page), _ => 20_001 }, size - Program.Length);
        int latest = size - length;
        int at = random.Next(4) switch
        {
            0 => latest,
            1 => random.Next(Program.Length, latest + 1),
            2 => latest / page * page,
            _ => (int)((part.Family.SecondBank ?? part.Flash.Start) - part.Flash.Start) - (length / 2),
        };
        at = Math.Clamp(at, Program.Length, latest);
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        held.AsSpan(at, random.Next(2) * length / 2).CopyTo(bytes);
        return (at, bytes);
    }

    /// <param name="kind">Of probe: with batches, without, or too old for half-words.</param>
    private static void Run(VirtualStm32 chip, VirtualClock clock, Stm32Part part, int kind, Action<Stm32Target> job)
    {
        StLinkFirmware[] firmwares = [StLinkFirmware.V2J37S7, StLinkFirmware.V21J29, StLinkFirmware.V2J17];
        using var probe = new StLinkV2(new VirtualStLink(chip, clock, firmwares[kind]), clock);
        probe.Open();
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(part));
        target.Identify();
        job(target);
        target.Leave();
    }
}
