using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>What every programmer can do that knows one verb, Transfer.</summary>
public class IspProgrammerTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("ATmega32U4", 0u)]
    [InlineData("ATmega32A", 0x7F00u)]
    [InlineData("ATmega2560", 0x1FF00u)]
    [InlineData("ATmega2560", 0x3FE00u)]
    public void Flash_is_written_and_read_instruction_by_instruction(string name, uint address)
    {
        (FakeChip chip, BareProgrammer programmer) = Connect(name);
        byte[] bytes = Pattern(chip.Flash.Length > 0x10000 ? 512 : 256);

        programmer.WritePages(AvrMemory.Flash, address, bytes);
        byte[] read = new byte[bytes.Length];
        programmer.Read(AvrMemory.Flash, address, read);

        Assert.Equal(bytes, chip.Flash.AsSpan((int)address, bytes.Length));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("ATmega32U4")]
    [InlineData("ATmega32A")]
    [InlineData("ATmega2560")]
    public void Eeprom_is_written_by_page_where_the_part_can_and_by_byte_where_not(string name)
    {
        (FakeChip chip, BareProgrammer programmer) = Connect(name);
        byte[] bytes = Pattern(chip.Eeprom.Length);

        programmer.WritePages(AvrMemory.Eeprom, 0, bytes);
        byte[] read = new byte[bytes.Length];
        programmer.Read(AvrMemory.Eeprom, 0, read);

        Assert.Equal(bytes, chip.Eeprom);
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void Signature_fuses_lock_and_calibration_are_read_and_written()
    {
        (FakeChip chip, BareProgrammer programmer) = Connect("ATmega32U4");

        programmer.WriteFuse(FuseId.High, 0xD9);
        programmer.WriteFuse(FuseId.Lock, 0xEF);

        Assert.Equal(new Signature(0x1E, 0x95, 0x87), programmer.ReadSignature());
        Assert.Equal(0xD9, chip.Fuses[FuseId.High]);
        Assert.Equal(0xD9, programmer.ReadFuse(FuseId.High));
        Assert.Equal(0x2F, programmer.ReadFuse(FuseId.Lock));
        Assert.Equal(0x51, programmer.ReadCalibration(1));
    }

    [Fact]
    public void A_chip_slower_than_its_datasheet_is_waited_for_by_polling()
    {
        (FakeChip chip, BareProgrammer programmer) = Connect("ATmega32U4");
        chip.Late = TimeSpan.FromMilliseconds(20);

        programmer.EraseChip();

        Assert.Equal(TimeSpan.FromMilliseconds(29), _clock.Now);
        Assert.Equal(new Signature(0x1E, 0x95, 0x87), programmer.ReadSignature());
    }

    [Fact]
    public void A_chip_that_stays_busy_is_given_up_after_a_second()
    {
        (FakeChip chip, BareProgrammer programmer) = Connect("ATmega32U4");
        chip.Late = TimeSpan.FromSeconds(2);

        Assert.Equal(FaultCode.ChipBusy, Assert.Throws<TargetException>(programmer.EraseChip).Fault.Code);
    }

    [Fact]
    public void Verbs_that_need_a_part_say_that_programming_mode_comes_first()
    {
        var programmer = new BareProgrammer(new FakeChip(Chips.ATmega32U4, _clock), _clock);

        Assert.Throws<InvalidOperationException>(programmer.EraseChip);
    }

    private (FakeChip Chip, BareProgrammer Programmer) Connect(string name)
    {
        AvrPart part = new[] { Chips.ATmega32U4, Chips.ATmega2560, Chips.ATmega32A }.Single(chip => chip.Name == name);
        var chip = new FakeChip(part, _clock);
        var programmer = new BareProgrammer(chip, _clock);
        programmer.EnterProgramming(part);
        return (chip, programmer);
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index * 7))];
}

/// <summary>A programmer with nothing but its wires to the chip.</summary>
internal sealed class BareProgrammer(FakeChip chip, ManualClock clock) : IspProgrammer(clock)
{
    /// <summary>What the chip says, as the wires bring it.</summary>
    public Func<uint, byte, byte> Wires { get; set; } = (_, answer) => answer;

    /// <summary>Called instead of leaving.</summary>
    public Action Leaving { get; set; } = () => { };

    public int Left { get; private set; }

    public override void Open()
    {
    }

    public override void LeaveProgramming()
    {
        Left++;
        Leaving();
    }

    public override uint Transfer(uint instruction) => Wires(instruction, chip.Transfer(
        (byte)(instruction >> 24), (byte)(instruction >> 16), (byte)(instruction >> 8), (byte)instruction));

    public override void Dispose()
    {
    }
}
