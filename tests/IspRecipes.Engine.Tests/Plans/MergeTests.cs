using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary><c>merge:</c>, line by line of its grammar.</summary>
public sealed class MergeTests : Merges
{
    [Fact]
    public void A_list_of_inputs_and_a_map_of_them_give_the_same()
    {
        World.Hex("boot.hex", 0x7000, 1, 2, 3);

        byte[] list = Saved("merge: { all: [ app, boot ], out: { inputs: [ all ], save: out.hex } }", "out.hex");
        byte[] map = Saved("merge: { out: { inputs: [ app, { file: boot } ], save: out.hex } }", "out.hex");

        Assert.Equal(list, map);
        Assert.Equal([1, 2, 3], IntelHex.Read(list, "out").Image!.Segments[1].Bytes.ToArray());
    }

    [Fact]
    public void A_merge_of_merges_keeps_the_file_and_line_of_every_byte()
    {
        World.Hex("boot.hex", 0, Firmware.Program(64, seed: 3));

        MemoryImage image = Written("""
            merge:
              inner: [ { file: boot, clip: { start: 0x10, end: 0x30 }, offset: 0x7000 } ]
              outer: [ app, inner ]
            write: { flash: outer }
            """);

        Assert.Equal(0x20, image.Clip(0x7010, 0x7030).ByteCount);
        Assert.Equal((World.Path("boot.hex"), 3), (image.PlaceOf(0x7020)!.Value.File, image.PlaceOf(0x7020)!.Value.Line));
    }

    [Fact]
    public void A_byte_that_reads_back_wrong_is_named_by_the_line_it_was_merged_from()
    {
        World.Hex("boot.hex", 0, Firmware.Program(0x40, seed: 3));
        Files("merge: { m: [ app, { file: boot, offset: 0x7000 } ] }\nwrite: { flash: m }\nverify: full");

        RunReport report = World.Run(happened =>
        {
            if (happened is RunEvent.StepStarted { Title: "Verify flash" })
            {
                World.Chip.Flash[0x7021] ^= 0x10;
            }
        });

        Assert.Equal("ISP6006", report.Failure!.Code);
        Assert.Contains($"{World.Path("boot.hex")}, line 3", report.Failure.Message);
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
        World.RecipeText($"version: 1\nname: t\nfiles: {{ app: app.hex }}\nmerge: {{ m: {{ {merge} }} }}\n");

        Diagnostic error = Assert.Single(World.Plan().Diagnostics, found => found.Severity == Severity.Error);

        Assert.Equal("ISP7050", error.Code);
    }

    [Fact]
    public void Addresses_far_apart_are_saved_as_HEX_in_a_few_lines()
    {
        World.Hex("app.hex", 0, 1).RecipeText(
            "version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ app, { file: app, offset: 0xFFFFFFFF } ], save: out.hex } }\n");

        World.Run();

        Assert.Equal(
            ":0100000001FE\n:02000004FFFFFC\n:01FFFF000100\n:00000001FF\n", File.ReadAllText(World.Path("out.hex")));
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
        Directory.CreateDirectory(World.Path("folder"));

        Refused(merge, code);

        Assert.False(File.Exists(World.Path("out.hex")));
    }

    [Fact]
    public void A_file_that_is_given_no_path_is_missing_and_stops_no_check()
    {
        World.Inputs = new() { Set = new Dictionary<string, string> { ["files.lost"] = "" } };
        World.RecipeText(
            "version: 1\nname: t\nfiles: { app: app.hex, lost: lost.hex }\nmerge: { m: { inputs: [ app ], save: o.hex }, n: [ lost ] }\n");

        Assert.Contains(World.Plan().Diagnostics, found => found.Code == "ISP7001");
    }

    [Fact]
    public void A_section_needs_a_part()
    {
        World.RecipeText("version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ { file: app, clip: boot-section } ], save: o.hex } }\n");

        Assert.Equal("ISP2028", Assert.Single(World.Plan().Diagnostics).Code);
    }

    [Fact]
    public void A_clip_that_ends_before_a_last_byte_is_warned_of()
    {
        Files("merge: { m: [ { file: app, clip: { start: 0, end: 0xFFF } } ] }\nwrite: { flash: m }");

        Checked<Plan> plan = World.Plan();

        Assert.Equal(Severity.Warning, Assert.Single(plan.Diagnostics, found => found.Code == "ISP2030").Severity);
        Assert.NotNull(plan.Value);
    }

    [Fact]
    public void An_image_that_goes_nowhere_is_warned_of()
    {
        Files("merge: { m: [ app ], lost: [ app ] }\nwrite: { flash: m }");

        Diagnostic warning = Assert.Single(World.Plan().Diagnostics, found => found.Code == "ISP2023");

        Assert.Equal(World.PlaceOf("lost"), (warning.Where!.Line, warning.Where.Column));
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
        Assert.Equal(["planck_production.hex"], Directory.EnumerateFileSystemEntries(World.Path("build")).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_is_saved_while_anything_is_wrong()
    {
        Files("merge: { out: { inputs: [ app ], save: out.hex } }\nfuses: { SPIEN: off }");

        Assert.Equal(ExitCode.Refused, World.Plan().Exit);
        Assert.False(File.Exists(World.Path("out.hex")));
    }

    [Fact]
    public void A_saved_image_replaces_the_last_one_and_leaves_nothing_beside_it()
    {
        World.Text("out.hex", "older");

        Assert.NotEqual("older"u8.ToArray(), Saved("merge: { out: { inputs: [ app ], save: out.hex } }", "out.hex"));
        Assert.DoesNotContain(Directory.EnumerateFiles(World.Path(".")), file => Path.GetFileName(file).StartsWith('.'));
    }
}
