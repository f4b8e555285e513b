using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Plans;

public sealed class FileFormatTests
{
    private const string Both = "files: { app: app.elf }\nwrite: { flash: app, eeprom: app }\nallow: [ remove-bootloader ]\n";
    private const string App = "files: { app: app.elf }\nwrite: { flash: app }\n";

    private static readonly byte[] Program = Elf.File(
        Elf.Avr, new Elf.Segment(0, Firmware(300)), new Elf.Segment(0x810010, 1, 2, 3), new Elf.Segment(0x820000, 0x5E, 0xD9, 0xF3));

    [Fact]
    public void One_ELF_file_gives_flash_and_EEPROM_and_is_read_once()
    {
        using World world = World.With("avrisp", "atmega32u4").Binary("app.elf", Program).Recipe(Both);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(Firmware(300), world.Chip.Flash.AsSpan(0, 300).ToArray());
        Assert.Equal([0xFF, 1, 2, 3, 0xFF], world.Chip.Eeprom.AsSpan(0x0F, 5).ToArray());
        Assert.Single(world.Plan().Value!.Files);
    }

    [Fact]
    public void A_merge_takes_of_an_ELF_file_what_its_memory_needs()
    {
        using World world = World.With("avrisp", "atmega32u4").Binary("app.elf", Program).Hex("more.hex", 0x40, 9).Recipe(
            "files: { app: app.elf, more: more.hex }\nmerge: { data: { inputs: [ app, more ] } }\nwrite: { eeprom: data }\n");

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal([1, 2, 3], world.Chip.Eeprom.AsSpan(0x10, 3).ToArray());
        Assert.Equal(9, world.Chip.Eeprom[0x40]);
    }

    [Theory]
    [InlineData("out.srec", "S0030000FC\nS1047000")]
    [InlineData("out.S19", "S0030000FC\n")]
    [InlineData("out.mot", "S0030000FC\n")]
    [InlineData("out.hex", ":0170000011")]
    [InlineData("out.ihx", ":0170000011")]
    [InlineData("out.eep", ":0170000011")]
    [InlineData("out.bin", "\u0011")]
    public void The_ending_of_a_saved_file_decides_its_format(string name, string start)
    {
        string text = System.Text.Encoding.Latin1.GetString(ImageSaving.Encode(name, new MemoryImage(0x7000, new byte[] { 0x11 }, new ImageSource("a"))));

        Assert.StartsWith(start, text);
    }

    [Theory]
    [InlineData("format: srec", "ISP7030", "is not a Motorola S-record file; it looks like an ELF file")]
    [InlineData("format: hex", "ISP7005", "is not an Intel HEX file; it looks like an ELF file")]
    public void The_recipe_s_format_counts_for_more_than_the_content(string format, string code, string says) =>
        AssertTold(Program, code, says, $"files: {{ app: {{ path: app.elf, {format} }} }}\nwrite: {{ flash: app }}\n");

    [Fact]
    public void A_file_that_shall_be_ELF_and_is_not_is_told() => AssertTold(
        ":00000001FF\n"u8.ToArray(), "ISP7023", "is not an ELF file; it looks like an Intel HEX file",
        "files: { app: { path: app.elf, format: elf } }\nwrite: { flash: app }\n");

    [Fact]
    public void A_program_for_another_machine_is_told() =>
        AssertTold(Elf.With(Program, 18, 62), "ISP7024", "is an ELF file of another kind (x86-64)", App);

    [Fact]
    public void An_object_file_is_told() =>
        AssertTold(Elf.With(Program, 16, 1), "ISP7025", "is an object file or library", App);

    [Fact]
    public void A_program_cut_off_is_told() =>
        AssertTold(Program[..200], "ISP7026", "app.elf is cut off: its program reaches to byte", App);

    [Fact]
    public void Two_sections_at_one_address_are_told() => AssertTold(
        Elf.File(Elf.Avr, new Elf.Segment(0, 1, 2, 3), new Elf.Segment(1, 4)), "ISP7027", "loads two sections to 0x0001 to 0x0001", App);

    [Fact]
    public void Initial_values_that_only_RAM_has_are_told() => AssertTold(
        Elf.File(Elf.Avr, new Elf.Segment(0, 1), new Elf.Segment(0x800100, 4)), "ISP7028", "initial values for RAM, 1 bytes at 0x800100", App);

    [Fact]
    public void A_memory_the_file_has_nothing_for_is_told_with_those_it_has() => AssertTold(
        Elf.File(Elf.Avr, new Elf.Segment(0, 1), new Elf.Segment(0x830000, 0xEF)),
        "ISP7029", "has nothing for the EEPROM; it has flash, lock bits", "files: { app: app.elf }\nwrite: { eeprom: app }\n");

    private static void AssertTold(byte[] file, string code, string says, string recipe)
    {
        using World world = World.With("avrisp", "atmega32u4").Binary("app.elf", file).Recipe(recipe);

        Checked<Plan> plan = world.Plan();

        Diagnostic error = Assert.Single(plan.Diagnostics, found => found.Severity == Severity.Error);
        Assert.Equal((code, ExitCode.File), (error.Code, plan.Exit));
        Assert.Contains(says, error.Message);
    }

    private static byte[] Firmware(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index % 251))];
}
