using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>
/// An application and a bootloader that is published with a sketch in front: pasted together, the sketch destroys the
/// application, and a verify finds nothing wrong.
/// </summary>
public sealed class CombinedSketchTests
{
    private static readonly byte[] App = Firmware.Program(20_000);

    public static TheoryData<string> Combined => [.. BootloaderRow.All.Where(row => row.IsCombined).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Combined))]
    public void Clipped_to_the_boot_section_the_chip_holds_application_and_bootloader_exactly(string name)
    {
        using World world = Production(name, "{ file: boot, clip: boot-section }");

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        byte[] expected = new byte[0x8000];
        expected.AsSpan().Fill(0xFF);
        App.CopyTo(expected, 0);
        string[] boot = BootloaderRow.Of(name).Data.Split(' ')[^1].Split('-');
        for (uint address = Convert.ToUInt32(boot[0], 16); address <= Convert.ToUInt32(boot[1], 16); address++)
        {
            expected[address] = BootloaderRow.ByteAt(address);
        }

        Assert.True(world.Chip.Flash.AsSpan().SequenceEqual(expected));
    }

    [Theory]
    [MemberData(nameof(Combined))]
    public void Without_the_clip_the_overlap_is_refused_with_range_files_and_remedy(string name)
    {
        using World world = Production(name, "boot");

        Checked<Plan> plan = world.Plan();

        Diagnostic error = Assert.Single(plan.Diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal("ISP7015", error.Code);
        Assert.Equal(ExitCode.File, plan.Exit);
        Assert.Matches(@"app\.hex \(line 1\) and .*boot\.hex both hold 0x0000 to 0x[0-9A-F]{4}; bytes that differ: \d+", error.Message);
        Assert.EndsWith("boot.hex", error.Where!.File);
        Assert.Contains("if boot is wanted for its bootloader, take that alone, 0x7000 to 0x7FFF: 'clip: boot-section'", error.Hint);
    }

    [Fact]
    public void Where_the_recipe_does_not_set_BOOTSZ_the_remedy_is_a_range()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, App)
            .Text("boot.hex", BootloaderRow.Of("Leonardo").Hex())
            .Recipe("files: { app: app.hex, boot: boot.hex }\nmerge: { m: [ app, boot ] }\nwrite: { flash: m }");

        Assert.Contains(
            "'clip: { start: 0x7000, end: 0x8000 }'", world.Plan().Diagnostics.Single(error => error.Code == "ISP7015").Hint);
    }

    [Fact]
    public void Where_both_files_reach_the_boot_section_no_clip_is_proposed()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(0x7100))
            .Text("boot.hex", BootloaderRow.Of("Pro Micro 5V/16").Hex())
            .Recipe("files: { app: app.hex, boot: boot.hex }\nmerge: { m: [ app, boot ] }\nwrite: { flash: m }\nfuses: { high: 0xD8 }");

        Assert.StartsWith("shrink one of them", world.Plan().Diagnostics.Single(error => error.Code == "ISP7015").Hint);
    }

    private static World Production(string name, string boot)
    {
        BootloaderRow row = BootloaderRow.Of(name);
        return World.With("avrisp", row.Mcu).Hex("app.hex", 0, App).Text("boot.hex", row.Hex()).Recipe($$"""
            board: { clock: {{row.Clock}} crystal, supply: 5 V }
            files: { app: app.hex, boot: { path: boot.hex, {{row.Facts}} } }
            merge: { production: [ app, {{boot}} ] }
            write: { flash: production }
            eeprom: erase
            fuses: { {{row.Fuses}} }
            """);
    }
}
