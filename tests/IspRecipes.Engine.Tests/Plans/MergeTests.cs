using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary><c>merge:</c>, line by line of its grammar.</summary>
public sealed class MergeTests : IDisposable
{
    private const string Mend = "if boot is wanted for its bootloader, take that alone, 0x7000 to 0x7FFF: 'clip: boot-section', and nothing overlaps\nor ";

    private readonly World _world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(0x1000));

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_list_of_inputs_and_a_map_of_them_give_the_same()
    {
        _world.Hex("boot.hex", 0x7000, 1, 2, 3);

        byte[] list = Saved("merge: { all: [ app, boot ], out: { inputs: [ all ], save: out.hex } }", "out.hex");
        byte[] map = Saved("merge: { out: { inputs: [ app, { file: boot } ], save: out.hex } }", "out.hex");

        Assert.Equal(list, map);
        Assert.Equal([1, 2, 3], IntelHex.Read(list, "out").Image!.Segments[1].Bytes.ToArray());
    }

    [Fact]
    public void An_overlap_names_both_files_both_places_the_range_and_the_line_of_the_recipe()
    {
        _world.Hex("boot.hex", 0xFF0, Firmware.Program(0x20, seed: 2));

        Diagnostic error = Refused("merge: { m: [ app, boot ] }\nwrite: { flash: m }", "ISP7015");

        Assert.Equal(new SourceSpan(_world.Path("boot.hex"), 1, 0, 1, 0), error.Where);
        Assert.StartsWith(
            $"{_world.Path("app.hex")} (line 256) and {_world.Path("boot.hex")} both hold 0x0FF0 to 0x0FFF", error.Message);
        Assert.Equal("shrink one of them, clip it, or say which wins with 'on-overlap: first' or 'last'", error.Hint);
    }

    [Fact]
    public void A_file_without_lines_is_named_without_one()
    {
        _world.Binary("boot.bin", [1, 2, 3]).Recipe("""
            files: { app: app.hex, boot: { path: boot.bin, format: bin, address: 0 } }
            merge: { m: [ boot, app ] }
            write: { flash: m }
            """);

        string message = Assert.Single(_world.Plan().Diagnostics, found => found.Code == "ISP7015").Message;

        Assert.StartsWith($"{_world.Path("boot.bin")} and ", message);
    }

    /// <summary>Two binaries lie at 0 both; what they lack is an address, and neither a clip nor a winner.</summary>
    [Theory]
    [InlineData("m: [ app, boot ]")]
    [InlineData("inner: [ boot ], m: [ app, inner ]")]
    public void Binaries_without_an_address_that_overlap_are_told_to_have_none(string merges)
    {
        _world.Binary("boot.bin", [1, 2, 3]).Recipe($$"""
            files: { app: app.hex, boot: { path: boot.bin, format: bin } }
            merge: { {{merges}} }
            write: { flash: m }
            """);

        string hint = Assert.Single(_world.Plan().Diagnostics, found => found.Code == "ISP7015").Hint!;

        Assert.StartsWith("a raw binary tells no address: say where it begins with 'address:' at boot\nor ", hint);
    }

    [Fact]
    public void A_bootloader_saved_with_a_sketch_is_refused_and_its_boot_section_offered()
    {
        Combined();

        Diagnostic error = Refused("merge: { m: [ app, boot ] }\nwrite: { flash: m }\nfuses: { high: 0xD8 }", "ISP7015");

        Assert.StartsWith(Mend, error.Hint);
    }

    [Fact]
    public void What_is_offered_gives_the_application_and_the_bootloader_exactly()
    {
        byte[] bootloader = Combined();

        MemoryImage image = Written("merge: { m: [ app, { file: boot, clip: boot-section } ] }\nwrite: { flash: m }\nfuses: { high: 0xD8 }");

        Assert.Equal([(0u, 0x1000), (0x7000u, bootloader.Length)], image.Segments.Select(segment => (segment.Address, segment.Bytes.Length)));
        Assert.Equal(Firmware.Program(0x1000), image.Segments[0].Bytes.ToArray());
        Assert.Equal(bootloader, image.Segments[1].Bytes.ToArray());
    }

    [Fact]
    public void Equal_bytes_are_no_overlap()
    {
        _world.Hex("boot.hex", 0x10, Firmware.Program(0x1000)[0x10..0x20]);

        Assert.Equal(0x1000, Written("merge: { m: [ app, boot ] }\nwrite: { flash: m }").ByteCount);
    }

    [Theory]
    [InlineData("first", 0x00)]
    [InlineData("last", 0x02)]
    public void Only_where_the_recipe_says_so_one_of_two_wins(string policy, byte expected)
    {
        _world.Hex("app.hex", 0, 0, 0, 0).Hex("boot.hex", 1, 2);

        Assert.True(Written($"merge: {{ m: {{ inputs: [ app, boot ], on-overlap: {policy} }} }}\nwrite: {{ flash: m }}").TryGet(1, out byte value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void A_merge_of_merges_keeps_the_file_and_line_of_every_byte()
    {
        _world.Hex("boot.hex", 0, Firmware.Program(64, seed: 3));

        MemoryImage image = Written("""
            merge:
              inner: [ { file: boot, clip: { start: 0x10, end: 0x30 }, offset: 0x7000 } ]
              outer: [ app, inner ]
            write: { flash: outer }
            """);

        Assert.Equal(0x20, image.Clip(0x7010, 0x7030).ByteCount);
        Assert.Equal((_world.Path("boot.hex"), 3), (image.PlaceOf(0x7020)!.Value.File, image.PlaceOf(0x7020)!.Value.Line));
    }

    [Fact]
    public void A_byte_that_reads_back_wrong_is_named_by_the_line_it_was_merged_from()
    {
        _world.Hex("boot.hex", 0, Firmware.Program(0x40, seed: 3));
        Files("merge: { m: [ app, { file: boot, offset: 0x7000 } ] }\nwrite: { flash: m }\nverify: full");

        RunReport report = _world.Run(happened =>
        {
            if (happened is RunEvent.StepStarted { Title: "Verify flash" })
            {
                _world.Chip.Flash[0x7021] ^= 0x10;
            }
        });

        Assert.Equal("ISP6006", report.Failure!.Code);
        Assert.Contains($"{_world.Path("boot.hex")}, line 3", report.Failure.Message);
    }

    [Theory]
    [InlineData("fill: 0xAA", 0x0000, 0x8000)]
    [InlineData("fill: { byte: 0xAA, range: application-section }", 0x0000, 0x7000)]
    [InlineData("fill: { byte: 0xAA, range: { start: 0x2000, end: 0x2010 } }", 0x2000, 0x2010)]
    public void A_fill_closes_gaps_and_changes_no_byte(string fill, int start, int end)
    {
        MemoryImage image = Written($"merge: {{ m: {{ inputs: [ app ], {fill} }} }}\nwrite: {{ flash: m }}\nfuses: {{ high: 0xD8 }}");

        Assert.Equal(Firmware.Program(0x1000), image.Segments[0].Bytes.ToArray());
        Assert.Equal(start == 0 ? end : 0x1000 + end - start, image.ByteCount);
        Assert.True(image.TryGet((uint)end - 1, out byte last) && last == 0xAA);
    }

    [Theory]
    [InlineData("inputs: [ app ], fill: { byte: 0, range: { start: 0, end: 0xFFFFFFFF } }")]
    [InlineData("inputs: [ app, { file: app, offset: 0xFFFFEFFF } ], fill: 0")]
    [InlineData("inputs: [ app, { file: app, offset: 0xFFFFEFFF } ], save: out.bin")]
    public void Addresses_far_apart_are_told_and_never_filled(string merge)
    {
        _world.RecipeText($"version: 1\nname: t\nfiles: {{ app: app.hex }}\nmerge: {{ m: {{ {merge} }} }}\n");

        Diagnostic error = Assert.Single(_world.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal("ISP7050", error.Code);
    }

    [Fact]
    public void Addresses_far_apart_are_saved_as_HEX_in_a_few_lines()
    {
        _world.Hex("app.hex", 0, 1).RecipeText(
            "version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ app, { file: app, offset: 0xFFFFFFFF } ], save: out.hex } }\n");

        _world.Run();

        Assert.Equal(
            ":0100000001FE\n:02000004FFFFFC\n:01FFFF000100\n:00000001FF\n", File.ReadAllText(_world.Path("out.hex")));
    }

    [Theory]
    [InlineData("merge: { m: [ { file: app, offset: 0x7001 } ] }\nwrite: { flash: m }", "ISP7014")]
    [InlineData("merge: { m: { inputs: [ { file: app, offset: 0x7001 } ], save: out.hex } }", "ISP7014")]
    [InlineData("merge: { m: [ { file: app, offset: 0xFFFFFFFF } ] }\nwrite: { flash: m }", "ISP7017")]
    [InlineData("merge: { m: [ { file: app, offset: -1 } ] }\nwrite: { flash: m }", "ISP7017")]
    [InlineData("merge: { m: [ app, n ], n: [ m ] }\nwrite: { flash: m }", "ISP2017")]
    [InlineData("merge: { m: [ m ] }\nwrite: { flash: m }", "ISP2017")]
    [InlineData("merge: { m: [ ap ] }\nwrite: { flash: m }", "ISP2015")]
    [InlineData("merge: { m: { inputs: [ app ], save: out.hex }, n: { inputs: [ app ], save: ./out.hex } }", "ISP2029")]
    [InlineData("merge: { m: { inputs: [ app ], save: recipe.local.yaml } }", "ISP7022")]
    [InlineData("merge: { m: { inputs: [ app ], save: backup.hex } }\nread: { flash: backup.hex }", "ISP7022")]
    [InlineData("merge: { m: { inputs: [ app ], save: folder } }", "ISP7022")]
    [InlineData("merge: { m: { inputs: [ app ], save: app.elf } }", "ISP7022")]
    public void A_merge_that_cannot_be_is_refused(string merge, string code)
    {
        Directory.CreateDirectory(_world.Path("folder"));

        Refused(merge, code);

        Assert.False(File.Exists(_world.Path("out.hex")));
    }

    [Fact]
    public void A_file_that_is_given_no_path_is_missing_and_stops_no_check()
    {
        _world.Inputs = new() { Set = new Dictionary<string, string> { ["files.lost"] = "" } };
        _world.RecipeText(
            "version: 1\nname: t\nfiles: { app: app.hex, lost: lost.hex }\nmerge: { m: { inputs: [ app ], save: o.hex }, n: [ lost ] }\n");

        Assert.Contains(_world.Plan().Diagnostics, found => found.Code == "ISP7001");
    }

    [Fact]
    public void A_section_needs_a_part()
    {
        _world.RecipeText("version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ { file: app, clip: boot-section } ], save: o.hex } }\n");

        Assert.Equal("ISP2028", Assert.Single(_world.Plan().Diagnostics).Code);
    }

    [Fact]
    public void A_clip_that_ends_before_a_last_byte_is_warned_of()
    {
        Files("merge: { m: [ { file: app, clip: { start: 0, end: 0xFFF } } ] }\nwrite: { flash: m }");

        Checked<Plan> plan = _world.Plan();

        Assert.Equal(Severity.Warning, Assert.Single(plan.Diagnostics, found => found.Code == "ISP2030").Severity);
        Assert.NotNull(plan.Value);
    }

    [Fact]
    public void An_image_that_goes_nowhere_is_warned_of()
    {
        Files("merge: { m: [ app ], lost: [ app ] }\nwrite: { flash: m }");

        Diagnostic warning = Assert.Single(_world.Plan().Diagnostics, found => found.Code == "ISP2023");

        Assert.Equal(_world.PlaceOf("lost"), (warning.Where!.Line, warning.Where.Column));
    }

    [Fact]
    public void What_is_saved_is_named_by_variables_and_the_same_at_every_run()
    {
        const string Recipe = """
            variables: { keyboard: planck }
            merge: { out: { inputs: [ app ], save: "build/${keyboard}_production.hex" } }
            """;

        byte[] first = Saved(Recipe, "build/planck_production.hex");

        Assert.Equal(first, Saved(Recipe, "build/planck_production.hex"));
        Assert.Equal(["planck_production.hex"], Directory.EnumerateFileSystemEntries(_world.Path("build")).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_is_saved_while_anything_is_wrong()
    {
        Files("merge: { out: { inputs: [ app ], save: out.hex } }\nfuses: { SPIEN: off }");

        Assert.Equal(ExitCode.Refused, _world.Plan().Exit);
        Assert.False(File.Exists(_world.Path("out.hex")));
    }

    [Fact]
    public void A_saved_image_replaces_the_last_one_and_leaves_nothing_beside_it()
    {
        _world.Text("out.hex", "older");

        Assert.NotEqual("older"u8.ToArray(), Saved("merge: { out: { inputs: [ app ], save: out.hex } }", "out.hex"));
        Assert.DoesNotContain(Directory.EnumerateFiles(_world.Path(".")), file => Path.GetFileName(file).StartsWith('.'));
    }

    /// <summary>A bootloader with a sketch below it, as four of the guide's files are; gives back the bootloader alone.</summary>
    private byte[] Combined()
    {
        byte[] bootloader = Firmware.Program(0xFF8, seed: 9);
        MemoryImage combined = MemoryImage.Merge(
        [
            new MemoryImage(0, Firmware.Program(0x141A, seed: 8), new ImageSource("")),
            new MemoryImage(0x7000, bootloader, new ImageSource("")),
        ]).Image!;
        _world.Text("boot.hex", IntelHex.Write(combined));
        return bootloader;
    }

    private void Files(string body)
    {
        string files = body.Contains("boot", StringComparison.Ordinal) && File.Exists(_world.Path("boot.hex"))
            ? "files: { app: app.hex, boot: boot.hex }"
            : "files: { app: app.hex }";
        _world.Recipe($"board: {{ clock: 16 MHz crystal }}\n{files}\n{body}");
    }

    private Diagnostic Refused(string body, string code)
    {
        Files(body);
        Checked<Plan> plan = _world.Plan();
        Assert.Null(plan.Value);
        Assert.Equal([code], plan.Diagnostics.Where(found => found.Severity == Severity.Error).Select(found => found.Code).Distinct());
        return plan.Diagnostics.First(found => found.Code == code);
    }

    private MemoryImage Written(string body)
    {
        Files(body);
        return Sound().Steps.OfType<VerifyFlashStep>().Single().Image;
    }

    private byte[] Saved(string body, string name)
    {
        Files(body);
        foreach (SaveImageStep step in Sound().Steps.OfType<SaveImageStep>())
        {
            ImageSaving.Save(step.Path, step.Image);
        }

        return File.ReadAllBytes(_world.Path(name));
    }

    private Plan Sound()
    {
        Checked<Plan> plan = _world.Plan();
        Assert.True(plan.Value is not null, string.Join("\n", plan.Diagnostics));
        return plan.Value;
    }
}
