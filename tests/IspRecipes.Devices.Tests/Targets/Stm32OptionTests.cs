using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Devices.Tests.Targets;

public sealed class Stm32OptionTests
{
    private const uint OptionArea = 0x1FFFF800;

    private static readonly Stm32Part C8 = Stm32Catalog.Find("stm32f103c8")!;
    private static readonly Stm32Part F0 = Stm32Catalog.All.First(part => part.Family.Id == "stm32f05x");
    private static readonly byte[] Content = [1, 2, 3, 4];

    [Fact]
    public void The_option_bytes_that_act_are_read_from_the_registers()
    {
        PlainStm32 chip = Chip(C8, 0xA5, 0xF8, 0x12, 0x34, 0x7F, 0xFF, 0xFE, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        Assert.Equal("A5F812347FFFFEFF", target.ReadOptions().ToString());
    }

    [Fact]
    public void Lifting_the_protection_erases_flash_and_keeps_user_and_data_bytes()
    {
        PlainStm32 chip = Chip(C8, 0x00, 0xFE, 0x12, 0x34, 0x00, 0xFF, 0xFF, 0xFF);
        PlainProbe probe = new(chip);
        using Stm32Target target = Identified(probe, C8);
        Assert.Equal(1, target.ReadProtectionLevel);

        target.LiftReadProtection();
        target.Leave();

        Assert.Equal(0, target.ReadProtectionLevel);
        Assert.Equal("A5FE1234FFFFFFFF", target.ReadOptions().ToString());
        Assert.All(chip.Flash, cell => Assert.Equal(0xFF, cell));
        Assert.Equal([1u, null], chip.Erases);
        Assert.Equal([.. Enumerable.Range(0, 8).Select(id => OptionArea + (uint)(2 * id))], chip.Programmed);
        Assert.True(probe.RunsFree);
        Assert.Equal(40, probe.Commands);
    }

    [Fact]
    public void A_chip_without_protection_has_nothing_to_lift()
    {
        PlainStm32 chip = Chip(C8, 0xA5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        target.LiftReadProtection();

        Assert.Empty(chip.Erases);
        Assert.Equal(Content, chip.Flash[..4]);
    }

    [Fact]
    public void Protection_that_acts_on_after_the_reset_asks_for_a_power_cycle()
    {
        PlainStm32 chip = Chip(C8, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        chip.ProtectedUntilPowerOff = true;
        PlainProbe probe = new(chip);
        Stm32Target target = Identified(probe, C8);

        Throws(FaultCode.StillReadProtected, target.LiftReadProtection);
        target.Dispose();

        Assert.True(probe.RunsFree);
    }

    [Fact]
    public void Other_option_bytes_are_written_without_an_erase_of_flash_and_protection_comes_last()
    {
        PlainStm32 chip = Chip(C8, 0xA5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        target.WriteOptions(Bytes("A5FD5566FFFFFF7F"));
        target.ResetAndHalt();
        Assert.Equal("A5FD5566FFFFFF7F", target.ReadOptions().ToString());
        chip.Programmed.Clear();
        target.WriteOptions(target.ReadOptions().With(OptionByteId.Rdp, 0x00));
        target.ResetAndHalt();

        Assert.Equal(OptionArea, chip.Programmed[^1]);
        Assert.Equal(1, target.ReadProtectionLevel);
        Assert.Equal(Content, chip.Flash[..4]);
        Assert.Equal([1u, 1u], chip.Erases);
    }

    /// <summary>To an F1 neither: GigaDevice's chips that answer as one have a level 2.</summary>
    [Theory]
    [InlineData("stm32f051c8")]
    [InlineData("stm32f103c8")]
    public void Protection_for_ever_is_never_written(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;
        PlainStm32 chip = Chip(part, part.Family.ReadProtectionOff, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        PlainProbe probe = new(chip);
        using Stm32Target target = Identified(probe, part);

        Assert.Throws<ArgumentException>(() => target.WriteOptions(target.ReadOptions().With(OptionByteId.Rdp, 0xCC)));
        Assert.Throws<ArgumentException>(() => Stm32F1OptionArea.InOrder(part.Family, Bytes("CCFFFFFFFFFFFFFF")));

        Assert.Empty(chip.Programmed);
        Assert.Empty(chip.Erases);
    }

    [Fact]
    public void Protection_is_not_lifted_in_passing()
    {
        PlainStm32 chip = Chip(C8, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        Assert.Throws<ArgumentException>(() => target.WriteOptions(Bytes("A5FFFFFFFFFFFFFF")));
        Assert.Empty(chip.Erases);
    }

    /// <summary>A clone that nobody knows: FLASH_OBR is laid out as an F0's, and its REV_ID is ST's.</summary>
    [Fact]
    public void Registers_that_contradict_the_option_bytes_are_not_gone_by()
    {
        PlainStm32 chip = Chip(C8 with { Family = C8.Family with { UserShift = 8 } }, 0xA5, 0xFE, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        TargetException contradiction = Throws(FaultCode.OptionsContradict, () => target.WriteOptions(target.ReadOptions()));

        Assert.Equal([OptionByteId.User, (byte)0x80, (byte)0xFE], contradiction.Fault.Arguments);
        Assert.Empty(chip.Erases);
        Assert.Equal("A5FE1234FFFFFFFF", Held(chip));
    }

    [Fact]
    public void Option_bytes_that_an_earlier_run_left_erased_are_written_by_what_acts()
    {
        PlainStm32 chip = Chip(F0, 0xAA, 0xFE, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF);
        using Stm32Target target = Identified(new PlainProbe(chip), F0);
        chip.Options.AsSpan().Fill(0xFF);

        target.WriteOptions(target.ReadOptions().With(OptionByteId.Data1, 0x56));

        Assert.Equal("AAFE1256FFFF", Held(chip)[..12]);
    }

    [Fact]
    public void Level_2_is_told_as_final()
    {
        PlainStm32 chip = Chip(F0, 0xAA, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        chip.Level2 = true;
        chip.LoadOptions();
        using Stm32Target target = Identified(new PlainProbe(chip), F0);

        Assert.Equal(2, target.ReadProtectionLevel);
        Throws(FaultCode.ProtectedForEver, target.LiftReadProtection);
        Assert.Empty(chip.Erases);
    }

    [Fact]
    public void An_F0_loads_its_option_bytes_by_OBL_LAUNCH()
    {
        PlainStm32 chip = Chip(F0, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        PlainProbe probe = new(chip);
        using Stm32Target target = Identified(probe, F0);

        target.LiftReadProtection();

        Assert.Equal(0, target.ReadProtectionLevel);
        Assert.Contains("W 40022010 00002200", probe.Log);
    }

    [Fact]
    public void A_stub_that_falls_over_in_the_option_bytes_is_run_once_more()
    {
        PlainStm32 chip = Chip(C8, 0xA5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        PlainProbe probe = new(chip) { MostStepsOnce = 100 };
        using Stm32Target target = Identified(probe, C8);

        target.WriteOptions(Bytes("A5FF1234FFFFFFFF"));

        Assert.Equal("A5FF1234FFFFFFFF", Held(chip));
    }

    [Fact]
    public void An_option_byte_that_stays_wrong_is_told()
    {
        PlainStm32 chip = Chip(C8, 0xA5, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        chip.WornOption = (int)OptionByteId.Data1;
        using Stm32Target target = Identified(new PlainProbe(chip), C8);

        TargetException wrong = Throws(FaultCode.OptionMismatch, () => target.WriteOptions(Bytes("A5FF1234FFFFFFFF")));

        Assert.Equal([OptionByteId.Data1, (byte)0x34, (byte)0x30], wrong.Fault.Arguments);
    }

    [Fact]
    public void Without_SRAM_the_probe_writes_option_bytes_half_word_by_half_word()
    {
        PlainStm32 chip = Chip(C8, 0x00, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        PlainProbe probe = new(chip) { SramHolds = value => (byte)(value | 1) };
        using Stm32Target target = Identified(probe, C8);

        target.LiftReadProtection();

        Assert.Equal("A5FEFFFFFFFFFFFF", Held(chip));
        Assert.Contains("H 1FFFF800 00A5", probe.Log);
    }

    private static PlainStm32 Chip(Stm32Part part, params byte[] options)
    {
        var chip = new PlainStm32(part);
        Content.CopyTo(chip.Flash, 0);
        for (int id = 0; id < options.Length; id++)
        {
            (chip.Options[2 * id], chip.Options[(2 * id) + 1]) = (options[id], (byte)~options[id]);
        }

        chip.LoadOptions();
        return chip;
    }

    private static string Held(PlainStm32 chip) => new OptionBytes([.. chip.Options.Where((_, at) => at % 2 == 0)]).ToString();

    private static OptionBytes Bytes(string hex) => new(Convert.FromHexString(hex));

    private static Stm32Target Identified(PlainProbe probe, Stm32Part part)
    {
        probe.Words[0xE000ED00] = part.Family.CpuIds[0];
        probe.Words[part.Family.DebugIdAddress] = part.Family.DeviceId;
        probe.Words[part.Family.FlashSizeAddress] = part.Flash.Size / 1024;
        Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(part));
        target.Identify();
        return target;
    }

    private static TargetException Throws(FaultCode code, Action act)
    {
        TargetException thrown = Assert.Throws<TargetException>(act);
        Assert.Equal(code, thrown.Fault.Code);
        return thrown;
    }
}
