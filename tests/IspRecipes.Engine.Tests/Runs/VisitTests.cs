using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Probing and reading, which need no recipe.</summary>
public class VisitTests
{
    private static readonly RunOptions Simulated = new() { Simulated = true };

    [Theory]
    [InlineData("atmega32u4")]
    [InlineData("atmega2560")]
    [InlineData("attiny85")]
    public void A_probe_finds_out_which_part_is_there(string mcu)
    {
        SimulatedBench bench = Bench("avrisp", mcu);

        Checked<ProbeReport> probe = RecipeRunner.Probe(new ChipRequest("avrisp"), bench, Simulated);

        Assert.Empty(probe.Diagnostics);
        var found = Assert.IsType<ProbeReport.Avr>(probe.Value);
        Assert.Equal(mcu, found.Parts[0].Id);
        Assert.Equal(bench.Chip.Part.Fuses.Count + 1, found.Fuses.Count);
        Assert.Equal(bench.Chip.Fuse(FuseId.Low), found.Fuses[FuseId.Low]);
        Assert.Equal(bench.Chip.Part.CalibrationBytes, found.Calibration.Count);
        Assert.Contains("ArduinoISP", found.ProgrammerIdentity);
        AssertUntouched(bench);
    }

    [Fact]
    public void A_probe_tells_read_protection()
    {
        SimulatedBench bench = Bench("avrisp", "atmega32u4");
        bench.Chip.Preset(FuseId.Lock, 0xFC);

        Assert.True(RecipeRunner.Probe(new ChipRequest("avrisp"), bench, Simulated).Value!.IsReadProtected);
    }

    [Fact]
    public void A_probe_for_another_part_names_the_one_that_is_there()
    {
        SimulatedBench bench = Bench("avrisp", "atmega328p");

        Checked<ProbeReport> probe = RecipeRunner.Probe(new ChipRequest("avrisp", Mcu: "m32u4"), bench, Simulated);

        Assert.Equal(ExitCode.WrongTarget, probe.Exit);
        Assert.Contains("ATmega328P", Assert.Single(probe.Diagnostics).Message);
        AssertUntouched(bench);
    }

    [Fact]
    public void A_bootloader_is_probed_without_fuses()
    {
        SimulatedBench bench = Bench("arduino", "atmega328p");

        Checked<ProbeReport> probe = RecipeRunner.Probe(new ChipRequest("arduino"), bench, Simulated);

        var found = Assert.IsType<ProbeReport.Avr>(probe.Value);
        Assert.Equal("atmega328p", found.Parts[0].Id);
        Assert.Empty(found.Fuses);
    }

    [Fact]
    public void A_memory_is_read_as_a_whole()
    {
        SimulatedBench bench = Bench("avrisp", "atmega32u4");
        Firmware.Program(1024).CopyTo(bench.Chip.Eeprom, 0);
        long last = 0;

        Checked<MemoryReading> read = RecipeRunner.ReadMemory(
            new ChipRequest("avrisp"), AvrMemory.Eeprom, bench, Simulated, (done, _) => last = done, default);

        Assert.Equal(Firmware.Program(1024), read.Value!.Content);
        Assert.Equal(1024, last);
        AssertUntouched(bench);
    }

    [Fact]
    public void A_read_protected_memory_is_not_read()
    {
        SimulatedBench bench = Bench("avrisp", "atmega32u4");
        bench.Chip.Preset(FuseId.Lock, 0xFC);

        Checked<MemoryReading> read = RecipeRunner.ReadMemory(
            new ChipRequest("avrisp"), AvrMemory.Flash, bench, Simulated, (_, _) => { }, default);

        Assert.Equal("ISP6005", Assert.Single(read.Diagnostics).Code);
        Assert.Equal(ExitCode.Refused, read.Exit);
        AssertUntouched(bench);
    }

    [Fact]
    public void Cancelling_a_read_lets_go_of_the_chip()
    {
        SimulatedBench bench = Bench("avrisp", "atmega32u4");
        using var cancel = new CancellationTokenSource();

        Checked<MemoryReading> read = RecipeRunner.ReadMemory(
            new ChipRequest("avrisp"), AvrMemory.Flash, bench, Simulated, (_, _) => cancel.Cancel(), cancel.Token);

        Assert.Equal(ExitCode.Interrupted, read.Exit);
        AssertUntouched(bench);
    }

    [Theory]
    [InlineData("avrips", null, "ISP2011", "avrisp")]
    [InlineData("avrisp", "at90usb64", "ISP2010", "at90usb646' or 'at90usb647")]
    public void Unknown_names_are_refused_with_what_may_be_meant(string programmer, string? mcu, string code, string meant)
    {
        Checked<ProbeReport> probe = RecipeRunner.Probe(
            new ChipRequest(programmer, Mcu: mcu), Bench("avrisp", "atmega32u4"), Simulated);

        Diagnostic only = Assert.Single(probe.Diagnostics);
        Assert.Equal(code, only.Code);
        Assert.Contains(meant, only.Message);
    }

    private static SimulatedBench Bench(string programmer, string mcu) => new(programmer, AvrCatalog.Find(mcu)!);

    private static void AssertUntouched(SimulatedBench bench)
    {
        Assert.False(bench.Chip.Touched);
        Assert.False(bench.Chip.IsHeldInReset);
        Assert.False(bench.Programmer.IsOpen);
    }
}
