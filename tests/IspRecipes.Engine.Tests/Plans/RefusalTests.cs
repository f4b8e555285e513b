using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What a plan refuses: the code, the place and the exit code, before a port is opened.</summary>
public class RefusalTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    [Fact]
    public void What_is_wrong_with_text_names_and_files_is_told_in_one_go()
    {
        using World world = World.With("avrisp", "atmega32u4").RecipeText("""
            version: 1
            name: much wrong
            mcu: atmega32u5
            programmer: avrips
            colour: red
            files:
              app: missing.hex
              boot: { path: garbled.hex }
            write: { flash: production }
            merge: { production: [ app, boot ] }
            """).Text("garbled.hex", ":00000001FE\n");

        Checked<Plan> plan = world.Plan();

        Assert.Null(plan.Value);
        Assert.Equal(
            ["ISP2001", "ISP2010", "ISP2011", "ISP7001", "ISP7008"],
            plan.Diagnostics.Select(diagnostic => diagnostic.Code).Order());
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }

    [Theory]
    [InlineData("fuses: { lfuse: 0x5E }", "ISP3001", "lfuse", "did you mean 'low'")]
    [InlineData("fuses: { EESAV: on }", "ISP3001", "EESAV", "did you mean 'EESAVE'")]
    [InlineData("fuses: { BOOTSZ: 4 }", "ISP3030", "4 }", "BOOTSZ of ATmega32U4 has no value '4'")]
    [InlineData("fuses: { BODLEVEL: 2.5 V }", "ISP3030", "2.5 V", "BODLEVEL of ATmega32U4 has no value '2.5 V'")]
    [InlineData("fuses: { SUT_CKSEL: EXTXOSC_8MHZ_XX_16KCK_65MS, sut: 1 }", "ISP3031", "sut", "'SUT: 1' and 'SUT_CKSEL: EXTXOSC_8MHZ_XX_16KCK_65MS'")]
    [InlineData("fuses: { high: 0xD9, HIGH: 0xD9 }", "ISP2008", "HIGH", "high stands twice")]
    [InlineData("fuses: { CKSEL: 16 }", "ISP3003", "16 }", "0 to 0xF")]
    [InlineData("fuses: { BOOTSZ: on }", "ISP3030", "on }", "BOOTSZ of ATmega32U4 has no value 'on'")]
    [InlineData("fuses: { EESAVE: 2 }", "ISP3003", "2 }", "0 to 1")]
    [InlineData("fuses: { high: 0xD9, EESAVE: on }", "ISP3004", "EESAVE", "high")]
    [InlineData("fuses: { EESAVE: on, high: 0xD9 }", "ISP3004", "EESAVE", "high")]
    [InlineData("lock: { BLB2: 1 }", "ISP3001", "BLB2", "did you mean 'BLB")]
    [InlineData("lock: { BLB1: 4 }", "ISP3030", "4 }", "BLB1 of ATmega32U4 has no value '4'")]
    [InlineData("lock: { BLB1: SPM_DISABLED }", "ISP3030", "SPM_D", "did you mean 'SPM_DISABLE'")]
    public void What_cannot_be_meant_is_refused(string body, string code, string place, string says)
    {
        AssertOnly(World.With("avrisp", "atmega32u4").Recipe(body), code, place, ExitCode.Recipe, says);
    }

    [Fact]
    public void A_fuse_byte_that_the_part_lacks_is_refused() => AssertOnly(
        World.With("avrisp", "atmega32a").Recipe("fuses: { extended: 0xFF }"),
        "ISP3002", "extended", ExitCode.Recipe, "ATmega32A");

    [Theory]
    [InlineData("atmega32u4", "fuses: { SPIEN: off }", "ISP3010", "off }")]
    [InlineData("atmega32u4", "fuses: { high: 0xF9 }", "ISP3010", "0xF9")]
    [InlineData("atmega328p", "fuses: { high: 0x59 }", "ISP3007", "0x59")]
    [InlineData("attiny85", "fuses: { RSTDISBL: on }", "ISP3007", "on }")]
    [InlineData("atmega328p", "fuses: { DWEN: on }", "ISP3008", "on }")]
    [InlineData("atmega328p", "board: { clock: 8 MHz internal }\nfuses: { low: 0xFF }", "ISP3009", "0xFF")]
    [InlineData("atmega328p", "lock: 0xFC", "ISP3020", "0xFC")]
    [InlineData("atmega328p", "lock: { LB: 2 }", "ISP3020", "2 }")]
    public void What_is_dangerous_is_refused_without_consent(string mcu, string body, string code, string place) =>
        AssertOnly(World.With("avrisp", mcu).Recipe(body), code, place, ExitCode.Refused, "");

    [Theory]
    [InlineData("atmega328p", "fuses: { high: 0x59 }\nallow: [ reset-disable ]")]
    [InlineData("atmega328p", "fuses: { DWEN: on }\nallow: [ debugwire ]")]
    [InlineData("atmega328p", "board: { clock: 8 MHz internal }\nfuses: { low: 0xFF }\nallow: [ clock-source ]")]
    [InlineData("atmega328p", "lock: 0xFC\nallow: [ write-protect ]")]
    [InlineData("atmega328p", "fuses: { high: 0xD9, extended: 0xFC }")]
    [InlineData("atmega328p", "lock: 0xCF")]
    public void With_consent_or_without_need_of_it_there_is_a_plan(string mcu, string body)
    {
        using World world = World.With("avrisp", mcu).Recipe(body);

        Assert.Empty(world.Plan().Diagnostics);
    }

    [Theory]
    [InlineData("app.hex")]
    [InlineData("../ISP/../app.hex")]
    [InlineData("recipe.yaml")]
    public void A_merge_is_not_saved_over_what_the_recipe_reads(string save)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1);
        string path = save.Replace("../ISP/..", $"../{Path.GetFileName(Path.GetDirectoryName(world.Path("app.hex")))}", StringComparison.Ordinal);
        world.Recipe($"files: {{ app: app.hex }}\nmerge: {{ m: {{ inputs: [ app ], save: {path} }} }}\nwrite: {{ flash: m }}");

        Diagnostic error = world.Plan().Diagnostics.Single(found => found.Severity == Severity.Error);

        Assert.Equal("ISP7022", error.Code);
        Assert.EndsWith("the recipe reads it", error.Message);
        Assert.Equal(ExitCode.File, error.Exit);
    }

    [Fact]
    public void SPIEN_needs_more_than_consent() => AssertOnly(
        World.With("avrisp", "atmega328p").Recipe("fuses: { SPIEN: off }\nallow: [ reset-disable, debugwire ]"),
        "ISP3010", "off }", ExitCode.Refused, "");

    [Fact]
    public void Consent_that_nothing_needs_is_noted()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe("fuses: { high: 0xD9 }\nallow: [ debugwire ]");

        Assert.Equal(["ISP3018"], world.Plan().Diagnostics.Select(note => note.Code));
    }

    [Theory]
    [InlineData("fuses: { high: 0xD9 }", "write fuses")]
    [InlineData("lock: 0xCF", "write lock bits")]
    [InlineData("erase: chip", "erase the chip")]
    public void What_the_programmer_cannot_do_is_refused(string body, string verb)
    {
        using World world = World.With("arduino", "atmega328p").Recipe(body);

        Diagnostic refusal = world.Plan().Diagnostics.Single(diagnostic => diagnostic.Severity == Severity.Error);

        Assert.Equal("ISP3006", refusal.Code);
        Assert.Contains($"cannot {verb}", refusal.Message);
    }

    [Theory]
    [InlineData(0x7DFF, null)]
    [InlineData(0x7E00, "ISP3006")]
    public void A_bootloader_does_not_write_over_itself(uint address, string? code)
    {
        using World world = World.With("arduino", "atmega328p").Hex("app.hex", address, 1)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        Diagnostic[] errors = [.. world.Plan().Diagnostics.Where(found => found.Severity == Severity.Error)];

        Assert.Equal(code is null ? [] : [code], errors.Select(error => error.Code));
        Assert.All(errors, error => Assert.Contains("0x7E00", error.Message));
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_the_recipe_counts_before_files_and_consent()
    {
        using World world = World.With("avrisp", "atmega328p")
            .Recipe(App + "fuses: { high: 0x59, BODLEVEL: 9 }\nport: nonsense");

        Checked<Plan> plan = world.Plan();

        Assert.Equal(
            ["ISP7001", "ISP3007", "ISP3030", "ISP4008"],
            plan.Diagnostics.Where(found => found.Severity == Severity.Error).Select(found => found.Code));
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }

    [Fact]
    public void An_unknown_part_is_refused_with_those_that_may_be_meant()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .RecipeText("version: 1\nname: x\nmcu: at90usb64\nprogrammer: avrisp\nerase: chip\n");

        AssertOnly(world, "ISP2010", "at90usb64", ExitCode.Recipe, "'at90usb646' or 'at90usb647'");
    }

    [Theory]
    [InlineData("stm32f407vg", "others have another flash controller")]
    [InlineData("STM32G030K8", "others have another flash controller")]
    [InlineData("stm32f103", "lists the parts this version knows")]
    public void A_part_that_only_looks_alike_is_not_offered(string mcu, string hint)
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .RecipeText($"version: 1\nname: x\nmcu: {mcu}\nprogrammer: stlink\nerase: chip\n");

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);
        Assert.Equal(("ISP2010", $"unknown mcu '{mcu}'"), (told.Code, told.Message));
        Assert.Contains(hint, told.Hint);
    }

    internal static Diagnostic AssertOnly(World world, string code, string place, ExitCode exit, string says)
    {
        using (world)
        {
            Checked<Plan> plan = world.Plan();
            Diagnostic error = Assert.Single(plan.Diagnostics, found => found.Severity == Severity.Error);
            Assert.Equal(code, error.Code);
            Assert.Equal(world.PlaceOf(place), (error.Where!.Line, error.Where.Column));
            Assert.Equal(exit, plan.Exit);
            Assert.Contains(says, error.Message);
            Assert.Null(plan.Value);
            return error;
        }
    }
}
