using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What would start in an STM32, and what only looks as if it would.</summary>
public sealed class Stm32FlashRuleTests
{
    private const uint Flash = Stm32Firmware.Flash, Behind = Stm32Firmware.Behind;

    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    private const string Both = "files: { boot: boot.hex, app: app.hex }\nmerge: { both: [ boot, app ] }\nwrite: { flash: both }\n";

    [Theory]
    [InlineData(0x20005000u, Flash + 0x141, null, "", Severity.Note)]
    [InlineData(0x20000004u, Flash + 0x3FD, null, "", Severity.Note)]
    [InlineData(0x20004FFCu, 0x141u, "ISP3086", "at 0x00000140, where the flash is seen only while BOOT0 is low", Severity.Note)]
    [InlineData(0x20005004u, Flash + 0x141, "ISP3084", "0x20005004, outside the SRAM of the STM32F103C8, 0x20000000 to 0x20005000", Severity.Error)]
    [InlineData(0x20000000u, Flash + 0x141, "ISP3084", "outside the SRAM", Severity.Error)]
    [InlineData(0x10000400u, Flash + 0x141, "ISP3084", "outside the SRAM", Severity.Error)]
    [InlineData(0xFFFFFFFFu, Flash + 0x141, "ISP3084", "outside the SRAM", Severity.Error)]
    [InlineData(0x20004FFEu, Flash + 0x141, "ISP3084", "no multiple of 4", Severity.Warning)]
    [InlineData(0x20005000u, Flash + 0x140, "ISP3085", "the reset vector at 0x08000004 is 0x08000140, an even address", Severity.Error)]
    [InlineData(0x20005000u, Flash + 0x10001, "ISP3085", "outside the flash of the STM32F103C8, 0x08000000 to 0x0800FFFF", Severity.Error)]
    [InlineData(0x20005000u, 0xFFFFFFFFu, "ISP3085", "outside the flash", Severity.Error)]
    [InlineData(0x20005000u, 0x1FFFF001u, "ISP3085", "outside the flash", Severity.Error)]
    [InlineData(0x20005000u, Flash + 0x401, "ISP3086", "starts the program at 0x08000400, where this recipe writes nothing", Severity.Warning)]
    [InlineData(0x20005000u, Behind + 0x141, "ISP3086", "at 0x08002140", Severity.Warning)]
    [InlineData(0xE59FF018u, 0xE59FF018u, "ISP3083", "at 0x08000000 stands no vector table: 0xE59FF018 is no stack pointer", Severity.Error)]
    [InlineData(0x12345678u, 0x9ABCDEF0u, "ISP3083", "0x9ABCDEF0 no reset vector of STM32F103C8", Severity.Error)]
    public void What_a_reset_loads_must_be_what_a_core_can_start_from(
        uint stack, uint reset, string? code, string says, Severity severity)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Flash, Stm32Firmware.Program(stack, reset)).Recipe(App);

        Diagnostic[] told = [.. world.Plan().Diagnostics];

        Assert.Equal(code is null ? [] : [code], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Contains(says, found.Message));
        Assert.All(told, found => Assert.Equal(severity, found.Severity));
        Assert.All(told, found => Assert.Equal((5, 15), (found.Where!.Line, found.Where.Column)));
    }

    [Theory]
    [InlineData("", Severity.Warning)]
    [InlineData("erase: chip", Severity.Error)]
    public void A_program_that_starts_outside_itself_is_lost_once_the_chip_is_erased(string body, Severity severity)
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("app.hex", Flash, Stm32Firmware.Program(reset: Flash + 0x801)).Recipe(App + body);

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal(("ISP3086", severity), (told.Code, told.Severity));
    }

    [Theory]
    [InlineData("stm32f303cb", 0x2000A000u, Severity.Warning)]
    [InlineData("stm32f303cb", 0x20008000u, null)]
    [InlineData("stm32f303cc", 0x10002000u, null)]
    [InlineData("stm32f302cc", 0x10002000u, Severity.Error)]
    [InlineData("stm32f030f4", 0x20001000u, null)]
    [InlineData("stm32f103rc", 0x2000C000u, null)]
    [InlineData("stm32f103c8", 0x2000C000u, Severity.Error)]
    public void The_stack_is_judged_by_the_parts_own_memories(string mcu, uint stack, Severity? severity)
    {
        using World world = World.With("stlink-v2", mcu).Hex("app.hex", Flash, Stm32Firmware.Program(stack)).Recipe(App);

        Diagnostic[] told = [.. world.Plan().Diagnostics];

        Assert.Equal(severity is null ? [] : ["ISP3084"], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Equal(severity, found.Severity));
    }

    [Theory]
    [InlineData("", "ISP3088", Severity.Note, "is started by what the chip holds at 0x08000000")]
    [InlineData("unlock: if-needed\nallow: [ mass-erase ]", "ISP3088", Severity.Warning, "a protected chip is erased first")]
    [InlineData("erase: chip", "ISP3087", Severity.Error, "nothing would start the program at 0x08002000")]
    public void An_application_alone_needs_the_bootloader_that_the_chip_has(string body, string code, Severity severity, string says)
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("app.hex", Behind, Stm32Firmware.Program(reset: Behind + 0x141)).Recipe(App + body);

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal((code, severity), (told.Code, told.Severity));
        Assert.Contains(says, told.Message);
    }

    [Fact]
    public void An_application_behind_nothing_but_filling_is_never_started()
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("app.hex", Behind, Stm32Firmware.Program(reset: Behind + 0x141))
            .Recipe("files: { app: app.hex }\nmerge: { all: { inputs: [ app ], fill: 0xFF } }\nwrite: { flash: all }");

        Assert.Equal("ISP3087", Assert.Single(world.Plan().Diagnostics).Code);
    }

    [Fact]
    public void A_program_that_lost_its_vector_table_is_noticed()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Flash + 0x10, Firmware.Program(0x200)).Recipe(App + "erase: chip");

        Assert.Equal("ISP3087", Assert.Single(world.Plan().Diagnostics).Code);
    }

    [Theory]
    [InlineData("app.hex", Flash + 0x141, "ISP3086", "starts the program at 0x08000140, below itself")]
    [InlineData("app.hex", Behind + 0x140, "ISP3085", "the reset vector at 0x08002004")]
    [InlineData("{ path: app.hex, kind: application }", 0xFFFFFFFFu, "ISP3085", "the reset vector at 0x08002004")]
    public void An_application_behind_a_bootloader_has_a_vector_table_of_its_own(string file, uint reset, string code, string says)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program())
            .Hex("app.hex", Behind, Stm32Firmware.Program(reset: reset)).Recipe(Both.Replace("app: app.hex", $"app: {file}"));

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal((code, Severity.Error), (told.Code, told.Severity));
        Assert.Contains(says, told.Message);
    }

    [Theory]
    [InlineData(0x08002000u, null)]
    [InlineData(0x08005000u, null)]
    [InlineData(0x08004000u, "ISP3089")]
    public void STM32duino_starts_an_application_where_it_looks_for_one(uint address, string? code)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program())
            .Hex("app.hex", address, Stm32Firmware.Program(reset: address + 0x141))
            .Recipe(Both.Replace("boot: boot.hex", "boot: { path: boot.hex, kind: stm32duino }"));

        Diagnostic[] told = [.. world.Plan().Diagnostics];

        Assert.Equal(code is null ? [] : [code], told.Select(found => found.Code));
        Assert.All(told, found => Assert.Equal(Severity.Warning, found.Severity));
    }

    [Theory]
    [InlineData(App, 0x0800FC00u)]
    [InlineData(App + "erase: chip", 0x0800FC00u)]
    [InlineData(Both, 0x0800FC00u)]
    [InlineData(Both + "erase: chip", 0x08002000u)]
    public void Data_at_any_place_but_the_start_is_data(string body, uint address)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program())
            .Hex("app.hex", address, 0x47, 0x11, 0x00, 0x20, 1, 2, 3, 4, 5, 6).Recipe(body);

        Assert.Empty(world.Plan().Diagnostics);
    }

    [Fact]
    public void A_vector_table_and_its_program_may_come_from_two_files()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program(reset: Flash + 0x1001, length: 0x10C))
            .Hex("app.hex", Flash + 0x1000, Firmware.Program(0x300)).Recipe(Both + "erase: chip");

        Assert.Empty(world.Plan().Diagnostics);
    }

    [Theory]
    [InlineData("app.bin", "ISP3080", "app.bin is a raw binary and does not say where it lies", "'format: bin' and 'address: 0x08000000'")]
    [InlineData("{ path: app.bin, format: bin }", "ISP3080", "the flash of STM32F103C8 begins at 0x08000000", "0x08002000 for one behind")]
    [InlineData("{ path: app.bin, format: bin, address: 0x2000 }", "ISP3081", "app.bin lies at 0x2000 to 0x23FF, where STM32F103C8 only shows its flash", "'address: 0x08002000'")]
    [InlineData("low.hex", "ISP3081", "low.hex lies at 0x0000 to 0x03FF", "{ file: app, offset: 0x08000000 }")]
    [InlineData("avr.hex", "ISP3081", "avr.hex lies at 0x0000 to 0x000F", "it does not begin with a vector table: is it built for an AVR? if not, link it")]
    [InlineData("high.hex", "ISP7014", "has data at 0x08010000, but the flash of STM32F103C8 ends at 0x0800FFFF", "flash-size: 128K")]
    [InlineData("options.hex", "ISP3097", "options.hex holds option bytes too, from 0x1FFFF800 on", "{ file: app, clip: { start: 0x08000000, end: 0x08010000 } }")]
    public void A_file_must_lie_in_the_flash(string file, string code, string says, string remedy)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Binary("app.bin", Stm32Firmware.Program())
            .Hex("low.hex", 0, Stm32Firmware.Program()).Hex("high.hex", Flash, Stm32Firmware.Program(length: 0x10100))
            .Hex("avr.hex", 0, [0x0C, 0x94, 0x34, 0x00, 0x0C, 0x94, 0x51, 0x00, 0x0C, 0x94, 0x51, 0x00, 0x0C, 0x94, 0x51, 0x00])
            .Hex("options.hex", 0x1FFFF800, 0xA5, 0x5A).Recipe($"files: {{ app: {file} }}\nwrite: {{ flash: app }}");

        Checked<Plan> plan = world.Plan();

        Diagnostic told = Assert.Single(plan.Diagnostics);
        Assert.Equal((code, Severity.Error), (told.Code, told.Severity));
        Assert.Contains(says, told.Message);
        Assert.Contains(remedy, told.Hint);
    }

    /// <summary>What openocd and STM32CubeProgrammer save of a whole chip.</summary>
    [Fact]
    public void Option_bytes_behind_a_program_are_clipped_as_the_refusal_says()
    {
        using World world = World.With("stlink-v2", "stm32f103c8")
            .Hex("flash.hex", Flash, Stm32Firmware.Program()).Hex("options.hex", 0x1FFFF804, 0x2A, 0xD5);
        string[] lines = [.. File.ReadLines(world.Path("flash.hex")).SkipLast(1), .. File.ReadLines(world.Path("options.hex"))];
        world.Text("app.hex", string.Join('\n', lines) + '\n');

        Diagnostic told = Assert.Single(world.Recipe(App).Plan().Diagnostics);
        Checked<Plan> clipped = world.Recipe(
            "files: { app: app.hex }\nmerge: { program: [ { file: app, clip: { start: 0x08000000, end: 0x08010000 } } ] }\nwrite: { flash: program }").Plan();

        Assert.Equal(("ISP3097", ExitCode.File), (told.Code, told.Exit));
        Assert.Contains("from 0x1FFFF804 on", told.Message);
        Assert.Empty(clipped.Diagnostics);
    }

    /// <summary>Linked for 0x08002000 and placed at the start, or the other way round; large enough for its reset vector to lie within it.</summary>
    [Theory]
    [InlineData(Flash, Behind, "where this recipe writes nothing: HardFault at 0x08006F00, SysTick at 0x08006F00")]
    [InlineData(Behind, Flash, "in what lies in front of it: NMI at 0x08000200")]
    public void A_large_program_at_a_wrong_place_is_told_by_its_handlers(uint placed, uint linked, string says)
    {
        byte[] app = Stm32Firmware.Program(reset: linked + 0x2801, length: 0x5000);
        Stm32Firmware.Handlers(app, (2, linked + 0x201), (3, linked + 0x4F01), (6, 0), (7, 0x20000101), (15, linked + 0x4F01));
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program())
            .Hex("app.hex", placed, app).Recipe(placed == Flash ? App : Both);
        using World right = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program())
            .Hex("app.hex", linked, app).Recipe(linked == Flash ? App : Both);

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal(("ISP3098", Severity.Warning), (told.Code, told.Severity));
        Assert.EndsWith(says, told.Message);
        Assert.Empty(right.Plan().Diagnostics);
    }

    [Fact]
    public void A_binary_is_at_home_once_it_is_moved()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Binary("app.bin", Stm32Firmware.Program(reset: Flash + 0x141))
            .Recipe("files: { app: app.bin }\nmerge: { moved: [ { file: app, offset: 0x08000000 } ] }\nwrite: { flash: moved }");

        Assert.Empty(world.Plan().Diagnostics);
    }

    [Theory]
    [InlineData("boot-section", "STM32F103C8 has no boot section")]
    [InlineData("application-section", "STM32F103C8 has no application section")]
    public void An_STM32_has_no_sections_to_clip(string clip, string says)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Flash, Stm32Firmware.Program())
            .Recipe($"files: {{ app: app.hex }}\nmerge: {{ boot: [ {{ file: app, clip: {clip} }} ] }}\nwrite: {{ flash: boot }}");

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal("ISP2032", told.Code);
        Assert.Contains(says, told.Message);
        Assert.Contains("clip: { start: 0x08000000, end: 0x08002000 }", told.Hint);
    }

    /// <summary>A dump of a whole board, taken for its bootloader.</summary>
    [Fact]
    public void A_bootloader_that_overlaps_its_application_is_clipped_by_addresses()
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("boot.hex", Flash, Stm32Firmware.Program(length: 0x3000))
            .Hex("app.hex", Behind, Stm32Firmware.Program(reset: Behind + 0x141)).Recipe(Both);

        Diagnostic told = Assert.Single(world.Plan().Diagnostics);

        Assert.Equal("ISP7015", told.Code);
        Assert.Contains("both hold 0x08002000 to 0x080023FF", told.Message);
        Assert.Contains("0x08000000 to 0x08001FFF: 'clip: { start: 0x08000000, end: 0x08002000 }', and nothing overlaps", told.Hint);
        Assert.DoesNotContain("BOOTSZ", told.Hint);
    }

    [Theory]
    [InlineData("0x08000000", "0x08010000", null)]
    [InlineData("0x0000", "0x10000", "ISP3014")]
    [InlineData("0x08000000", "0x08010400", "ISP3014")]
    public void A_fill_stays_in_the_flash(string start, string end, string? code)
    {
        using World world = World.With("stlink-v2", "stm32f103c8").Hex("app.hex", Flash, Stm32Firmware.Program()).Recipe(
            $"files: {{ app: app.hex }}\nmerge: {{ all: {{ inputs: [ app ], fill: {{ byte: 0xFF, range: {{ start: {start}, end: {end} }} }} }} }}\nwrite: {{ flash: all }}");

        Assert.Equal(code is null ? [] : [code], world.Plan().Diagnostics.Select(found => found.Code));
    }
}
