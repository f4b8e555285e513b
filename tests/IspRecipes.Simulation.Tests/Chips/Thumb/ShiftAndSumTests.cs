namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Corner cases of results and flags, by the ARMv7-M manual's pseudocode (DDI 0403E).</summary>
public sealed class ShiftAndSumTests
{
    /// <summary>A2.2.1, Shift_C: by 0 C is kept; by 32 C is the last bit; beyond, zero (or the sign).</summary>
    [Theory]
    [InlineData(0x4088, 0x8000_0001, 0, 0x8000_0001, "NC")] // LSLS r0, r1
    [InlineData(0x4088, 0x8000_0001, 32, 0, "ZC")]
    [InlineData(0x4088, 0x8000_0001, 33, 0, "Z")]
    [InlineData(0x4088, 0x8000_0001, 0x100, 0x8000_0001, "NC")] // only the low byte counts
    [InlineData(0x40C8, 0x8000_0001, 0, 0x8000_0001, "NC")] // LSRS r0, r1
    [InlineData(0x40C8, 0x8000_0001, 32, 0, "ZC")]
    [InlineData(0x40C8, 0x8000_0001, 33, 0, "Z")]
    [InlineData(0x4108, 0x8000_0001, 32, 0xFFFF_FFFF, "NC")] // ASRS r0, r1
    [InlineData(0x4108, 0x7FFF_FFFF, 255, 0, "Z")]
    [InlineData(0x4108, 0x8000_0000, 255, 0xFFFF_FFFF, "NC")]
    [InlineData(0x41C8, 0x8000_0001, 0, 0x8000_0001, "NC")] // RORS r0, r1
    [InlineData(0x41C8, 0x8000_0001, 32, 0x8000_0001, "NC")]
    [InlineData(0x41C8, 0x0000_0003, 33, 0x8000_0001, "NC")]
    public void Shifts_by_a_register(ushort instruction, uint value, uint amount, uint result, string flags)
    {
        Machine machine = new([instruction], flags: "C") { [0] = value, [1] = amount };

        machine.Ran();

        Assert.Equal((result, flags), (machine[0], machine.Flags));
    }

    /// <summary>A7.4.2, DecodeImmShift: an amount of 0 means 32 for LSR and ASR, none for LSL, RRX for ROR.</summary>
    [Theory]
    [InlineData(new ushort[] { 0x0008 }, 0x8000_0000, "N")] // LSLS r0, r1, #0 keeps C clear
    [InlineData(new ushort[] { 0x0808 }, 0, "ZC")] // LSRS r0, r1, #32
    [InlineData(new ushort[] { 0x1008 }, 0xFFFF_FFFF, "NC")] // ASRS r0, r1, #32
    [InlineData(new ushort[] { 0xEA5F, 0x0031 }, 0x4000_0000, "")] // RRXS r0, r1
    public void Shifts_by_an_immediate_of_zero(ushort[] code, uint result, string flags)
    {
        Machine machine = new(code) { [1] = 0x8000_0000 };

        machine.Ran();

        Assert.Equal((result, flags), (machine[0], machine.Flags));
    }

    /// <summary>A2.2.1, AddWithCarry: C is no borrow.</summary>
    [Theory]
    [InlineData(0x4148, 0xFFFF_FFFF, 0, "C", 0, "ZC")] // ADCS r0, r1
    [InlineData(0x4148, 0x7FFF_FFFF, 0, "C", 0x8000_0000, "NV")]
    [InlineData(0x4148, 0xFFFF_FFFF, 0xFFFF_FFFF, "C", 0xFFFF_FFFF, "NC")]
    [InlineData(0x4188, 5, 5, "C", 0, "ZC")] // SBCS r0, r1
    [InlineData(0x4188, 5, 5, "", 0xFFFF_FFFF, "N")]
    [InlineData(0x4188, 0x8000_0000, 0, "", 0x7FFF_FFFF, "CV")]
    [InlineData(0x4288, 0, 1, "", 0, "N")] // CMP r0, r1
    [InlineData(0x4248, 7, 0, "", 0, "ZC")] // RSBS r0, r1, #0
    [InlineData(0x4248, 7, 0x8000_0000, "", 0x8000_0000, "NV")]
    public void Sums_with_carry(ushort instruction, uint x, uint y, string before, uint result, string flags)
    {
        Machine machine = new([instruction], flags: before) { [0] = x, [1] = y };

        machine.Ran();

        Assert.Equal((result, flags), (machine[0], machine.Flags));
    }

    /// <summary>A5.3.2, ThumbExpandImm_C: C is bit 31 of a rotated constant, and kept for the other patterns.</summary>
    [Theory]
    [InlineData(new ushort[] { 0xF05F, 0x00AB }, 0x0000_00AB, "C")] // MOVS.W r0, #0xAB
    [InlineData(new ushort[] { 0xF05F, 0x10AB }, 0x00AB_00AB, "C")]
    [InlineData(new ushort[] { 0xF05F, 0x20AB }, 0xAB00_AB00, "NC")]
    [InlineData(new ushort[] { 0xF05F, 0x30AB }, 0xABAB_ABAB, "NC")]
    [InlineData(new ushort[] { 0xF05F, 0x402B }, 0xAB00_0000, "NC")]
    [InlineData(new ushort[] { 0xF45F, 0x702B }, 0x0000_02AC, "")]
    public void Modified_immediates(ushort[] code, uint result, string flags)
    {
        Machine machine = new(code, flags: "C");

        machine.Ran();

        Assert.Equal((result, flags), (machine[0], machine.Flags));
    }

    /// <summary>A7.7, SDIV and UDIV: by zero gives zero; the one overflow wraps.</summary>
    [Theory]
    [InlineData(0xFB90, 0x8000_0000, 0xFFFF_FFFF, 0x8000_0000)] // SDIV r0, r0, r1
    [InlineData(0xFB90, 0xFFFF_FFF9, 2, 0xFFFF_FFFD)]
    [InlineData(0xFB90, 7, 0, 0)]
    [InlineData(0xFBB0, 0xFFFF_FFF9, 2, 0x7FFF_FFFC)] // UDIV r0, r0, r1
    [InlineData(0xFBB0, 7, 0, 0)]
    public void Quotients(ushort instruction, uint x, uint y, uint quotient)
    {
        Machine machine = new([instruction, 0xF0F1]) { [0] = x, [1] = y };

        machine.Ran();

        Assert.Equal(quotient, machine[0]);
    }

    /// <summary>A7.7, SSAT: Q is set and stays.</summary>
    [Fact]
    public void Saturation_is_remembered()
    {
        Machine machine = new([0xF301, 0x0007, 0xF301, 0x0007]) { [1] = 1000 }; // SSAT r0, #8, r1

        machine.Ran();
        Assert.Equal((127u, "Q"), (machine[0], machine.Flags));

        machine[1] = 5;
        machine.Ran();
        Assert.Equal((5u, "Q"), (machine[0], machine.Flags));
    }
}
