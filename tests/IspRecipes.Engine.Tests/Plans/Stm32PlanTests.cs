using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What a recipe for an STM32 may say, and what it is told.</summary>
public sealed class Stm32PlanTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    /// <summary>An F1 has no level 2; the opposite of what was asked for is no misspelling of it.</summary>
    [Fact]
    public void A_protection_level_that_a_part_has_not_is_answered_with_those_it_has()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Recipe("options: { RDP: level-2 }");

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal(("ISP3030", "RDP of STM32F103C8 has no value 'level-2'"), (told.Code, told.Message));
        Assert.Contains("level-1, level-0, 0 to 255", told.Hint);
    }

    [Theory]
    [InlineData("options: { RDP: level-0 }", "ISP3078", "'RDP: level-0' is refused on a chip", ExitCode.Done)]
    [InlineData("options: { RDP: 0xA5 }", "ISP3078", "RDP: 0xA5 is refused", ExitCode.Done)]
    [InlineData("options: { RDP: level-0 }\nunlock: if-needed\nallow: [ mass-erase ]", null, "", ExitCode.Done)]
    [InlineData("options: { RDP: level-1 }", "ISP3075", "RDP: level-1 switches read protection on", ExitCode.Refused)]
    [InlineData("options: { RDP: 0xAA }", "ISP3075", "(0xA5 is off)", ExitCode.Refused)]
    [InlineData("options: { RDP: 0 }", "ISP3075", "RDP: 0 switches read protection on", ExitCode.Refused)]
    [InlineData("options: { RDP: 0xCC }", "ISP3074", "RDP: 0xCC is level 2", ExitCode.Refused)]
    [InlineData("options: { WRP0: 0xFC }", "ISP3076", "WRP0: 0xFC write-protects flash from 0x08000000 to 0x08001FFF", ExitCode.Refused)]
    [InlineData("options: { WRP1: 0x7F }", "ISP3076", "from 0x0800F000 to 0x0800FFFF", ExitCode.Refused)]
    [InlineData("options: { WRP3: 0 }", "ISP3076", "from 0x08018000 to 0x0801FFFF", ExitCode.Refused)]
    [InlineData("options: { WRP0: 0xFC }\nallow: [ write-protect ]", null, "", ExitCode.Done)]
    [InlineData("options: { WRP0: 0xFF, WRP1: 255 }", null, "", ExitCode.Done)]
    [InlineData("options: { WDG_SW: hardware, nRST_STOP: 0, DATA0: 0x2A }", null, "", ExitCode.Done)]
    [InlineData("options: { WDG_SW: hardware }\nallow: [ write-protect ]", "ISP3018", "'allow: write-protect' is not needed", ExitCode.Done)]
    [InlineData("erase: chip\nallow: [ mass-erase ]", "ISP3018", "'allow: mass-erase' is not needed", ExitCode.Done)]
    [InlineData("options: { wdg_sw: 1, WDG_SW: 1 }", "ISP2008", "WDG_SW stands twice in the options", ExitCode.Recipe)]
    [InlineData("options: { WDGSW: 1 }", "ISP3073", "unknown option 'WDGSW' for STM32F103C8; did you mean 'WDG_SW'?", ExitCode.Recipe)]
    [InlineData("options: { WDG_SW: 2 }", "ISP3003", "2 does not fit into WDG_SW of STM32F103C8, which holds 0 to 1", ExitCode.Recipe)]
    [InlineData("options: { WDG_SW: softwear }", "ISP3030", "has no value 'softwear'; did you mean 'software'?", ExitCode.Recipe)]
    [InlineData("options: { WDG_SW: on }", "ISP3030", "WDG_SW of STM32F103C8 has no value 'on'", ExitCode.Recipe)]
    [InlineData("options: { RDP: levle-1 }", "ISP3030", "RDP of STM32F103C8 has no value 'levle-1'; did you mean 'level-1'?", ExitCode.Recipe)]
    [InlineData("unlock: if-needed", "ISP3077", "'unlock: if-needed' lifts read protection, and the STM32F103C8 erases all of its flash with it", ExitCode.Refused)]
    [InlineData("unlock: if-needed\nallow: [ mass-erase ]", null, "", ExitCode.Done)]
    [InlineData("unlock: never\noptions: { DATA0: 1 }", null, "", ExitCode.Done)]
    [InlineData(App + "erase: none", "ISP3079", "'erase: none' cannot write the flash of STM32F103C8", ExitCode.Recipe)]
    [InlineData(App + "verify: none", "ISP3016", "'verify: none' leaves all that is written unchecked", ExitCode.Done)]
    [InlineData(App + "verify: written-pages", "ISP3016", "a flash that holds all of the image already", ExitCode.Done)]
    [InlineData(App + "flash-size: 128K", null, "", ExitCode.Done)]
    [InlineData(App + "flash-size: 32 KiB", null, "", ExitCode.Done)]
    [InlineData(App + "flash-size: 100", "ISP3082", "100 bytes is no flash of STM32F101, F102, F103 medium density", ExitCode.Recipe)]
    [InlineData(App + "flash-size: 1M", "ISP3082", "the largest part has 131072", ExitCode.Recipe)]
    [InlineData(App + "fuses: { low: 0xFF }", "ISP2031", "'fuses' is for AVRs, and STM32F103C8 is an STM32", ExitCode.Recipe)]
    [InlineData(App + "lock: 0xFF", "ISP2031", "'lock' is for AVRs", ExitCode.Recipe)]
    [InlineData(App + "eeprom: keep", "ISP2031", "'eeprom' is for AVRs", ExitCode.Recipe)]
    [InlineData(App + "fuses-first: true", "ISP2031", "'fuses-first' is for AVRs", ExitCode.Recipe)]
    [InlineData("files: { app: app.hex }\nwrite: { eeprom: app }", "ISP2031", "'write: eeprom' is for AVRs", ExitCode.Recipe)]
    [InlineData("read: { eeprom: e.hex }", "ISP2031", "'read: eeprom' is for AVRs", ExitCode.Recipe)]
    public void A_recipe_for_an_STM32_is_told_what_it_does(string body, string? code, string says, ExitCode exit)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Stm32Firmware.Flash, Stm32Firmware.Program()).Recipe(body);

        Checked<Plan> plan = world.Plan();

        Assert.Equal(code is null ? [] : [code], plan.Diagnostics.Select(found => found.Code));
        Assert.All(plan.Diagnostics, found => Assert.Contains(says.Replace("'RDP: level-0'", "RDP: level-0"), found.Message));
        Assert.Equal(exit, plan.Exit);
        Assert.Equal(exit == ExitCode.Done, plan.Value is not null);
    }

    [Theory]
    [InlineData("options: { RDP: level-1 }", "'options' is for STM32s, and ATmega328P is an AVR", "under 'fuses' and 'lock'")]
    [InlineData("unlock: if-needed", "'unlock' is for STM32s", "erase: chip")]
    [InlineData("accept: [ genuine ]\nfuses: { low: 0x62 }", "'accept' is for STM32s", "by its signature")]
    [InlineData("flash-size: 64K\nfuses: { low: 0x62 }", "'flash-size' is for STM32s", "data sheet")]
    public void An_AVR_takes_no_key_of_an_STM32(string body, string says, string remedy)
    {
        using World world = World.With("avrisp", "atmega328p").Recipe(body);

        Diagnostic refusal = Assert.Single(world.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal("ISP2031", refusal.Code);
        Assert.Contains(says, refusal.Message);
        Assert.Contains(remedy, refusal.Hint);
        Assert.Equal(5, refusal.Where!.Line);
    }

    [Theory]
    [InlineData("usbasp", "stm32f103c8", "usbasp programs AVRs, and STM32F103C8 is an STM32", "stlink-v2")]
    [InlineData("stlink", "atmega328p", "stlink-v2 programs STM32s over SWD, and ATmega328P is an AVR", "avrisp, stk500v1, arduino, usbasp")]
    public void A_programmer_must_reach_the_part(string programmer, string mcu, string says, string remedy)
    {
        using World world = World.With(programmer, mcu).Recipe("erase: chip\nallow: [ remove-bootloader ]");

        Diagnostic refusal = Assert.Single(world.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal(("ISP3071", (4, 13)), (refusal.Code, (refusal.Where!.Line, refusal.Where.Column)));
        Assert.Contains(says, refusal.Message);
        Assert.Contains(remedy, refusal.Hint);
    }

    [Theory]
    [InlineData("5 kHz", null)]
    [InlineData("4.9 kHz", "stlink-v2 cannot run SWD at 4.9 kHz or slower: its slowest is 5 kHz")]
    public void A_clock_that_no_probe_can_hold_is_refused(string clock, string? says)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").RecipeText(
            $"version: 1\nname: t\nmcu: stm32f103c8\nprogrammer: {{ type: stlink, swd: {clock} }}\noptions: {{ DATA0: 1 }}");

        Diagnostic[] told = [.. world.Plan().Diagnostics];

        Assert.Equal(says is null ? [] : ["ISP3006"], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Contains(says!, found.Message));
    }

    [Theory]
    [InlineData("RDP: 0xCC")]
    [InlineData("RDP: level-2")]
    public void Level_2_is_never_written_whatever_the_recipe_allows(string option)
    {
        using World world = World.With("stlink-v2", "stm32f072cb").Recipe($"options: {{ {option} }}\nallow: [ write-protect ]");

        Diagnostic refusal = Assert.Single(world.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal(("ISP3074", ExitCode.Refused), (refusal.Code, refusal.Exit));
        Assert.Contains("irreversible", refusal.Message);
    }

    /// <summary>0xA5 is what an F1 calls off, and what guides for it give.</summary>
    [Fact]
    public void The_off_byte_of_another_family_is_read_protection()
    {
        using World world = World.With("stlink-v2", "stm32f030f4").Recipe("options: { RDP: 0xA5 }");

        Diagnostic refusal = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal("ISP3075", refusal.Code);
        Assert.Contains("(0xAA is off)", refusal.Message);
    }

    /// <summary>Whatever refuses or asks comes before what changes; protection is lifted first and switched on last.</summary>
    [Theory]
    [InlineData("", "backup", "lift-read-protection", "lift-write-protection", "write-flash", "verify-flash")]
    [InlineData("erase: chip", "backup", "lift-read-protection", "lift-write-protection", "erase-chip", "write-flash", "verify-flash")]
    public void A_run_has_one_order_whatever_the_recipes(string erase, params string[] between)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Stm32Firmware.Flash, Stm32Firmware.Program()).Recipe(
            "allow: [ mass-erase, write-protect ]\noptions: { RDP: level-1, WRP0: 0xFF }\nunlock: if-needed\n" + App + "read: { flash: old.hex }\n" + erase);

        Assert.Equal(
            ["identify", "read-options", "check-read-protection", "check-write-protection", "confirm", .. between, "write-options", "check-options", "leave"],
            world.Plan().Value!.Steps.Select(step => step.Kind));
    }

    [Fact]
    public void Options_are_values_under_masks()
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Recipe("options: { nRST_STOP: reset, WDG_SW: software, DATA1: 0x5A }");

        Plan plan = world.Plan().Value!;

        WriteOptionsStep write = Assert.Single(plan.Steps.OfType<WriteOptionsStep>());
        Assert.Equal(0b11, write.Options!.Mask[OptionByteId.User]);
        Assert.Equal(0b01, write.Options.Values[OptionByteId.User]);
        Assert.Equal(0xFF, write.Options.Mask[OptionByteId.Data1]);
        Assert.Equal(0x5A, write.Options.Values[OptionByteId.Data1]);
        Assert.Equal(0, write.Options.Mask[OptionByteId.Rdp]);
    }

    [Fact]
    public void The_flash_size_of_the_recipe_is_the_parts()
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("app.hex", Stm32Firmware.Flash, Stm32Firmware.Program(length: 0x11000)).Recipe(App + "flash-size: 128K");

        Assert.Equal(0x20000u, world.Plan().Value!.Part!.Flash.Size);
    }

    [Theory]
    [InlineData("verify: none", "ISP3016 ISP3072")]
    [InlineData("verify: written-pages", "ISP3016 ISP3072")]
    [InlineData("verify: full", "")]
    public void Flash_that_the_part_is_not_sold_with_is_better_verified(string verify, string codes)
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("app.hex", Stm32Firmware.Flash, Stm32Firmware.Program(length: 0x11000)).Recipe($"{App}flash-size: 128K\n{verify}");

        Assert.Equal(codes, string.Join(' ', world.Plan().Diagnostics.Select(found => found.Code).Order()));
    }

    [Fact]
    public void A_recipe_that_only_merges_for_an_STM32_needs_no_probe()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Stm32Firmware.Flash, Stm32Firmware.Program())
            .Hex("app.hex", Stm32Firmware.Behind, Stm32Firmware.Program(reset: Stm32Firmware.Behind + 0x141))
            .RecipeText("version: 1\nname: t\nmcu: stm32f103c8\nfiles: { boot: boot.hex, app: app.hex }\n"
                + "merge: { both: { inputs: [ boot, app ], fill: 0xFF, save: both.bin } }");

        Plan plan = world.Plan().Value!;

        Assert.Null(plan.Programmer);
        Assert.Equal(["save-image"], plan.Steps.Select(step => step.Kind));
        Assert.Equal("", plan.Eeprom);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        using World world = World.With("usbasp", "stm32f103c8").Recipe(
            "files: { app: missing.hex }\nwrite: { flash: app }\nerase: none\noptions: { RDP: 7, WDG: 1 }\nunlock: if-needed\nfuses: { low: 1 }");

        Checked<Plan> plan = world.Plan();

        Assert.Equal(
            ["ISP2031", "ISP3071", "ISP3073", "ISP3075", "ISP3077", "ISP3079", "ISP7001"],
            plan.Diagnostics.Select(found => found.Code).Order());
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }
}
