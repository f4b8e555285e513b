using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What goes wrong at the device: exit code, sentence, and whether the chip was touched.</summary>
public sealed class FailureTests : IDisposable
{
    private const byte ReadProtected = 0xFC;

    private static readonly AvrPart Part = AvrCatalog.Find("atmega32u4")!;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_wrong_chip_is_named_and_left_alone()
    {
        SimulatedBench bench = Bench.With("avrisp", "atmega328p");

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(7);

        Assert.Contains("ISP6002: the chip is another one: its signature is 1E 95 0F (ATmega328P", run.Error);
        Assert.Contains("Nothing on the chip was changed.", run.Out);
        Assert.False(bench.Chip.Touched);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void A_chip_that_does_not_answer_comes_with_what_to_look_at(byte answer)
    {
        SimulatedBench bench = Bench.With("avrisp", Part).Holding(chip => chip.MisoStuckAt = answer);

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(7);

        Assert.All(["MISO", "power", "clock"], word => Assert.Contains(word, run.Error));
        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void A_silent_port_ends_the_run()
    {
        SimulatedBench bench = Bench.With("avrisp", Part, new BoardOptions { Silent = true });

        Assert.Contains("ISP4009: sim is silent", Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(6).Error);
    }

    [Fact]
    public void A_port_that_hangs_up_ends_the_run()
    {
        SimulatedBench bench = Bench.With("avrisp", Part, new BoardOptions { HangsUpAfter = 300 });

        Assert.Contains("hung up", Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(6).Error);
    }

    [Fact]
    public void A_programmer_that_stops_in_mid_page_leaves_half_a_job_and_says_so()
    {
        SimulatedBench bench = Bench.With("avrisp", Part, new BoardOptions { StopsInPage = 2 });

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(6);

        Assert.Contains("Write flash from production: FAILED", run.Error);
        Assert.Contains("The chip was changed and may hold half of the job", run.Out);
    }

    [Fact]
    public void A_byte_that_reads_back_wrong_is_named_with_what_was_expected()
    {
        SimulatedBench? bench = null;
        bench = new SimulatedBench("avrisp", Part)
        {
            Cable = link => new Vandal(link, () => bench!.Chip.Flash[0x7000] ^= 0x10),
        };

        CliRun run = Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(8);

        Assert.Matches("ISP6006: flash differs at 0x7000: expected 0x[0-9A-F]{2} from .*boot.hex, line 1, found 0x", run.Error);
        Assert.DoesNotContain("Write high fuse", run.Error);
    }

    [Fact]
    public void A_backup_of_a_read_protected_chip_is_refused()
    {
        SimulatedBench bench = Bench.With("avrisp", Part).Holding(chip => chip.Preset(FuseId.Lock, ReadProtected));
        string recipe = _scratch.Save("recipe.yaml", """
            version: 1
            name: backup
            mcu: atmega32u4
            programmer: avrisp
            read: { flash: backup.hex }
            """);

        Assert.Contains("ISP6005", Isprecipe.On(bench, "run", recipe).EndedWith(9).Error);
        Assert.False(File.Exists(_scratch.Path("backup.hex")));
    }

    [Fact]
    public void A_port_that_is_not_there_is_answered_with_those_that_are()
    {
        CliRun run = Isprecipe.On(Bench.With("avrisp", Part), "run", Isprecipe.Demo, "--port", "/dev/nope").EndedWith(5);

        Assert.Contains("ISP4001: there is no port /dev/nope", run.Error);
        Assert.Contains("sim (2341:0043, virtual programmer", run.Error);
    }

    [Fact]
    public void A_port_in_use_is_told()
    {
        SimulatedBench bench = Bench.With("avrisp", Part);
        using var other = bench.Open();

        Assert.Contains("ISP4004: sim is in use", Isprecipe.On(bench, "run", Isprecipe.Demo).EndedWith(5).Error);
    }

    [Fact]
    public void Nothing_plugged_in_is_told() =>
        Assert.Contains("ISP4003", Isprecipe.On(new NoPorts(), "run", Isprecipe.Demo).EndedWith(5).Error);
}
