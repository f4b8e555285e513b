using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Tests.Steps;

namespace IspRecipes.Engine.Tests.Plans;

public class FuseCalculatorTests
{
    private static readonly Dictionary<FuseId, byte> Factory = [];

    [Fact]
    public void Settings_are_put_into_the_factory_bytes()
    {
        FuseResult result = Calculate(NamedPart.AtMega32U4, "bootsz=512 words", "JTAGEN=off", "sut_cksel=EXTXOSC_8MHZ_XX_16KCK_65MS").Value!;

        Assert.Equal((0x7F, 0xDD, 0xF3), (result.After.Values[FuseId.Low], result.After.Values[FuseId.High], result.After.Values[FuseId.Extended]));
        Assert.Equal("fuses: { low: 0x7F, high: 0xDD, extended: 0xF3 }", result.After.ForRecipe(result.Wanted));
        Assert.Equal("-U lfuse:w:0x7F:m -U hfuse:w:0xDD:m -U efuse:w:0xF3:m", result.After.ForAvrdude(result.Wanted));
        Assert.Equal(
            ["SUT_CKSEL EXTXOSC_8MHZ_XX_258CK_65MS -> EXTXOSC_8MHZ_XX_16KCK_65MS", "JTAGEN on -> off", "BOOTSZ 2048 words -> 512 words"],
            result.Before.ChangesTo(result.After).Select(change => $"{change}"));
    }

    [Fact]
    public void A_lock_byte_is_written_only_where_it_was_named()
    {
        FuseResult result = Calculate(NamedPart.AtMega32U4, "BLB1=2").Value!;

        Assert.Equal("fuses: { low: 0x5E, high: 0x99, extended: 0xF3 }\nlock: 0xEF", result.After.ForRecipe(result.Wanted));
        Assert.EndsWith(" -U lock:w:0xEF:m", result.After.ForAvrdude(result.Wanted));
    }

    [Theory]
    [InlineData("ISP3001", "EESAV=on", "did you mean 'EESAVE'")]
    [InlineData("ISP3030", "BODLEVEL=2.5 V", "BODLEVEL of ATmega32U4 has no value '2.5 V'")]
    [InlineData("ISP3030", "BOOTSZ=2049", "BOOTSZ of ATmega32U4 has no value '2049'; did you mean '2048W'")]
    [InlineData("ISP3030", "SUT_CKSEL=EXTXOSC_8MHZ_XX_16KCK_64MS", "did you mean 'EXTXOSC_8MHZ_XX_16KCK_65MS'")]
    [InlineData("ISP3003", "CKSEL=16", "0 to 0xF")]
    [InlineData("ISP3003", "high=0x1FF", "0 to 0xFF")]
    public void What_cannot_be_meant_is_refused_at_its_place(string code, string setting, string says)
    {
        Diagnostic error = Assert.Single(Calculate(NamedPart.AtMega32U4, setting).Diagnostics);

        Assert.Equal((code, setting), (error.Code, error.Where!.File));
        Assert.Contains(says, error.Message);
        Assert.Equal(ExitCode.Recipe, error.Exit);
    }

    [Fact]
    public void An_unknown_value_is_told_with_those_that_there_are() => Assert.Equal(
        "allowed: 2048W, 1024W, 512W, 256W, 0 to 3", Calculate(NamedPart.AtMega32U4, "BOOTSZ=half").Diagnostics.Single().Hint);

    [Fact]
    public void A_combined_field_and_a_part_of_it_may_agree_but_not_contradict()
    {
        Assert.Equal(0x5E, Calculate(NamedPart.AtMega32U4, "SUT_CKSEL=EXTXOSC_8MHZ_XX_258CK_65MS", "CKSEL=14").Value!.After.Values[FuseId.Low]);

        Diagnostic error = Assert.Single(Calculate(NamedPart.AtMega32U4, "SUT_CKSEL=EXTXOSC_8MHZ_XX_258CK_65MS", "CKSEL=15").Diagnostics);

        Assert.Equal("ISP3031", error.Code);
        Assert.Equal(
            "'CKSEL: 0x0F' and 'SUT_CKSEL: EXTXOSC_8MHZ_XX_258CK_65MS' want different values of the same bits of the low byte", error.Message);
    }

    [Fact]
    public void A_field_that_is_given_twice_in_another_case_is_refused() =>
        Assert.Equal("ISP2008", Assert.Single(Calculate(NamedPart.AtMega32U4, "EESAVE=on", "eesave=on").Diagnostics).Code);

    [Fact]
    public void Of_a_part_whose_fields_nobody_knows_only_bytes_are_taken()
    {
        AvrPart unknown = NamedPart.AtMega32U4 with
        {
            KnowsFields = false,
            Fuses = [new FuseByte(FuseId.Low, 0xFF, null, [])],
            Lock = new FuseByte(FuseId.Lock, 0xFF, null, []),
        };

        Assert.Equal("ISP3032", Assert.Single(Calculate(unknown, "BOOTSZ=1").Diagnostics).Code);
        Assert.Equal(0x12, Calculate(unknown, "low=0x12").Value!.After.Values[FuseId.Low]);
    }

    [Fact]
    public void A_field_needs_the_rest_of_its_byte()
    {
        AvrPart unshipped = NamedPart.AtMega32U4 with { Fuses = [.. NamedPart.AtMega32U4.Fuses.Select(fuse => fuse with { Factory = null })] };

        Assert.Equal("ISP3033", Assert.Single(Calculate(unshipped, "CKDIV8=on").Diagnostics).Code);
        Assert.Equal(
            0x5E,
            FuseCalculator.Calculate(unshipped, new Dictionary<FuseId, byte> { [FuseId.Low] = 0xDE }, ["CKDIV8=on"]).Value!.After.Values[FuseId.Low]);
    }

    [Theory]
    [InlineData("atmega328p", "0x04", "0xFC")]
    [InlineData("atmega32u4", "0x03", "0xF3")]
    public void Bits_that_a_part_lacks_are_noted_with_the_byte_that_is_written(string mcu, string written, string corrected)
    {
        Checked<FuseResult> result = FuseCalculator.Calculate(AvrCatalog.Find(mcu)!, Factory, [$"extended={written}"]);

        Diagnostic note = Assert.Single(result.Diagnostics);
        Assert.Equal(("ISP3019", Severity.Note), (note.Code, note.Severity));
        Assert.Contains($"it is written as {corrected}", note.Message);
        Assert.Equal(Convert.ToByte(corrected, 16), result.Value!.After.Values[FuseId.Extended]);
    }

    private static Checked<FuseResult> Calculate(AvrPart part, params string[] settings) => FuseCalculator.Calculate(part, Factory, settings);
}
