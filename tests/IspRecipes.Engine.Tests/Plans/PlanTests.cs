using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

public class PlanTests
{
    [Fact]
    public void A_plan_says_what_a_run_will_do()
    {
        using World world = Demo();

        string plan = Print(world);

        Assert.Contains("part       ATmega32U4, signature 1E 95 87", plan);
        Assert.Contains("programmer avrisp at 19,200 baud", plan);
        Assert.Contains("pages: 4\n", plan);
        Assert.Contains("ranges: 0x0000-0x00FF, 0x7000-0x70FF", plan);
        Assert.Contains("value: 0x5E", plan);
        Assert.Contains("bits: 1111 1011", plan);
        Assert.Contains("The EEPROM is kept", plan);
    }

    [Fact]
    public void A_part_that_its_signature_does_not_tell_from_another_is_named_so()
    {
        using World twins = World.With("avrisp", "at90usb646").Recipe("erase: chip");
        using World only = World.With("avrisp", "atmega2560").Recipe("erase: chip");

        Assert.Contains("cannot be told from: AT90USB647", Print(twins));
        Assert.DoesNotContain("cannot be told from", Print(only));
    }

    [Theory]
    [InlineData("usbasp", "375 kHz", "375 kHz")]
    [InlineData("usbasp", "10 us", "93.75 kHz, the next step below 100 kHz")]
    [InlineData("usbtiny", "375 kHz", "333.333 kHz, the next step below 375 kHz")]
    [InlineData("stk500v2", "100 kHz", "57.6 kHz, the next step below 100 kHz")]
    [InlineData("avrispmkii", "300 kHz", "250 kHz, the next step below 300 kHz")]
    [InlineData("buspirate", "300 kHz", "250 kHz, the next step below 300 kHz")]
    public void The_step_that_a_wished_bit_clock_becomes_is_told_beside_the_wish(string programmer, string sck, string told)
    {
        using World world = World.With(programmer, "atmega32u4").Recipe("erase: chip", sck);

        Assert.Contains($"SCK: {told}\n", Print(world));
    }

    [Fact]
    public void A_programmer_with_one_bit_clock_says_which()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("erase: chip");

        Assert.Contains("SCK: 125 kHz, the programmer's own\n", Print(world));
    }

    [Fact]
    public void The_same_recipe_gives_the_same_plan()
    {
        using World world = Demo();

        Assert.Equal(Print(world), Print(world));
        Assert.Equal(PlanJson.Write([("recipe.yaml", world.Plan())]), PlanJson.Write([("recipe.yaml", world.Plan())]));
    }

    [Fact]
    public void Any_set_of_fuse_fields_gives_the_same_plan_twice()
    {
        string[] fields = ["EESAVE", "BOOTRST", "WDTON", "CKOUT", "HWBE"];
        Prop.ForAll(ArbMap.Default.ArbFor<bool?[]>(), settings =>
        {
            IEnumerable<string> lines = settings.Zip(fields)
                .Where(pair => pair.First is not null)
                .Select(pair => $"{pair.Second}: {(pair.First == true ? "on" : "off")}");
            string fuses = string.Join(", ", lines);
            using World world = World.With("avrisp", "atmega32u4").Recipe(fuses.Length == 0 ? "" : $"fuses: {{ {fuses} }}");
            return Print(world) == Print(world);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Planning_and_printing_touch_no_port()
    {
        using World world = Demo();

        Print(world);

        Assert.False(world.Bench.Programmer.IsOpen);
        Assert.Equal(TimeSpan.Zero, world.Bench.Clock.Now);
    }

    [Fact]
    public void A_recipe_that_only_merges_needs_no_device()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("a.hex", 0, 1, 2).Hex("b.hex", 0x100, 3)
            .RecipeText("""
                version: 1
                name: only merges
                files: { a: a.hex, b: b.hex }
                merge: { out: { inputs: [ a, b ], save: ./out.hex } }
                """);

        Plan plan = world.Plan().Value!;

        Assert.Null(plan.Programmer);
        Assert.Equal(["save-image"], plan.Steps.Select(step => step.Kind));
        Assert.Equal($"Save out to {world.Path("out.hex")}", plan.Steps[0].Title);
        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(":020000000102FB\n:0101000003FB\n:00000001FF\n", File.ReadAllText(world.Path("out.hex")));
        Assert.Equal(StepOutcome.Unchanged, world.Run().Steps.Single().Outcome);
    }

    [Fact]
    public void A_bootloader_programmer_is_planned_without_erase_and_fuses()
    {
        using World world = World.With("arduino", "atmega328p").Hex("app.hex", 0, 1, 2, 3)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        Plan plan = world.Plan().Value!;

        Assert.Equal(["identify", "write-flash", "verify-flash", "leave"], plan.Steps.Select(step => step.Kind));
        Assert.Equal(115200, plan.Baud);
        Assert.Equal("The EEPROM is left as it is.", plan.Eeprom);
    }

    [Fact]
    public void Weaker_verifying_is_named_and_planned()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1, 2, 3)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nverify: none");

        Checked<Plan> plan = world.Plan();

        Assert.DoesNotContain(plan.Value!.Steps, step => step.Kind == "verify-flash");
        Assert.Contains(plan.Diagnostics, note => note.Code == "ISP3016");
    }

    [Fact]
    public void A_clip_takes_the_boot_section_of_this_recipes_own_fuses()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("both.hex", 0x6FFE, 1, 2, 3, 4)
            .Recipe("""
                board: { clock: 16 MHz crystal }
                files: { both: both.hex }
                merge:
                  boot: { inputs: [ { file: both, clip: boot-section } ], save: boot.hex }
                  app: { inputs: [ { file: both, clip: application-section, offset: 2 } ], save: app.hex }
                fuses: { high: 0xD8 }
                """);

        Plan plan = world.Plan().Value!;

        SaveImageStep[] saves = [.. plan.Steps.OfType<SaveImageStep>()];
        Assert.Equal((0x7000u, 2L), (saves[0].Image.Start, saves[0].Image.ByteCount));
        Assert.Equal((0x7000u, 2L), (saves[1].Image.Start, saves[1].Image.ByteCount));
    }

    [Fact]
    public void The_last_or_the_first_of_two_files_wins_where_the_recipe_says_so()
    {
        foreach ((string policy, byte expected) in new[] { ("first", (byte)1), ("last", (byte)2) })
        {
            using World world = World.With("avrisp", "atmega32u4").Hex("a.hex", 0, 1).Hex("b.hex", 0, 2)
                .Recipe($"files: {{ a: a.hex, b: b.hex }}\nmerge: {{ m: {{ inputs: [ a, b ], on-overlap: {policy} }} }}\nwrite: {{ flash: m }}");

            WriteFlashStep write = world.Plan().Value!.Steps.OfType<WriteFlashStep>().Single();
            Assert.Equal(expected, write.Pages[0].Bytes.Span[0]);
        }
    }

    [Fact]
    public void A_fill_closes_the_gaps_of_a_range()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("a.hex", 2, 1)
            .Recipe("""
                files: { a: a.hex }
                merge: { m: { inputs: [ a ], fill: { byte: 0x00, range: { start: 0, end: 8 } } } }
                write: { flash: m }
                """);

        WriteFlashStep write = world.Plan().Value!.Steps.OfType<WriteFlashStep>().Single();

        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 0, 0xFF], write.Pages[0].Bytes.Span[..9].ToArray());
    }

    [Fact]
    public void A_raw_binary_lies_where_the_recipe_puts_it()
    {
        using World world = World.With("avrisp", "atmega32u4").Binary("a.bin", [1, 2, 3])
            .Recipe("files: { a: { path: a.bin, format: bin, address: 0x7000 } }\nwrite: { flash: a }");

        WriteFlashStep write = world.Plan().Value!.Steps.OfType<WriteFlashStep>().Single();

        Assert.Equal(0x7000u, Assert.Single(write.Pages).Address);
    }

    [Fact]
    public void A_file_given_from_outside_may_have_another_hash_and_the_plan_holds_the_real_one()
    {
        string expected = new('a', 64);
        using World world = World.With("avrisp", "atmega32u4").Hex("mine.hex", 0, 1, 2)
            .Recipe($"files: {{ app: {{ path: app.hex, sha256: {expected} }} }}\nwrite: {{ flash: app }}");
        world.Inputs = new RecipeInputs { Set = new Dictionary<string, string> { ["files.app"] = world.Path("mine.hex") } };

        Checked<Plan> plan = world.Plan();

        Diagnostic warning = plan.Diagnostics.Single(diagnostic => diagnostic.Code == "ISP7018");
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.DoesNotContain("--set", warning.Hint);
        string real = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(world.Path("mine.hex"))));
        Assert.Equal(real, plan.Value!.Files.Single().Sha256);
    }

    private static string Print(World world)
    {
        Checked<Plan> plan = world.Plan();
        Assert.True(plan.Value is not null, string.Join("\n", plan.Diagnostics));
        return PlanPrinter.Print(plan.Value);
    }

    private static World Demo() => World.With("avrisp", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(200)).Hex("boot.hex", 0x7000, Firmware.Program(250))
        .Recipe("""
            board: { clock: 16 MHz crystal }
            files: { app: app.hex, boot: boot.hex }
            merge: { production: [ app, boot ] }
            write: { flash: production }
            eeprom: keep
            fuses: { low: 0x5E, BODLEVEL: 3, HWBE: off }
            """);
}
