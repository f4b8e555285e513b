using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>A core with code at the start of flash, a stack at the end of RAM, and flags of one's choice.</summary>
internal sealed class Machine
{
    public const uint Code = FlatBus.CodeStart;
    public const uint Ram = FlatBus.RamStart;
    private const string FlagNames = "NZCVQ";

    public Machine(ushort[] code, bool isArmv6M = false, string flags = "")
    {
        Core = new ThumbCore(Bus) { IsArmv6M = isArmv6M };
        Bus.Place(0, code);
        Core.Registers[13] = Ram + FlatBus.RamSize;
        Core.Registers[15] = Code;
        Core.Xpsr = flags.Aggregate(0x0100_0000u, (xpsr, flag) => xpsr | (1u << (31 - FlagNames.IndexOf(flag))));
    }

    public FlatBus Bus { get; } = new();

    public ThumbCore Core { get; }

    public uint Pc => Core.Registers[15];

    public string Flags => string.Concat(FlagNames.Where((_, index) => (Core.Xpsr & (1u << (31 - index))) != 0));

    public uint this[int register]
    {
        get => Core.Registers[register];
        set => Core.Registers[register] = value;
    }

    /// <summary>Steps until something else than <see cref="ThumbStep.Ran"/> happens.</summary>
    public ThumbStep Run(int atMost = 1_000_000)
    {
        ThumbStep step = ThumbStep.Ran;
        for (int done = 0; done < atMost && step == ThumbStep.Ran; done++)
        {
            step = Core.Step();
        }

        return step;
    }

    /// <summary>Does so many instructions, each of which runs.</summary>
    public Machine Ran(int steps = 1)
    {
        for (int done = 0; done < steps; done++)
        {
            Assert.Equal(ThumbStep.Ran, Core.Step());
        }

        return this;
    }

    public uint Word(uint address)
    {
        Assert.True(Bus.TryRead(address, 4, out uint value));
        return value;
    }
}
