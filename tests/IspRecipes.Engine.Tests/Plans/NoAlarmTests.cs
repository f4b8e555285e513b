using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What looks wrong to other programs and is right: no warning and no error.</summary>
public sealed class NoAlarmTests
{
    /// <summary>The pin starts the bootloader, or a blank application section that is run through does.</summary>
    [Theory]
    [InlineData("ATmega16U4 DFU")]
    [InlineData("ATmega32U4 DFU")]
    [InlineData("AT90USB64 DFU")]
    [InlineData("AT90USB128 DFU")]
    public void N1_Atmels_bootloader_needs_no_BOOTRST(string row) => AssertQuiet(With(row).Recipe(Alone(row)));

    [Theory]
    [InlineData("ATmega32U4 DFU", "0xF3")]
    [InlineData("ATmega32U4 DFU", "0xC3")]
    [InlineData("ATmega32U4 DFU", "0x03")]
    public void N2_bits_the_chip_lacks_are_not_compared(string row, string extended)
    {
        using World world = With(row).Recipe(Alone(row).Replace("extended: 0xF3", $"extended: {extended}"));

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.All(report.Diagnostics, note => Assert.Equal(Severity.Note, note.Severity));
        Assert.Equal(0x03, world.Chip.Fuse(IspRecipes.Devices.Parts.FuseId.Extended) & 0x0F);
    }

    /// <summary>As the guide's paste leaves it: CRLF then LF, a record 02 of base 0, a record 03 in mid-file.</summary>
    [Fact]
    public void N3_a_pasted_file_of_many_habits_is_read_as_it_is()
    {
        BootloaderRow boot = BootloaderRow.Of("ATmega32U4 DFU");
        var app = new BootloaderRow("app", "", "", "", "", "0000-1003 1201-1777", Line: "\r\n");
        using World world = World.With("avrisp", boot.Mcu).Text("boot.hex", app.Hex(withEnd: false) + boot.Hex())
            .Recipe($"files: {{ boot: boot.hex }}\nwrite: {{ flash: boot }}\nfuses: {{ {boot.Fuses} }}");

        Assert.Equal(["ISP3017", "ISP3044", "ISP3066"], AssertQuiet(world).Order());
    }

    [Theory]
    [InlineData("ATmega32U4 DFU, JTAG on")]
    [InlineData("AT90USB64 DFU, JTAG on")]
    [InlineData("A-Star 32U4")]
    [InlineData("USBaspLoader 328P")]
    public void N4_JTAG_and_EESAVE_are_the_recipes_choice(string row) => AssertQuiet(With(row).Recipe(Alone(row)));

    [Fact]
    public void N5_the_AT90USB64_has_its_bootloader_at_0xF000_with_BOOTSZ_01() =>
        AssertQuiet(With("AT90USB64 DFU").Recipe(Alone("AT90USB64 DFU") + "\n"));

    [Fact]
    public void N6_filler_of_0xFF_is_data_and_verifies()
    {
        using World world = With("Leonardo").Recipe(Alone("Leonardo"));

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.All(report.Diagnostics, note => Assert.Equal(Severity.Note, note.Severity));
    }

    [Fact]
    public void A_file_padded_with_0xFF_reaches_no_section_that_it_only_pads()
    {
        byte[] padded = new byte[0x8000];
        padded.AsSpan().Fill(0xFF);
        Firmware.Program(5000).CopyTo(padded, 0);
        using World world = World.With("avrisp", "atmega32u4").Hex("boot.hex", 0, padded)
            .Recipe("files: { boot: { path: boot.hex, kind: application } }\nwrite: { flash: boot }\nfuses: { high: 0xD9 }\neeprom: erase");

        Assert.Equal(["ISP3015"], world.Plan().Diagnostics.Select(found => found.Code));
    }

    private static World With(string row) =>
        World.With("avrisp", BootloaderRow.Of(row).Mcu).Text("boot.hex", BootloaderRow.Of(row).Hex());

    private static string Alone(string name)
    {
        BootloaderRow row = BootloaderRow.Of(name);
        return $"board: {{ {row.Board} }}\nfiles: {{ boot: {{ path: boot.hex, {row.Facts} }} }}\nwrite: {{ flash: boot }}\nfuses: {{ {row.Fuses} }}";
    }

    private static IEnumerable<string> AssertQuiet(World world)
    {
        using (world)
        {
            Checked<Plan> plan = world.Plan();
            Assert.NotNull(plan.Value);
            Assert.All(plan.Diagnostics, note => Assert.Equal(Severity.Note, note.Severity));
            return plan.Diagnostics.Select(note => note.Code);
        }
    }
}
