using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Every instruction does to registers, flags and memory what Unicorn's does.</summary>
public sealed class UnicornTests
{
    [PeerTheory(Unicorn.Library)]
    [InlineData(true, 20_000)]
    [InlineData(false, 20_000)]
    public void All_16_bit_instructions(bool isArmv6M, int agreed)
    {
        using CorePair pair = new(isArmv6M, seed: 1);
        List<string> differences = [];
        for (int instruction = 0; instruction < 0xE800; instruction++)
        {
            if (instruction is 0xBF10 or 0xBF20 or 0xBF30 || ((instruction & 0xFF00) == 0xBF00 && (instruction & 0xF) != 0))
            {
                continue; // YIELD, WFE and WFI stop Unicorn; IT has a test of its own
            }

            Add(differences, pair.Run([(ushort)instruction]));
            if (instruction % 16 == 0)
            {
                pair.Shuffle();
            }
        }

        AssertNone(differences);
        Assert.True(pair.Agreed > agreed, $"{pair.Agreed} agreed");
    }

    [PeerFact(Unicorn.Library)]
    public void All_32_bit_instructions()
    {
        using CorePair pair = new(isArmv6M: false, seed: 2);
        Random random = new(3);
        List<string> differences = [];
        foreach (string pattern in Patterns.Armv7M)
        {
            bool hasRules = pattern[..3] is "LDM" or "STM"; // which lists there are, and with which bases
            int before = pair.Agreed;
            for (int turn = 0; turn < 200; turn++)
            {
                Add(differences, pair.Run(Patterns.Draw(pattern, random, anyRegister: false), mayRefuse: hasRules));
                Add(differences, pair.Run(Patterns.Draw(pattern, random, anyRegister: true), mayRefuse: true));
            }

            Assert.True(pair.Agreed - before > 30, $"{pattern}: only {pair.Agreed - before} of 400 ran");
        }

        AssertNone(differences);
    }

    [PeerFact(Unicorn.Library)]
    public void It_blocks()
    {
        using CorePair pair = new(isArmv6M: false, seed: 4);
        Random random = new(5);
        List<string> differences = [];
        for (int turn = 0; turn < 5000; turn++)
        {
            int mask = random.Next(1, 16);
            int length = 4 - int.TrailingZeroCount(mask);
            int condition = random.Next(14);
            ushort[] block =
            [
                (ushort)(0xBF00 | (condition << 4) | mask),
                .. Enumerable.Range(0, length).SelectMany(_ => Plain(random)),
            ];
            Add(differences, pair.Run(block, 1 + length, mayRefuse: true));
        }

        AssertNone(differences);
        Assert.True(pair.Agreed > 2000, $"{pair.Agreed} agreed");
    }

    /// <summary>An instruction that does not jump.</summary>
    private static ushort[] Plain(Random random) => random.Next(6) switch
    {
        0 => [(ushort)random.Next(0x0040, 0x4400)],
        1 => [(ushort)random.Next(0x6000, 0xB000)],
        2 => Patterns.Draw(Patterns.Armv7M[random.Next(24)], random, anyRegister: false),
        3 => [(ushort)random.Next(0xB200, 0xB300)],
        _ => [(ushort)random.Next(0x4000, 0x4400)],
    };

    private static void Add(List<string> differences, string? difference)
    {
        if (difference is not null)
        {
            differences.Add(difference);
        }
    }

    private static void AssertNone(List<string> differences) =>
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(30))}");
}
