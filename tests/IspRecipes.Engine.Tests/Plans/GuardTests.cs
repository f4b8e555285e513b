using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Tests.Runs;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What can cost a board, as far as the recipe alone tells.</summary>
public class GuardTests
{
    private const string App = "eeprom: erase\nfiles: { app: app.hex }\nwrite: { flash: app }\n";
    private const string Crystal = "board: { clock: 16 MHz crystal }\n";

    /// <summary>The whole list: what each consent is for, its code, and that it is enough.</summary>
    [Theory]
    [InlineData("atmega328p", "fuses: { RSTDISBL: on }", "reset-disable", "ISP3007", "no ISP programmer can reach this chip again")]
    [InlineData("atmega328p", "fuses: { high: 0x59 }", "reset-disable", "ISP3007", "turns RESET into an ordinary pin")]
    [InlineData("atmega328p", "fuses: { DWEN: on }", "debugwire", "ISP3008", "until a debugger ends it")]
    [InlineData("atmega328p", Crystal + "fuses: { low: 0xE2 }", "clock-source", "ISP3009", "USB and serial ports")]
    [InlineData("atmega328p", Crystal + "fuses: { low: 0xE0 }", "clock-source", "ISP3009", "a crystal drives nothing")]
    [InlineData("atmega328p", Crystal + "fuses: { low: 0xE3 }", "clock-source", "ISP3009", "SCK below 32 kHz")]
    [InlineData("atmega328p", Crystal + "fuses: { low: 0xE4 }", "clock-source", "ISP3009", "SCK below 8 kHz")]
    [InlineData("atmega328p", Crystal + "fuses: { low: 0xE1 }", "clock-source", "ISP3009", "a source the datasheet reserves")]
    [InlineData("atmega32a", Crystal + "fuses: { low: 0xE5 }", "clock-source", "ISP3009", "a resistor and a capacitor")]
    [InlineData("atmega328p", "board: { clock: 8 MHz internal }\nfuses: { low: 0xFF }", "clock-source", "ISP3009", "XTAL pins")]
    [InlineData("attiny85", "board: { clock: 8 MHz internal }\nfuses: { CKSEL: 15 }", "clock-source", "ISP3009", "dead to ISP")]
    [InlineData("atmega328p", "lock: { LB: 2 }", "write-protect", "ISP3020", "until a chip erase")]
    [InlineData("atmega328p", "lock: 0xFC", "write-protect", "ISP3020", "takes no further write")]
    public void Without_its_word_a_danger_is_refused_and_its_consequence_told(
        string mcu, string body, string consent, string code, string consequence)
    {
        using World refused = World.With("avrisp", mcu).Recipe(body);
        using World other = World.With("avrisp", mcu).Recipe($"{body}\nallow: [ mass-erase ]");
        using World allowed = World.With("avrisp", mcu).Recipe($"{body}\nallow: [ {consent} ]");

        Checked<Plan> plan = refused.Plan();

        Diagnostic refusal = Assert.Single(plan.Diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(consequence, refusal.Message);
        Assert.Contains(consent, refusal.Hint);
        Assert.NotNull(refusal.Where);
        Assert.Equal(ExitCode.Refused, plan.Exit);
        Assert.Equal(ExitCode.Refused, other.Plan().Exit);
        Assert.NotNull(allowed.Plan().Value);
        Assert.DoesNotContain(allowed.Plan().Diagnostics, note => note.Code == "ISP3018");
    }

    [Theory]
    [InlineData("fuses: { SPIEN: off }")]
    [InlineData("fuses: { high: 0xF9 }")]
    public void Nothing_allows_ending_serial_programming(string body)
    {
        using World world = World.With("avrisp", "atmega328p")
            .Recipe($"{body}\nallow: [ reset-disable, debugwire, clock-source, remove-bootloader, mass-erase, write-protect ]");

        Diagnostic refusal = Assert.Single(world.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal("ISP3010", refusal.Code);
        Assert.Equal(ExitCode.Refused, refusal.Exit);
    }

    [Theory]
    [InlineData(Crystal + "fuses: { low: 0xFF }")]
    [InlineData("board: { clock: 8 MHz resonator }\nfuses: { low: 0xFF }")]
    [InlineData("board: { clock: 16 MHz external }\nfuses: { low: 0xE0 }")]
    [InlineData("board: { clock: 8 MHz internal }\nfuses: { low: 0xE2 }")]
    [InlineData("fuses: { CKDIV8: off, SUT: 2 }")]
    [InlineData("fuses: { EESAVE: on, BOOTRST: on, WDTON: off }")]
    [InlineData("lock: { BLB0: 2 }")]
    public void What_the_board_has_or_the_recipe_leaves_alone_needs_no_word(string body)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe(body);

        Assert.Empty(world.Plan().Diagnostics);
    }

    [Theory]
    [InlineData(Crystal + "fuses: { low: 0x7F }", "ISP3061", "2 MHz once the new fuses act", false)]
    [InlineData("board: { clock: 0.4 MHz crystal }\nfuses: { low: 0xFF }", "ISP3061", "follows 100 kHz at most", true)]
    [InlineData("board: { clock: 1 MHz crystal }\nfuses: { low: 0x7F }", "ISP3061", "follows 31.25 kHz at most", true)]
    [InlineData("board: { clock: 128 kHz internal }\nfuses: { low: 0xE3 }", "ISP3061", "SCK at 125 kHz", true)]
    [InlineData("board: { clock: 32.768 kHz crystal }\nfuses: { low: 0xE4 }", "ISP3061", "follows 8.192 kHz at most", true)]
    [InlineData("board: { clock: 1 MHz crystal }\nfuses: { CKDIV8: on }", "ISP3061", "", false)]
    public void A_bit_clock_that_the_new_clock_does_not_follow_is_warned_of(string body, string code, string says, bool told)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe(body);

        Diagnostic[] warnings = [.. world.Plan().Diagnostics.Where(found => found.Code == code)];

        Assert.Equal(told, warnings.Length == 1);
        Assert.All(warnings, warning => Assert.Contains(says, warning.Message));
        Assert.All(warnings, warning => Assert.Equal(Severity.Warning, warning.Severity));
    }

    [Theory]
    [InlineData("16 MHz crystal", "low: 0xF8", "400 kHz to 900 kHz, and the board has a 16 MHz crystal")]
    [InlineData("16 MHz crystal", "CKSEL: 10", "900 kHz to 3 MHz")]
    [InlineData("4 MHz resonator", "low: 0xFF", "the board has a 4 MHz resonator")]
    [InlineData("16 MHz crystal", "low: 0xFF", null)]
    [InlineData("16 MHz crystal", "low: 0xF7", null)]
    [InlineData("20 MHz external", "low: 0xE0", null)]
    [InlineData("8 MHz internal", "low: 0xE2", null)]
    [InlineData("8 MHz internal", "low: 0x62", null)]
    public void A_crystal_that_the_oscillator_is_not_meant_for_is_warned_of_once(string board, string fuses, string? says)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe($"board: {{ clock: {board} }}\nfuses: {{ {fuses} }}");
        world.Chip.Preset(FuseId.Low, board.EndsWith("internal", StringComparison.Ordinal) ? (byte)0x62 : (byte)0xFF);

        Diagnostic[] told = [.. world.Run().Diagnostics];

        Assert.Equal(says is null ? [] : ["ISP3060"], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Contains(says!, found.Message));
        Assert.All(told, found => Assert.Equal(Severity.Warning, found.Severity));
    }

    [Fact]
    public void A_programmer_with_an_SCK_of_its_own_is_held_against_a_factory_clock()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe("fuses: { low: 0x62 }");

        Diagnostic warning = Assert.Single(WiredProgrammer.Plan(world, null).Diagnostics);

        Assert.Equal("ISP3061", warning.Code);
        Assert.Equal("SCK at 375 kHz is too fast for a chip that runs at 1 MHz once the new fuses act: it follows 250 kHz at most", warning.Message);
        Assert.Empty(WiredProgrammer.Plan(world, 250e3).Diagnostics);
    }

    [Theory]
    [InlineData("fuses-first: true\n" + App, "ISP3063", "writes no fuses")]
    [InlineData("fuses-first: true\nfuses: { high: 0xD8 }", "ISP3063", "writes no flash")]
    [InlineData("fuses-first: true\nfuses: { high: 0xD8 }\n" + App, "ISP3064", "avrisp has one SCK and no other")]
    [InlineData("fuses-first: false\nfuses: { high: 0xD8 }\n" + App, null, "")]
    public void Fuses_come_first_where_that_has_a_meaning(string body, string? code, string says)
    {
        using World world = World.With("avrisp", "attiny85").Hex("app.hex", 0, 1).Recipe(body.Replace("0xD8", "0xDF", StringComparison.Ordinal));

        Diagnostic[] told = [.. world.Plan().Diagnostics];

        Assert.Equal(code is null ? [] : [code], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Contains(says, found.Message));
        Assert.Equal(code != "ISP3063", world.Plan().Value is not null);
    }

    [Fact]
    public void A_plan_shows_that_fuses_come_first_and_what_becomes_of_the_EEPROM()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1)
            .Recipe("fuses-first: true\nfuses: { EESAVE: on }\nlock: { LB: 2 }\nfiles: { app: app.hex }\nwrite: { flash: app }\n"
                + "allow: [ write-protect, remove-bootloader ]");

        Plan plan = world.Plan().Value!;

        Assert.Equal(
            [
                "identify", "read-fuses", "check-lock", "confirm", "write-fuse", "check-fuses", "reenter",
                "erase-chip", "write-flash", "verify-flash", "check-fuses", "write-lock", "check-again", "leave",
            ],
            plan.Steps.Select(step => step.Kind));
        Assert.Equal("The EEPROM is kept: this recipe programs EESAVE before the chip erase.", plan.Eeprom);
        Assert.DoesNotContain(plan.Diagnostics, note => note.Code == "ISP3017");
    }

    [Theory]
    [InlineData("lock: { BLB0: 2 }", "ISP3065", "writing the application section")]
    [InlineData("lock: { BLB0: 0 }", "ISP3065", "writing the application section")]
    [InlineData("lock: { BLB0: 1 }", "ISP3065", "reading the application section")]
    [InlineData("lock: 0xEB", "ISP3065", "lock: 0xEB")]
    [InlineData("", "ISP3066", "nothing protects the bootloader")]
    [InlineData("lock: { BLB0: 3 }", "ISP3066", "nothing protects the bootloader")]
    [InlineData("lock: { BLB1: 2 }", null, "")]
    [InlineData("lock: { BLB1: 3 }", null, "")]
    [InlineData("lock: 0x2F", null, "")]
    [InlineData("lock: 0xCF", null, "")]
    public void Lock_bits_are_judged_by_what_they_do_to_the_bootloader(string body, string? code, string says)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0x7000, 1, 2)
            .Recipe($"{App}fuses: {{ high: 0xD8 }}\n{body}");

        Diagnostic[] told = [.. world.Plan().Diagnostics.Where(found => found.Code is "ISP3065" or "ISP3066")];

        Assert.Equal(code is null ? [] : code == "ISP3065" && body.Contains('{') ? [code, "ISP3066"] : [code], told.Select(found => found.Code).Order());
        Assert.All(told.Where(found => found.Code == code), found => Assert.Contains(says, found.Message));
        Assert.All(told, found => Assert.Equal(found.Code == "ISP3065" ? Severity.Error : Severity.Note, found.Severity));
    }

    [Fact]
    public void The_note_on_an_unprotected_bootloader_gives_the_byte()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0x7000, 1, 2)
            .Recipe($"{App}fuses: {{ high: 0xD8 }}");

        Assert.Contains("lock: 0x2F", Assert.Single(world.Plan().Diagnostics).Hint);
    }

    [Theory]
    [InlineData("atmega32u4", 0u, "fuses: { high: 0xD9 }")]
    [InlineData("atmega32u4", 0x7000u, "")]
    [InlineData("atmega32u4", 0x7000u, "fuses: { high: 0xD8 }\nerase: none")]
    [InlineData("attiny85", 0u, "")]
    public void Where_no_bootloader_is_known_to_be_written_nothing_is_said_of_lock_bits(string mcu, uint address, string body)
    {
        using World world = World.With("avrisp", mcu).Hex("app.hex", address, 1, 2).Recipe(App + body);

        Assert.DoesNotContain(world.Plan().Diagnostics, found => found.Code is "ISP3065" or "ISP3066");
    }

    [Theory]
    [InlineData("avrisp", "erase: none\nverify: none", "ISP3067")]
    [InlineData("avrisp", "erase: none\nverify: written-pages", null)]
    [InlineData("avrisp", "erase: none", null)]
    [InlineData("avrisp", "verify: none", null)]
    [InlineData("arduino", "erase: none\nverify: none", null)]
    public void Flash_is_erased_or_verified_or_both(string programmer, string body, string? code)
    {
        using World world = World.With(programmer, "atmega328p").Hex("app.hex", 0, 1)
            .Recipe($"files: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{body}");

        Checked<Plan> plan = world.Plan();

        Assert.Equal(
            code is null ? [] : [code],
            plan.Diagnostics.Where(found => found.Severity == Severity.Error).Select(found => found.Code));
        Assert.Equal(code is null ? ExitCode.Done : ExitCode.Recipe, plan.Exit);
    }
}
