using System.Text.Json;
using IspRecipes.Acceptance.Tests.Packages;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A run that goes well: what it says where, and what it exits with.</summary>
public sealed class RunTests : IDisposable
{
    private const string FusesOnly = """
        version: 1
        name: fuses only
        mcu: atmega32u4
        programmer: avrisp
        fuses: { JTAGEN: off }
        """;

    private readonly Scratch _scratch = new();
    private readonly SimulatedBench _bench = Bench.With("avrisp", "atmega32u4");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_demo_tells_its_progress_as_messages_and_its_end_as_a_result()
    {
        CliRun run = Isprecipe.Run("run", Isprecipe.Demo, "--simulate").EndedWith(0);

        Assert.Contains("Write flash from production: ok, 384 bytes in", run.Error);
        Assert.Equal(new Page("README.md", "## Try it").Code("text"), run.Out);
    }

    [Fact]
    public void A_bench_holds_afterwards_what_the_recipe_says()
    {
        Isprecipe.On(_bench, "run", Isprecipe.Demo).EndedWith(0);

        Assert.Equal(0xD9, _bench.Chip.Fuse(FuseId.High));
        Assert.Equal(0x2F, _bench.Chip.Fuse(FuseId.Lock) & 0x3F);
        Assert.NotEqual(0xFF, _bench.Chip.Flash[0x7000]);
        Assert.False(_bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void Quiet_says_nothing_and_verbose_what_each_step_cost()
    {
        CliRun quiet = Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "-q").EndedWith(0);
        CliRun verbose = Isprecipe.Run("run", Isprecipe.Demo, "--simulate", "-v").EndedWith(0);

        Assert.Empty(quiet.Out + quiet.Error);
        Assert.Contains("Write flash from production: ok, 384 bytes in 408 ms  [2 round trips, 402 bytes out, 8 bytes in,", verbose.Error);
    }

    [Fact]
    public void Long_steps_say_every_quarter_with_rate_and_time_left()
    {
        string recipe = _scratch.Save("recipe.yaml", """
            version: 1
            name: long
            mcu: atmega32u4
            programmer: avrisp
            files: { app: app.hex }
            write: { flash: app }
            """);
        _scratch.SaveHex("app.hex", Samples.Bytes(20_000));

        string told = Isprecipe.On(_bench, "run", recipe).EndedWith(0).Error;

        Assert.Matches(@"(?m)^   25 %  [\d,]+ B/s, [\d.]+ s left\n   50 %  [\d,]+ B/s, [\d.]+ s left\n   75 %  ", told);
    }

    [Fact]
    public void A_step_that_finds_nothing_to_write_tells_no_quarter_however_much_it_looks_through()
    {
        string recipe = _scratch.Save("recipe.yaml", """
            version: 1
            name: 4 KiB of EEPROM
            mcu: at90usb1286
            programmer: avrisp
            files: { app: app.hex }
            write: { flash: app }
            eeprom: erase
            """);
        _scratch.SaveHex("app.hex", Samples.Bytes(100));

        string told = Isprecipe.On(Bench.With("avrisp", "at90usb1286"), "run", recipe).EndedWith(0).Error;

        Assert.Contains("Erase chip: ok\nErase EEPROM that EESAVE spared: unchanged\n", told);
    }

    [Fact]
    public void A_detailed_exit_code_tells_whether_the_chip_was_changed()
    {
        string recipe = _scratch.Save("recipe.yaml", FusesOnly);

        Isprecipe.On(_bench, "run", recipe, "--detailed-exitcode").EndedWith(10);
        int writes = _bench.Chip.Writes.Count;
        CliRun second = Isprecipe.On(_bench, "run", recipe, "--detailed-exitcode").EndedWith(0);

        Assert.Contains("Write high fuse: unchanged", second.Error);
        Assert.Equal(writes, _bench.Chip.Writes.Count);
    }

    [Fact]
    public void Several_recipes_run_in_order_until_one_fails()
    {
        string first = _scratch.Save("first.yaml", FusesOnly);
        string other = _scratch.Save("other.yaml", FusesOnly.Replace("atmega32u4", "atmega328p").Replace("JTAGEN: off", "EESAVE: on"));

        CliRun run = Isprecipe.On(_bench, "run", first, other, first, "--report", _scratch.Save("report.json", "")).EndedWith(7);

        Assert.Equal(
            ["Done: fuses only, ATmega32U4", "FAILED: fuses only, ATmega328P", $"1 of 3 recipes done; not run: {first}"], Verdicts(run.Out));
        Assert.Equal(2, JsonDocument.Parse(_scratch.Read("report.json")).RootElement.GetArrayLength());
    }

    [Fact]
    public void The_environment_names_the_port_and_the_command_line_wins()
    {
        string recipe = _scratch.Save("recipe.yaml", FusesOnly);

        CliRun environment = Isprecipe.Where("ISPRECIPE_PORT", "/dev/none", _bench, "run", recipe).EndedWith(5);
        Isprecipe.Where("ISPRECIPE_PORT", "/dev/none", _bench, "run", recipe, "--port", "auto").EndedWith(0);

        Assert.Contains("ISP4001: there is no port /dev/none", environment.Error);
        Assert.Contains("sim (2341:0043", environment.Error);
    }

    private static IEnumerable<string> Verdicts(string output) =>
        output.Split('\n').Where(line => line.Length > 0 && line[0] != ' ').Select(line => line.Split(" through ")[0]);
}
