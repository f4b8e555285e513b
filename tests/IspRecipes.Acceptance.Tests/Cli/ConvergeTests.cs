using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>plan --live, run --if-changed, run --backup and identify, as a user types them.</summary>
public sealed class ConvergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;
    private readonly SimulatedBench _bench = new("avrisp", AvrCatalog.Find("atmega32u4")!);
    private readonly string _recipe;

    public ConvergeTests()
    {
        _recipe = Path.Combine(_folder, "board.yaml");
        File.WriteAllBytes(Path.Combine(_folder, "app.bin"), [.. Enumerable.Range(0, 600).Select(value => (byte)(value * 7))]);
        File.WriteAllText(_recipe, """
            version: 1
            name: board
            mcu: atmega32u4
            programmer: avrisp
            board: { clock: 16 MHz crystal }
            files: { app: { path: app.bin, format: bin, address: 0x0000 } }
            write: { flash: app }
            fuses: { high: 0xD9 }
            """);
        _bench.Chip.Eeprom[3] = 0x12;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_look_tells_what_a_run_would_change_and_its_exit_code_says_so_when_asked()
    {
        CliRun look = Isprecipe.On(_bench, "plan", _recipe, "--live").EndedWith(0);

        Assert.StartsWith("Changes pending: board, ATmega32U4 through avrisp\n", look.Out);
        Assert.Contains("  flash          0x0000-0x0257, 600 bytes: blank -> written\n", look.Out);
        Assert.Contains("  EEPROM         0x0003-0x0003, 1 byte: LOST", look.Out);
        Assert.Contains("  high fuse      0x99 -> 0xD9  JTAGEN on -> off\n", look.Out);
        Assert.False(_bench.Chip.Touched);
        Isprecipe.On(_bench, "plan", _recipe, "--live", "--detailed-exitcode").EndedWith(10);
        Isprecipe.On(_bench, "run", _recipe, "--yes", "-q").EndedWith(0);
        CliRun settled = Isprecipe.On(_bench, "plan", _recipe, "--live", "--detailed-exitcode").EndedWith(0);
        Assert.StartsWith("Nothing differs: board", settled.Out);
    }

    [Fact]
    public void Its_document_is_the_plan_and_what_is_live()
    {
        using JsonDocument look = JsonDocument.Parse(Isprecipe.On(_bench, "plan", _recipe, "--live", "--json").EndedWith(0).Out);

        JsonElement live = look.RootElement.GetProperty("live");
        Assert.True(live.GetProperty("differs").GetBoolean());
        Assert.Equal("high", live.GetProperty("bytes")[0].GetProperty("byte").GetString());
        Assert.Equal("lost", live.GetProperty("memories")[1].GetProperty("ranges")[0].GetProperty("change").GetString());
        Assert.NotEqual(0, look.RootElement.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void A_recipe_that_fails_its_checks_opens_no_port()
    {
        File.AppendAllText(_recipe, "\nlock: 0x100\n");

        CliRun look = Isprecipe.Run("plan", _recipe, "--live", "--json").EndedWith(3);

        using JsonDocument document = JsonDocument.Parse(look.Out);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("live").ValueKind);
    }

    [Theory]
    [InlineData("--simulate needs --live", "plan", "RECIPE", "--simulate")]
    [InlineData("--detailed-exitcode needs --live", "plan", "RECIPE", "--detailed-exitcode")]
    [InlineData("--live takes one recipe", "plan", "RECIPE", "RECIPE", "--live")]
    [InlineData("--backup takes one recipe", "run", "RECIPE", "RECIPE", "--backup", "DIR")]
    public void What_makes_no_sense_is_a_usage_error(string sentence, params string[] args)
    {
        CliRun run = Isprecipe.Run([.. args.Select(word => word.Replace("RECIPE", _recipe))]).EndedWith(2);

        Assert.Contains(sentence, run.Error);
    }

    [Fact]
    public void A_second_run_if_changed_ends_with_0_and_the_first_with_10()
    {
        string[] run = ["run", _recipe, "--yes", "--if-changed", "--detailed-exitcode"];

        Isprecipe.On(_bench, run).EndedWith(10);
        CliRun second = Isprecipe.On(_bench, run).EndedWith(0);

        Assert.Contains("Nothing differs: the chip holds what the recipe asks for, and was left as it is.", second.Out);
        Assert.Contains("Compare the chip with the recipe: nothing differs", second.Error);
    }

    [Fact]
    public void What_was_there_is_saved_and_comes_back()
    {
        string folder = Path.Combine(_folder, "saved");
        _bench.Chip.Flash[5] = 0x77;

        CliRun run = Isprecipe.On(_bench, "run", _recipe, "--yes", "--backup", folder).EndedWith(0);

        string restore = Path.Combine(folder, "restore.isprecipe.yaml");
        Assert.Contains($"'isprecipe run {restore}' puts it back", run.Out);
        Isprecipe.Run("run", _recipe, "--yes", "--backup", folder).EndedWith(4);
        Isprecipe.On(_bench, "run", restore, "--yes").EndedWith(0);
        Assert.Equal((0x77, 0xFF, 0x12, 0x99), (_bench.Chip.Flash[5], _bench.Chip.Flash[6], _bench.Chip.Eeprom[3], _bench.Chip.Fuse(FuseId.High)));
    }

    [Fact]
    public void A_locked_chip_is_refused_with_9_by_all_of_them()
    {
        _bench.Chip.Preset(FuseId.Lock, 0xFC);
        File.AppendAllText(_recipe, "\nallow: [remove-bootloader]\n");

        Isprecipe.On(_bench, "plan", _recipe, "--live").EndedWith(9);
        Isprecipe.On(_bench, "run", _recipe, "--yes", "--if-changed").EndedWith(9);
        Isprecipe.On(_bench, "run", _recipe, "--yes", "--backup", Path.Combine(_folder, "saved")).EndedWith(9);
        CliRun identify = Isprecipe.On(_bench, "identify", "--programmer", "avrisp").EndedWith(9);
        Assert.Contains("ATmega32U4", identify.Out);
        Assert.False(_bench.Chip.Touched);
    }

    [Fact]
    public void Identify_tells_part_fuses_hash_and_the_file_that_it_is()
    {
        string file = Path.Combine(_folder, "boot.hex");
        File.WriteAllText(file, ":0470000001020304" + "82\n:00000001FF\n");
        new byte[] { 1, 2, 3, 4 }.CopyTo(_bench.Chip.Flash, 0x7000);
        _bench.Chip.Preset(FuseId.High, 0xD8);
        string[] identify = ["identify", "--programmer", "avrisp", "--file", file];

        CliRun run = Isprecipe.On(_bench, identify).EndedWith(0);

        Assert.Contains("ATmega32U4", run.Out);
        Assert.Contains("starts the boot section at 0x7000 (BOOTRST on)", run.Out);
        Assert.Contains("0x7000-0x7FFF, 4,096 bytes, SHA-256 ", run.Out);
        Assert.Contains($"is, byte for byte, {file}", run.Out);
        using JsonDocument document = JsonDocument.Parse(Isprecipe.On(_bench, [.. identify, "--json"]).EndedWith(0).Out);
        Assert.True(document.RootElement.GetProperty("boot").GetProperty("files")[0].GetProperty("identical").GetBoolean());
    }

    [Fact]
    public void Identify_names_recipes_that_restore_what_it_found_and_find_tells_where_they_lie()
    {
        // A device descriptor of an Arduino Leonardo's bootloader, 2341:0036, as USB 2.0 has it (section 9.6.1).
        byte[] descriptor = [0x12, 1, 0, 2, 2, 0, 0, 8, 0x41, 0x23, 0x36, 0, 1, 0, 1, 2, 0, 1];
        descriptor.CopyTo(_bench.Chip.Flash, 0x7100);
        string[] identify = ["identify", "--programmer", "avrisp"];

        Assert.Contains("restored by  ", Isprecipe.On(_bench, identify).EndedWith(0).Out);
        using JsonDocument document = JsonDocument.Parse(Isprecipe.On(_bench, [.. identify, "--json"]).EndedWith(0).Out);
        string[] restoring =
            [.. document.RootElement.GetProperty("boot").GetProperty("restoredBy").EnumerateArray().Select(name => name.GetString()!)];

        Assert.Contains("leonardo-caterina", restoring);
        Assert.DoesNotContain("atmega32u4-dfu", restoring);
        Assert.All(restoring, name => Assert.Contains($"{name}.yaml", Isprecipe.Run("find", name).EndedWith(0).Out));
    }

    [Fact]
    public void Identify_says_honestly_that_a_section_is_none_that_it_knows()
    {
        new byte[] { 1, 2, 3, 4 }.CopyTo(_bench.Chip.Flash, 0x7000);

        Assert.Contains("none that is known", Isprecipe.On(_bench, "identify", "--programmer", "avrisp").EndedWith(0).Out);
        Assert.Contains("none: all of it is 0xFF", Isprecipe.Run("identify", "--programmer", "usbasp", "--simulate", "--mcu", "atmega32u4").EndedWith(0).Out);
    }

    [Fact]
    public void A_protected_virtual_chip_is_identified_as_a_real_one_would_be()
    {
        string[] identify = ["identify", "--programmer", "usbasp", "--simulate", "--virtual-chip", "locked"];

        CliRun run = Isprecipe.Run([.. identify, "--mcu", "atmega32u4"]).EndedWith(9);

        Assert.Contains("ATmega32U4", run.Out);
        Assert.Contains("ISP3100", run.Error);
        Assert.Contains("there is no clone of the ATmega32U4",
            Isprecipe.Run("identify", "--programmer", "usbasp", "--simulate", "--mcu", "atmega32u4", "--virtual-chip", "clone").EndedWith(2).Error);
        Assert.Contains("--virtual-chip needs --simulate", Isprecipe.Run("probe", "--programmer", "usbasp", "--virtual-chip", "locked").EndedWith(2).Error);
    }
}
