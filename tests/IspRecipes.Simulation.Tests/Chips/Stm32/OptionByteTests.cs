using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>PM0075, 2.3.5, 2.5, 3.7 and 3.8; RM0360 and RM0366, 4: option bytes, how they are changed and when they act.</summary>
public sealed class OptionByteTests
{
    [Fact]
    public void They_lie_in_memory_each_with_its_complement()
    {
        var swd = new Swd();
        swd.Chip.Preset(new OptionBytes([0xA5, 0xFE, 0x12, 0x34, 1, 2, 3, 4]));

        Assert.Equal(0x01FE5AA5u, swd.Read(Swd.OptionStart));
        Assert.Equal(0xCB34ED12u, swd.Read(Swd.OptionStart + 4));
        Assert.Equal(0x04030201u, swd.Read(Swd.Wrpr));
    }

    [Fact]
    public void OBR_of_F1_reads_03FFFFFC_as_delivered()
    {
        Assert.Equal(0x03FF_FFFCu, new Swd().Read(Swd.Obr));
    }

    [Fact]
    public void OBR_of_F1_has_protection_in_bit_1_user_from_bit_2_and_data_behind()
    {
        var swd = new Swd();
        swd.Chip.Preset(new OptionBytes([0x00, 0xFB, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF]));

        Assert.Equal(2u | 0xFB << 2 | 0x12 << 10 | 0x34 << 18, swd.Read(Swd.Obr));
    }

    [Theory]
    [InlineData("stm32f030c8")]
    [InlineData("stm32f303cc")]
    public void OBR_of_F0_and_F3_has_two_bits_of_protection_and_user_from_bit_8(string part)
    {
        var swd = new Swd(part);
        swd.Chip.Preset(new OptionBytes([0x00, 0xFB, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF]));

        Assert.Equal(0x3412FB02u, swd.Read(Swd.Obr));
    }

    [Fact]
    public void Erasing_takes_all_of_them_at_once()
    {
        Swd swd = new();
        swd.UnlockOptions();

        Assert.Equal(Swd.EndOfOperation, swd.EraseOptions());
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.OptionStart));
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.OptionStart + 12));
    }

    [Fact]
    public void The_low_byte_of_a_half_word_counts_and_the_hardware_adds_the_complement()
    {
        Swd swd = new();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.Write(Swd.Cr, 0x210);
        swd.Write(Swd.OptionStart + 4, 0x7712, 2);
        swd.Finish();

        Assert.Equal(0xED12u, swd.Read(Swd.OptionStart + 4, 2));
    }

    [Fact]
    public void One_that_is_not_erased_stays_and_sets_PGERR()
    {
        Swd swd = new();
        swd.UnlockOptions();

        Assert.Equal(Swd.ProgrammingError, swd.ProgramOption(OptionByteId.Data0, 0x12));
        Assert.Equal(0xFF, swd.Chip.StoredOptions[OptionByteId.Data0]);
    }

    [Theory]
    [InlineData(0x210u, 4)]
    [InlineData(0x210u, 1)]
    [InlineData(0x200u, 2)]
    [InlineData(0x010u, 2)]
    public void Only_half_words_with_OPTPG_and_OPTWRE_are_taken(uint control, int width)
    {
        Swd swd = new();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.Write(Swd.Cr, control);

        Assert.Equal(SwdAnswer.Fault, swd.TryWrite(Swd.OptionStart + 4, 0x12, width));
        Assert.Equal(0xFFFF_FFFF, swd.Read(Swd.OptionStart + 4));
    }

    [Fact]
    public void Without_OPTWRE_they_cannot_be_erased()
    {
        Swd swd = Swd.Unlocked();
        swd.EraseOptions();

        Assert.Equal(0x5AA5u, swd.Read(Swd.OptionStart, 2));
        Assert.Single(swd.Chip.Violations);
    }

    [Fact]
    public void New_ones_act_after_a_system_reset()
    {
        Swd swd = new();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xA5);
        swd.ProgramOption(OptionByteId.Data1, 0x34);
        Assert.Equal(0xFF, swd.Chip.LoadedOptions[OptionByteId.Data1]);
        Assert.Equal(0x03FF_FFFCu, swd.Read(Swd.Obr));

        swd.ResetSystem();
        Assert.Equal(0x34u << 18, swd.Read(Swd.Obr) & 0xFF << 18);
    }

    [Fact]
    public void On_F0_a_system_reset_does_not_load_them_and_OBL_LAUNCH_does()
    {
        Swd swd = new("stm32f030c8");
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ProgramOption(OptionByteId.Rdp, 0xAA);
        swd.ProgramOption(OptionByteId.Data0, 0x12);
        swd.ResetSystem();
        Assert.Equal(0xFF, swd.Chip.LoadedOptions[OptionByteId.Data0]);

        swd.Unlock();
        swd.Write(Swd.Cr, 0x2000);
        Assert.Equal(0x12, swd.Chip.LoadedOptions[OptionByteId.Data0]);
        Assert.Equal(3, swd.Chip.Resets);
        Assert.Equal(0x80u, swd.Read(Swd.Cr));
    }

    [Fact]
    public void F1_has_no_OBL_LAUNCH()
    {
        Swd swd = Swd.Unlocked();
        swd.Write(Swd.Cr, 0x2000);

        Assert.Equal(1, swd.Chip.Resets);
        Assert.Contains("OBL_LAUNCH", Assert.Single(swd.Chip.Violations));
    }

    [Fact]
    public void Erased_ones_load_as_FF_without_an_error()
    {
        Swd swd = new();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.ResetSystem();

        Assert.Equal(0x03FF_FFFEu, swd.Read(Swd.Obr));
    }

    [Fact]
    public void One_that_was_torn_loads_as_FF_with_OPTERR_and_protects()
    {
        Swd swd = new();
        swd.UnlockOptions();
        swd.EraseOptions();
        swd.Write(Swd.Cr, 0x210);
        swd.Write(Swd.OptionStart, 0xA5, 2);
        swd.ResetSystem();

        Assert.Equal(0x03FF_FFFFu, swd.Read(Swd.Obr));
        Assert.Equal(0xFF, swd.Chip.LoadedOptions[OptionByteId.Rdp]);
    }
}
