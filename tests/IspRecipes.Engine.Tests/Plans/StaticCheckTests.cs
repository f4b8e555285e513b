using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>
/// What people get wrong with bootloaders and no flasher tells them, each with its own code and weight. T9 (the baud rate
/// of an Arduino as ISP) is the default, T13 (slips in guides) a matter of documents.
/// </summary>
public sealed class StaticCheckTests
{
    private const string Boot = "write: { flash: boot }\n";

    [Fact]
    public void T1_files_that_overlap_are_an_error() => AssertTold(
        With("Leonardo").Hex("app.hex", 0, Firmware.Program(9000))
            .Recipe(Files("Leonardo") + Merged + "fuses: { low: 0xFF, high: 0xD8, extended: 0xFB }"),
        "ISP7015", Severity.Error, "clip: boot-section");

    [Fact]
    public void T2_a_file_pasted_behind_an_end_of_file_record_is_an_error() => AssertTold(
        World.With("avrisp", "atmega32u4")
            .Text("boot.hex", ":020000000102FB\n:00000001FF\n" + BootloaderRow.Of("ATmega32U4 DFU").Hex())
            .Recipe("files: { boot: boot.hex }\n" + Boot),
        "ISP7011", Severity.Error, "pasted together");

    /// <summary>The bootloader's own base, 0x10000, counts on for the application pasted behind it.</summary>
    [Fact]
    public void T3_an_application_moved_by_the_base_of_the_file_before_it_is_a_warning() => AssertTold(
        World.With("avrisp", "at90usb1286")
            .Text("boot.hex", BootloaderRow.Of("AT90USB128 DFU").Hex(withEnd: false) + ":020000000102FB\n:00000001FF\n")
            .Recipe(Files("AT90USB128 DFU") + Boot + "fuses: { high: 0xD9 }"),
        "ISP3023", Severity.Warning, "address base 0x10000");

    [Theory]
    [InlineData("AT90USB64 DFU", "high: 0x99", "0xE000", "0xF000")]
    [InlineData("AT90USB64 DFU", "high: 0xD9", "0xE000", "0xF000")]
    [InlineData("Pro Micro 5V/16", "high: 0xDE", "0x7E00", "0x7000")]
    [InlineData("Leonardo", "high: 0xDE", "0x7E00", "0x7000")]
    [InlineData("ATmega16U4 DFU", "high: 0xDF", "0x3E00", "0x3000")]
    [InlineData("BootloadHID", "high: 0xD6", "0x7E00", "0x7000")]
    public void T4_a_boot_section_that_does_not_begin_with_the_bootloader_is_an_error(
        string row, string fuses, string section, string start)
    {
        Diagnostic error = AssertTold(
            With(row).Recipe(Files(row) + Boot + $"fuses: {{ {fuses} }}"), "ISP3021", Severity.Error, "BOOTSZ");

        Assert.Contains($"begin at {section}", error.Message);
        Assert.EndsWith($"begins at {start}", error.Message);
        Assert.Contains("(2048 words) lets it begin there", error.Hint);
    }

    [Fact]
    public void T4_a_bootloader_that_no_boot_section_fits_is_told_without_a_value()
    {
        Diagnostic error = AssertTold(
            World.With("avrisp", "atmega32u4").Hex("boot.hex", 0x7100, Firmware.Program(300))
                .Recipe(Files("Pro Micro 5V/16") + Boot + "fuses: { high: 0xD8 }"),
            "ISP3021", Severity.Error, "documentation");

        Assert.DoesNotContain("words", error.Hint);
    }

    [Theory]
    [InlineData("Pro Micro 5V/16", "high: 0xD9")]
    [InlineData("BootloadHID", "high: 0xD1")]
    [InlineData("USBaspLoader 32A", "high: 0xC1")]
    [InlineData("USBaspLoader 328P", "BOOTRST: off")]
    public void T5_a_bootloader_that_only_a_reset_starts_is_an_error_without_BOOTRST(string row, string fuses) => AssertTold(
        With(row).Recipe(Files(row) + Boot + $"fuses: {{ {fuses} }}"), "ISP3022", Severity.Error, "program BOOTRST");

    [Theory]
    [InlineData("at90usb1286", "", 0x2100u, "a minute at most")]
    [InlineData("at90usb1286", "verify: none\n", 0u)]
    [InlineData("at90usb1286", "verify: written-pages\n", 0x2000u, "a minute at most")]
    [InlineData("at90usb1286", "verify: written-pages\nerase: none\n", 0x2100u, "a minute at most")]
    [InlineData("at90usb1286", "read: { flash: old.hex }\n", (0x10000u * 2) + 0x2100u, "2 to 7 minutes")]
    [InlineData("atmega2560", "", 0x10000u, "1 to 4 minutes")]
    [InlineData("atmega2560", "verify: none\nread: { flash: old.hex }\n", 0x20000u * 2, "4 to 14 minutes")]
    [InlineData("at90usb646", "", 0u)]
    [InlineData("atmega32u4", "", 0u)]
    public void T6_a_programmer_that_reaches_64_KiB_in_blocks_costs_and_says_what(
        string mcu, string body, uint transfers, string time = "")
    {
        AvrPart part = AvrCatalog.Find(mcu)!;
        byte[] program = new byte[part.Flash.Size / 2 + (mcu == "at90usb1286" ? 0x2100 : 0)];
        program.AsSpan(program.Length - 0x100).Fill(0xFF);
        var image = new MemoryImage(0, program, new ImageSource("app.hex"));
        Recipe recipe = RecipeReader.Read(
            "r.yaml",
            $"version: 1\nname: x\nmcu: {mcu}\nprogrammer: avrisp\nfiles: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{body}",
            new RecipeInputs()).Value!;
        ProgrammerRow tiny = ProgrammerCatalog.Find("avrisp")! with { Id = "usbtiny", BlockReach = 0x10000 };
        var job = new Job(
            recipe, part, tiny, [], null, new Dictionary<AvrMemory, MemoryImage> { [AvrMemory.Flash] = image }, []);
        var found = new DiagnosticBag();

        ProgrammerRules.Check(job, new FlashSections(part, []), found);

        Diagnostic? note = found.Sorted().SingleOrDefault();
        Assert.Equal(transfers == 0 ? null : "ISP3040", note?.Code);
        Assert.Equal(transfers == 0 ? null : Severity.Note, note?.Severity);
        Assert.Contains(transfers == 0 ? "" : $" {transfers} more in this run, {time}", note?.Message ?? "");
        Assert.Contains(transfers == 0 ? "" : "below 0x10000 of each 128 KiB only", note?.Message ?? "");
        Assert.Equal(transfers > 0 && !body.Contains("verify"), note?.Hint?.Contains("verify: written-pages") == true);
    }

    [Fact]
    public void T6_reading_and_writing_nothing_there_costs_nothing()
    {
        AvrPart part = AvrCatalog.Find("at90usb1286")!;
        Recipe recipe = RecipeReader.Read(
            "r.yaml", "version: 1\nname: x\nmcu: at90usb1286\nprogrammer: avrisp\nerase: chip\n", new RecipeInputs()).Value!;
        ProgrammerRow tiny = ProgrammerCatalog.Find("avrisp")! with { BlockReach = 0x10000 };
        var found = new DiagnosticBag();

        ProgrammerRules.Check(
            new Job(recipe, part, tiny, [], null, new Dictionary<AvrMemory, MemoryImage>(), []), new FlashSections(part, []), found);

        Assert.Empty(found.Sorted());
    }

    [Fact]
    public void T7_an_extended_fuse_on_a_part_without_one_is_an_error() => AssertTold(
        World.With("avrisp", "atmega32a").Recipe("fuses: { low: 0x1F, high: 0xC0, extended: 0xFF }"),
        "ISP3002", Severity.Error, "low, high");

    [Theory]
    [InlineData("at90usb64", "'at90usb646' or 'at90usb647'")]
    [InlineData("AT90USB128", "'at90usb1286' or 'at90usb1287'")]
    [InlineData("atmega32u5", "'atmega32u")]
    public void T8_a_name_that_is_no_part_is_an_error_with_what_is_meant(string mcu, string meant)
    {
        Diagnostic error = AssertTold(
            World.With("avrisp", "atmega32u4").RecipeText($"version: 1\nname: x\nmcu: {mcu}\nprogrammer: avrisp\nerase: chip\n"),
            "ISP2010", Severity.Error, "isprecipe parts");

        Assert.Contains(meant, error.Message);
    }

    [Theory]
    [InlineData("atmega32", "atmega32")]
    [InlineData("ATmega32A", "atmega32a")]
    [InlineData("m32a", "atmega32a")]
    public void T8_both_names_of_the_ATmega32_lead_to_a_part(string mcu, string part)
    {
        using World world = World.With("avrisp", "atmega32a")
            .RecipeText($"version: 1\nname: x\nmcu: {mcu}\nprogrammer: avrisp\nerase: chip\n");

        Assert.Equal(part, world.Plan().Value?.Part?.Id);
    }

    [Fact]
    public void T10_bits_the_chip_lacks_written_as_0_are_a_note() => AssertTold(
        World.With("avrisp", "atmega328p").Recipe("fuses: { extended: 0x04 }"), "ISP3019", Severity.Note, "");

    [Theory]
    [InlineData("atmega32u4", "extended: 0xF8")]
    [InlineData("atmega328p", "extended: 0xFC")]
    [InlineData("atmega32a", "low: 0x0F")]
    public void T11_a_brown_out_level_above_the_supply_is_a_warning(string mcu, string fuses) => AssertTold(
        World.With("avrisp", mcu).Recipe($"board: {{ supply: 3.3 V, clock: 8 MHz crystal }}\nfuses: {{ {fuses} }}"),
        "ISP3025", Severity.Warning, "below the supply");

    [Theory]
    [InlineData("Pro Micro 3V3/8", "16 MHz crystal")]
    [InlineData("Feather 32U4", "16 MHz crystal")]
    [InlineData("Leonardo", "8 MHz crystal")]
    public void T12_a_file_for_another_clock_than_the_boards_is_a_warning(string row, string clock) => AssertTold(
        With(row).Recipe($"board: {{ clock: {clock} }}\n" + Files(row) + Boot + "fuses: { high: 0xD8 }"),
        "ISP3024", Severity.Warning, "build for this clock");

    [Theory]
    [InlineData("board: { clock: 12 MHz crystal }\n", "12 MHz")]
    [InlineData("", "12 MHz")]
    [InlineData("board: { clock: 8 MHz crystal }\n", null)]
    public void T14_CKOPT_unprogrammed_with_a_fast_crystal_is_a_note(string board, string? says)
    {
        string body = board + Files("BootloadHID") + Boot + "fuses: { low: 0x0F, high: 0xD0 }";
        if (says is null)
        {
            using World world = With("BootloadHID").Recipe(body);
            Assert.DoesNotContain(world.Plan().Diagnostics, note => note.Code == "ISP3041");
            return;
        }

        Diagnostic note = AssertTold(With("BootloadHID").Recipe(body), "ISP3041", Severity.Note, "CKOPT");
        Assert.Contains($"a crystal of {says}", note.Message);
    }

    [Theory]
    [InlineData("avrisp", "3.3 V", "ISP3042")]
    [InlineData("stk500v1", "1.8 V", "ISP3042")]
    [InlineData("avrisp", "5 V", null)]
    [InlineData("avrisp", "4.5 V", null)]
    [InlineData("arduino", "3.3 V", null)]
    public void T15_a_5_V_programmer_on_a_board_below_it_is_a_warning(string programmer, string supply, string? code)
    {
        using World world = World.With(programmer, "atmega328p").Recipe($"board: {{ supply: {supply} }}\nread: {{ flash: x.hex }}");

        Diagnostic? warning = world.Plan().Diagnostics.SingleOrDefault();

        Assert.Equal(code, warning?.Code);
        Assert.Equal(code is null ? null : Severity.Warning, warning?.Severity);
    }

    [Theory]
    [InlineData("3.3 V", "3.3 V", null)]
    [InlineData("3.3V", "3.3 V", null)]
    [InlineData("5 V", "3.3 V", "avrisp runs at 5.0 V, and the board at 3.3 V")]
    [InlineData("3.3 V", "1.8 V", "avrisp runs at 3.3 V, and the board at 1.8 V")]
    [InlineData("3.3 V", "5 V", null)]
    public void T15_what_the_recipe_says_of_its_programmer_counts(string programmer, string board, string? says)
    {
        using World world = World.With("avrisp", "atmega328p").RecipeText(
            $"version: 1\nname: x\nmcu: atmega328p\nprogrammer: {{ type: avrisp, supply: {programmer} }}\n"
            + $"board: {{ supply: {board} }}\nread: {{ flash: x.hex }}\n");

        Diagnostic? warning = world.Plan().Diagnostics.SingleOrDefault();

        Assert.StartsWith(says ?? "", warning?.Message ?? "");
        Assert.Equal(says is null, warning is null);
        Assert.DoesNotContain("say so", warning?.Hint ?? "");
    }

    [Fact]
    public void T15_tells_how_to_say_that_the_programmer_is_another_one() => AssertTold(
        World.With("avrisp", "atmega328p").Recipe("board: { supply: 3.3 V }\nread: { flash: x.hex }"),
        "ISP3042", Severity.Warning, "programmer: { type: avrisp, supply: 3.3 V }");

    [Fact]
    public void An_application_with_nothing_in_the_boot_section_is_a_warning() => AssertTold(
        World.With("avrisp", "atmega32u4").Hex("boot.hex", 0, Firmware.Program(9000))
            .Recipe("files: { boot: boot.hex }\n" + Boot),
        "ISP3015", Severity.Warning, "merge a bootloader");

    [Fact]
    public void A_bootloader_before_the_boot_section_is_not_called_missing()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1, 2).Hex("boot.hex", 0x7000, 1, 2, 3, 4)
            .Recipe(Files("Pro Micro 5V/16") + Merged + "fuses: { high: 0xDF }");

        Assert.DoesNotContain(world.Plan().Diagnostics, found => found.Code == "ISP3015");
    }

    [Fact]
    public void A_file_of_unknown_kind_that_spans_both_sections_is_a_note() => AssertTold(
        With("Leonardo").Recipe("files: { boot: boot.hex }\n" + Boot + "fuses: { high: 0xD8 }"),
        "ISP3044", Severity.Note, "kind: application");

    private const string Merged = "merge: { m: [ app, boot ] }\nwrite: { flash: m }\n";

    private static World With(string row) =>
        World.With("avrisp", BootloaderRow.Of(row).Mcu).Text("boot.hex", BootloaderRow.Of(row).Hex());

    private static string Files(string row) =>
        $"files: {{ app: app.hex, boot: {{ path: boot.hex, {BootloaderRow.Of(row).Facts} }} }}\n";

    /// <summary>It is told, and nothing of its weight or worse beside it.</summary>
    private static Diagnostic AssertTold(World world, string code, Severity severity, string advice)
    {
        using (world)
        {
            IReadOnlyList<Diagnostic> told = world.Plan().Diagnostics;
            Diagnostic found = told.Single(diagnostic => diagnostic.Code == code);
            Assert.Equal(severity, found.Severity);
            Assert.Contains(advice, found.Hint ?? "");
            Assert.DoesNotContain(told, other => other.Severity > Severity.Note && other.Code != code && other.Code != "ISP2023" && other.Code != "ISP3042");
            return found;
        }
    }
}
