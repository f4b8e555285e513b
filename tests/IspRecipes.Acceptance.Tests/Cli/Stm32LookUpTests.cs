using System.Buffers.Binary;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Commands that look STM32s up, and files held against one.</summary>
public sealed class Stm32LookUpTests : IDisposable
{
    private static readonly string Boot = Firmware("bluepill-boot.hex");
    private static readonly string Application = Firmware("bluepill-blink-8k.hex");

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Parts_are_listed_with_their_memories_and_family()
    {
        string list = Isprecipe.Run("parts").EndedWith(0).Out;

        Assert.Matches("(?m)^stm32f103c8 +0x410 +64 KiB +1024 +20 KiB +stm32f1-medium +bluepill$", list);
        Assert.All(Stm32Catalog.Ids, id => Assert.Contains($"\n{id} ", list));
    }

    [Fact]
    public void A_part_is_told_with_its_memories_and_option_bytes()
    {
        string told = Isprecipe.Run("parts", "STM32F103C8T6").EndedWith(0).Out;

        Assert.StartsWith("STM32F103C8, Cortex-M3, also called bluepill\n", told);
        Assert.Contains("\nflash    65,536 bytes from 0x08000000, erased in pages of 1024\n", told);
        Assert.Contains("\nsram     20,480 bytes from 0x20000000\n", told);
        Assert.Contains("DEV_ID 0x410 at 0xE0042000, DPIDR 0x1BA01477, CPUID 0x411FC231", told);
        Assert.Contains("0x2003 is Y", told);
        Assert.Contains("'flash-size: 128K'", told);
        Assert.Contains("a bit of WRP for each 4,096 bytes\n", told);
        Assert.Matches("(?m)^  WDG_SW +USER +0 +software +hardware, software +who starts", told);
        Assert.Matches("(?m)^  RDP +RDP +7:0 +level-0 +level-1, level-0 +read-out protection$", told);
        Assert.Matches("(?m)^Source: ST RM0008, ", told);
    }

    [Fact]
    public void What_other_families_have_more_is_told_too()
    {
        Assert.Contains("\nccm      8,192 bytes from 0x10000000\n", Isprecipe.Run("parts", "proton-c").EndedWith(0).Out);
        Assert.Contains("the second bank from 0x08080000", Isprecipe.Run("parts", "stm32f103zg").EndedWith(0).Out);
        Assert.Contains("4,096 bytes, the last for all that remain", Isprecipe.Run("parts", "stm32f103re").EndedWith(0).Out);
        string f042 = Isprecipe.Run("parts", "stm32f042k6").EndedWith(0).Out;
        Assert.Matches("(?m)^  BOOT_SEL +USER +7 +pin +bit, pin ", f042);
        Assert.Contains("level-2 locks a chip for ever", f042);
    }

    [Fact]
    public void Parts_are_data_too()
    {
        JsonElement all = Document(Isprecipe.Run("parts", "--json"));
        JsonElement part = Assert.Single(Document(Isprecipe.Run("parts", "bluepill", "--json")).EnumerateArray());

        Assert.Equal(PartCatalog.Ids, all.EnumerateArray().Select(row => row.GetProperty("id").GetString()));
        Assert.Equal("stm32", part.GetProperty("kind").GetString());
        Assert.Equal(0x0800_0000, part.GetProperty("flash").GetProperty("start").GetInt64());
        Assert.Equal(131072, part.GetProperty("flash").GetProperty("largest").GetInt32());
        Assert.Equal("0xA5", part.GetProperty("options")[0].GetProperty("factory").GetString());
        Assert.Equal("GD32F103/F1x0", part.GetProperty("clones").GetProperty("0x1303").GetString());
        Assert.Equal(8, part.GetProperty("options").GetArrayLength());
    }

    [Fact]
    public void An_STM32_has_no_fuses_and_the_way_to_its_option_bytes_is_told() => Assert.Equal(
        """
        isprecipe: STM32F103C8 has option bytes and no fuses
            'isprecipe parts stm32f103c8' tells them, 'isprecipe probe' reads them, and a recipe sets them in 'options'

        """,
        Isprecipe.Run("fuses", "bluepill").EndedWith(2).Error);

    [Theory]
    [InlineData("isprecipe parts stm32f103c", "stm32f103c8", "stm32f103cb")]
    [InlineData("isprecipe inspect x.hex --mcu stm32f303c", "stm32f303cc")]
    [InlineData("isprecipe merge --mcu stm32f042", "stm32f042k6")]
    public void A_shell_is_told_the_parts(string line, params string[] expected)
    {
        string[] words = Isprecipe.Run($"[suggest:{line.Length}]", line).EndedWith(0).Out.Split('\n');

        Assert.All(expected, word => Assert.Contains(word, words));
    }

    [Fact]
    public void A_program_is_told_with_its_vector_table()
    {
        string told = Isprecipe.Run("inspect", Boot, "--mcu", "bluepill").EndedWith(0).Out;

        Assert.Contains("start    0x08000041, where execution begins", told);
        Assert.Contains("    0x08000000-0x080000AB  172 bytes", told);
        Assert.Contains($"\n  [#{new string('.', 63)}]\n   ^ 0x08000000 vector table\n", told);
        Assert.Contains("0x08000000 to 0x0800FFFF, 1,024 bytes each", told);
        Assert.EndsWith(
            """
              in STM32F103C8, 65,536 bytes of flash from 0x08000000:
                vector table   at 0x08000000: stack 0x20005000 (the end of the SRAM), reset 0x08000041 (runs 0x08000040)

            """,
            told);
    }

    [Fact]
    public void An_application_that_stands_behind_a_bootloader_leaves_the_reset_to_it()
    {
        string told = Isprecipe.Run("inspect", Application, "--mcu", "stm32f103c8").EndedWith(0).Out;

        Assert.Contains("vector table   none at 0x08000000, where a reset looks for one\n", told);
        Assert.Contains("vector table   at 0x08002000: stack 0x20005000 (the end of the SRAM), reset 0x08002041 (runs 0x08002040)\n", told);
        Assert.DoesNotContain("WARNING", told);
    }

    [Theory]
    [InlineData(0x2000_5001, 0x0800_0009, "the stack begins at 0x20005001, and STM32F103C8 has its RAM at 0x20000000-0x20004FFF")]
    [InlineData(0x2000_4000, 0x0800_0008, "the reset vector 0x08000008 is even")]
    [InlineData(0x2000_4000, 0x0000_0009, "is the program linked to 0 instead of 0x08000000?")]
    [InlineData(0x2000_4000, 0x1FFF_F001, "leads to 0x1FFFF000, outside the flash of STM32F103C8")]
    [InlineData(0x2000_4000, 0x0800_8001, "leads to 0x08008000, where the file has nothing")]
    public void What_is_wrong_with_a_vector_table_is_told(uint stack, uint reset, string told)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, stack);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), reset);
        string file = _scratch.Save("odd.hex", IntelHex.Write(new MemoryImage(0x0800_0000, bytes, new ImageSource("odd"))));

        string warning = Assert.Single(
            Isprecipe.Run("inspect", file, "--mcu", "bluepill").EndedWith(0).Out.Split('\n'), line => line.Contains("WARNING"));
        JsonElement table = Document(Isprecipe.Run("inspect", file, "--mcu", "bluepill", "--json"))[0]
            .GetProperty("memories")[0].GetProperty("part").GetProperty("vectorTables")[0];

        Assert.Contains(told, warning);
        Assert.Contains(told, Assert.Single(table.GetProperty("faults").EnumerateArray()).GetString());
        Assert.Equal(reset, table.GetProperty("resetVector").GetUInt32());
    }

    [Fact]
    public void Bytes_outside_the_flash_are_an_error()
    {
        string file = _scratch.Save("large.hex", IntelHex.Write(new MemoryImage(0x0800_FFFF, new byte[3], new ImageSource("large"))));

        CliRun run = Isprecipe.Run("inspect", file, "--mcu", "bluepill").EndedWith(4);

        Assert.Contains("outside        2 bytes", run.Out);
        Assert.Contains("ISP7014", run.Error);
    }

    [Fact]
    public void Option_bytes_in_a_file_are_told_with_the_clip_that_leaves_them_out()
    {
        MemoryImage program = new(0x0800_0000, new byte[8], new ImageSource("app"));
        MemoryImage options = new(0x1FFF_F800, new byte[] { 0xA5, 0x5A }, new ImageSource("app"));
        string file = _scratch.Save("whole.hex", IntelHex.Write(MemoryImage.Merge([program, options]).Image!));
        string output = _scratch.Path("flash.hex");
        string clip = $"{file}=0x08000000-0x08010000";

        string[] told =
        [
            Isprecipe.Run("inspect", file, "--mcu", "bluepill").EndedWith(4).Error,
            Isprecipe.Run("merge", "-o", output, file, "--mcu", "bluepill").EndedWith(4).Error,
        ];

        Assert.All(told, error => Assert.Contains("ISP3097", error));
        Assert.All(told, error => Assert.Contains($"--clip {clip}", error));
        Isprecipe.Run("merge", "-o", output, file, "--mcu", "bluepill", "--clip", clip).EndedWith(0);
    }

    [Fact]
    public void A_bootloader_and_an_application_are_merged()
    {
        string output = _scratch.Path("bluepill.hex");

        string told = Isprecipe.Run("merge", "-o", output, Boot, Application, "--mcu", "stm32f103c8").EndedWith(0).Out;

        Assert.Contains("0x08002000-0x0800207F  128 bytes", told);
        Assert.Contains("0x08000000 to 0x0800FFFF, 1,024 bytes each", told);
        Assert.Contains("300 bytes in 2 ranges", Isprecipe.Run("inspect", output, "--mcu", "stm32f103c8").EndedWith(0).Out);
    }

    [Theory]
    [InlineData("bluepill.yaml", "128 bytes")]
    [InlineData("bluepill-production.yaml", "300 bytes")]
    public void The_recipes_for_a_Bluepill_run_with_no_board(string recipe, string written)
    {
        CliRun run = Isprecipe.Run("run", Repository.File("recipes", recipe), "--simulate").EndedWith(0);

        Assert.Contains(written, run.Out + run.Error);
    }

    private static string Firmware(string name) => Repository.File("recipes", "firmware", name);

    private static JsonElement Document(CliRun run) => JsonDocument.Parse(run.EndedWith(0).Out).RootElement;
}
