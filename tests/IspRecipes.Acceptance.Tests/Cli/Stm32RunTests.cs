using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>An STM32 on the command line: what a run and a probe say of it.</summary>
public sealed class Stm32RunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;
    private readonly SimulatedBench _bench = new(Stm32Catalog.Find("stm32f103c8")!);

    /// <summary>A vector table and a program that runs in a circle.</summary>
    private static readonly byte[] Program = [.. Convert.FromHexString("0010002009000008FEE7"), .. new byte[3000]];

    [Fact]
    public void A_second_run_says_that_nothing_was_changed_and_exits_so()
    {
        string recipe = Recipe();

        string first = Isprecipe.On(_bench, "run", recipe, "--yes", "--detailed-exitcode").EndedWith(10).Out;
        string second = Isprecipe.On(_bench, "run", recipe, "--yes", "--detailed-exitcode").EndedWith(0).Out;

        Assert.StartsWith("Done: ", first);
        Assert.Contains("3 pages changed, verified", first);
        Assert.Contains("Nothing was changed: the chip held everything already.", second);
    }

    [Fact]
    public void What_was_not_verified_is_not_called_so() => Assert.Contains(
        "3 pages changed, NOT verified", Isprecipe.On(_bench, "run", Recipe("verify: none"), "--yes").EndedWith(0).Out);

    [Fact]
    public void Changes_of_option_bytes_are_told_by_name()
    {
        string recipe = Recipe("options: { WDG_SW: hardware }");

        Assert.Contains("USER           0xFF -> 0xFE  WDG_SW software -> hardware", Isprecipe.On(_bench, "run", recipe, "--yes").EndedWith(0).Out);
    }

    [Fact]
    public void A_protected_chip_is_refused_without_a_change()
    {
        _bench.Stm32.Preset(_bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0));

        CliRun told = Isprecipe.On(_bench, "run", Recipe(), "--yes").EndedWith(9);

        Assert.Contains("Nothing on the chip was changed.", told.Out);
        Assert.Contains("unlock: if-needed", told.Error);
        Assert.Contains("allow: [mass-erase]", told.Error);
    }

    /// <summary>What 'unlock' is for can be tried without a board.</summary>
    [Fact]
    public void A_locked_chip_can_be_simulated()
    {
        string[] locked = ["--simulate", "--virtual-chip", "locked"];

        Assert.Contains("unlock: if-needed", Isprecipe.Run(["run", Recipe(), .. locked]).EndedWith(9).Error);
        Assert.Contains(
            "RDP            level-1 -> level-0",
            Isprecipe.Run(["run", Recipe("unlock: if-needed\nallow: [ mass-erase ]"), .. locked]).EndedWith(0).Out);
        Isprecipe.Run(["run", Isprecipe.Demo, .. locked]).EndedWith(0);
    }

    [Fact]
    public void A_clone_can_be_simulated()
    {
        string[] clone = ["--simulate", "--virtual-chip", "clone"];

        Assert.Contains("ISP6028", Isprecipe.Run(["run", Recipe(), .. clone]).EndedWith(0).Error);
        Assert.Contains("accept", Isprecipe.Run(["run", Recipe("accept: [ genuine ]"), .. clone]).EndedWith(7).Error);
        Assert.Contains("ISP8028", Isprecipe.Run(["run", Isprecipe.Demo, .. clone]).EndedWith(2).Error);
    }

    [Fact]
    public void A_byte_that_is_one_field_is_named_once() =>
        Assert.Contains("\n  DATA0          0xFF -> 0x2A\n", Isprecipe.On(_bench, "run", Recipe("options: { DATA0: 0x2A }"), "--yes").EndedWith(0).Out);

    [Fact]
    public void What_lifting_read_protection_took_is_told()
    {
        _bench.Stm32.Preset(_bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0));
        string report = Path.Combine(_folder, "report.md");

        CliRun run = Isprecipe.On(
            _bench, "run", Recipe("unlock: if-needed\nallow: [ mass-erase ]"), "--report", report).EndedWith(0);

        Assert.Contains("\n  flash          all 64 KiB erased; 3 pages changed, verified\n", run.Out);
        Assert.Contains("\n  RDP            level-1 -> level-0\n", run.Out);
        Assert.Contains("\nAsk before protection and option bytes: not asked\n", run.Error);
        Assert.Contains("no mark of a clone, flash 64 KiB, all of it erased, pages changed: 3", File.ReadAllText(report));
    }

    [Fact]
    public void What_a_chip_does_not_tell_is_not_made_up()
    {
        _bench.Stm32.Preset(_bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0x55));

        string told = Isprecipe.On(_bench, "probe", "--programmer", "stlink").EndedWith(0).Out;

        Assert.Contains("\nSRAM         10 KiB or 20 KiB\n", told);
        Assert.Contains("\nRDP          level-1\n", told);
        JsonElement found = JsonDocument.Parse(
            Isprecipe.On(_bench, "probe", "--programmer", "stlink", "--json").EndedWith(0).Out).RootElement;
        Assert.Equal(JsonValueKind.Null, found.GetProperty("sramBytes").ValueKind);
        Assert.Equal(JsonValueKind.Null, found.GetProperty("options").GetProperty("RDP").GetProperty("value").ValueKind);
    }

    [Fact]
    public void A_probe_of_a_protected_chip_tells_what_that_may_do_to_its_program()
    {
        const string May = "its program may have stopped when the probe connected; it starts again when the board is powered off and on";

        Assert.DoesNotContain(May, Isprecipe.On(_bench, "probe", "--programmer", "stlink").EndedWith(0).Out);
        _bench.Stm32.Preset(_bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0x55));
        Assert.Contains(May, Isprecipe.On(_bench, "probe", "--programmer", "stlink").EndedWith(0).Out);
    }

    [Fact]
    public void What_is_read_is_ascribed_to_no_part_that_was_not_asked_for()
    {
        string file = Path.Combine(_folder, "out.bin");

        Assert.Equal($"{file}: 65,536 bytes of flash\n", Isprecipe.On(_bench, "read", "flash", file, "--programmer", "stlink").EndedWith(0).Out);
        Assert.Equal(
            $"{file}: 65,536 bytes of STM32F103C8 flash\n",
            Isprecipe.On(_bench, "read", "flash", file, "--programmer", "stlink", "--mcu", "bluepill").EndedWith(0).Out);
    }

    [Fact]
    public void A_probe_tells_what_is_there()
    {
        string told = Isprecipe.On(_bench, "probe", "--programmer", "stlink").EndedWith(0).Out;

        Assert.Contains("programmer   stlink-v2 on 0483:3748 at 1-1, ST-Link/V2, firmware V2J37S7", told);
        Assert.Contains("device id    0x410", told);
        Assert.Contains("STM32F103C8", told);
        Assert.Contains("USER         0xFF  nRST_STDBY=no-reset nRST_STOP=no-reset WDG_SW=software", told);
    }

    [Fact]
    public void A_probe_is_data_too()
    {
        JsonElement found = JsonDocument.Parse(
            Isprecipe.On(_bench, "probe", "--programmer", "stlink", "--json").EndedWith(0).Out).RootElement;

        Assert.Equal("0x410", found.GetProperty("deviceId").GetString());
        Assert.Equal(65536, found.GetProperty("flashBytes").GetInt32());
        Assert.Equal("level-0", found.GetProperty("options").GetProperty("RDP").GetProperty("fields").GetProperty("RDP").GetString());
    }

    [Fact]
    public void A_virtual_chip_is_probed_and_read_without_a_device()
    {
        string file = Path.Combine(_folder, "out.bin");

        Isprecipe.Run("probe", "--programmer", "stlink", "--mcu", "stm32f103c8", "--simulate").EndedWith(0);
        Isprecipe.Run("read", "flash", file, "--programmer", "stlink", "--mcu", "stm32f103c8", "--simulate").EndedWith(0);

        Assert.Equal(65536, new FileInfo(file).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Recipe(string more = "")
    {
        string path = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllBytes(Path.Combine(_folder, "app.bin"), Program);
        File.WriteAllText(path, $$"""
            version: 1
            name: test
            mcu: stm32f103c8
            programmer: stlink
            files: { app: { path: app.bin, format: bin, address: 0x08000000 } }
            write: { flash: app }
            {{more}}
            """);
        return path;
    }
}
