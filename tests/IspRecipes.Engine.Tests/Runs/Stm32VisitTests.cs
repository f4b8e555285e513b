using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Probing and reading an STM32, which runs on meanwhile.</summary>
public class Stm32VisitTests
{
    private static readonly ChipRequest Request = new("stlink");

    /// <summary>
    /// st-info takes 15 commands, and resets the chip. One that is freshly plugged in has to leave its DFU mode first; from J22
    /// on it is told a clock, and before J32 it reads every word by itself.
    /// </summary>
    [Theory]
    [InlineData("V2J14", 15)]
    [InlineData("V2J17", 15)]
    [InlineData("V2J26", 16)]
    [InlineData("V2J37S7", 15)]
    [InlineData("V21J29", 15)]
    [InlineData("V3J7", 15)]
    public void A_probe_takes_few_commands_and_no_reset(string firmware, int most)
    {
        SimulatedBench bench = Bench(firmware: Stm32CostTests.Find(firmware));
        int resets = bench.Stm32.Resets;

        ProbeReport.Stm32 found = Probe(bench);

        int commands = ((VirtualStLink)bench.UsbDevices[0]).Commands;
        Assert.True(commands <= most, $"{commands} commands");
        Assert.Equal(resets, bench.Stm32.Resets);
        Assert.True(bench.Stm32.IsRunning);
        Assert.Empty(bench.Stm32.Violations);
        Assert.Equal("STM32F103C8", Assert.Single(found.Parts, part => part.Id == "stm32f103c8").Name);
        Assert.Equal((0x410, 64u * 1024), (found.Identity.DeviceId, found.Part.Flash.Size));
        Assert.Equal(CoreActivity.Running, found.Identity.Core);
        Assert.Equal((0, false), (found.ReadProtectionLevel, found.IsReadProtected));
        Assert.Empty(found.WriteProtectedPages);
    }

    [Fact]
    public void A_protected_chip_is_probed_and_its_protection_told()
    {
        SimulatedBench bench = Bench();
        bench.Stm32.Preset(bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0).With(OptionByteId.Wrp0, 0xFD));

        ProbeReport.Stm32 found = Probe(bench);

        Assert.True(found.IsReadProtected);
        Assert.Equal([4, 5, 6, 7], found.WriteProtectedPages);
        Assert.Equal(0xFD, found.Options[OptionByteId.Wrp0]);
    }

    [Fact]
    public void A_clone_bears_its_mark()
    {
        Checked<ProbeReport> probe = RecipeRunner.Probe(Request, Bench(Stm32Silicon.Cks32), new RunOptions());

        Assert.Contains("2BA01477", Assert.IsType<ProbeReport.Stm32>(probe.Value).Identity.CloneMark);
        Assert.Equal("ISP6028", Assert.Single(probe.Diagnostics).Code);
    }

    [Fact]
    public void A_locked_up_core_is_told()
    {
        SimulatedBench bench = new(Stm32Catalog.Find("stm32f103c8")!);

        Assert.Equal(CoreActivity.LockedUp, Assert.IsType<ProbeReport.Stm32>(RecipeRunner.Probe(Request, bench, new RunOptions()).Value).Identity.Core);
    }

    [Fact]
    public void A_chip_without_power_is_told_from_a_wrong_one()
    {
        Checked<ProbeReport> probe = RecipeRunner.Probe(Request, Bench(Stm32Silicon.Genuine with { Volts = 0 }), new RunOptions());

        Assert.Equal(ExitCode.WrongTarget, probe.Exit);
        Assert.Contains(probe.Diagnostics, told => told.Code == "ISP6019");
    }

    [Fact]
    public void Flash_is_read_while_the_chip_runs()
    {
        SimulatedBench bench = Bench();
        int resets = bench.Stm32.Resets;

        Checked<MemoryReading> read = Read(bench, AvrMemory.Flash);

        Assert.Equal(bench.Stm32.Flash, read.Value!.Content);
        Assert.Equal(0x08000000u, read.Value.Address);
        Assert.Equal(resets, bench.Stm32.Resets);
        Assert.True(bench.Stm32.IsRunning);
    }

    [Theory]
    [InlineData(AvrMemory.Flash, "ISP3091", ExitCode.Refused)]
    [InlineData(AvrMemory.Eeprom, "ISP8012", ExitCode.Usage)]
    public void What_cannot_be_read_is_refused(AvrMemory memory, string code, ExitCode exit)
    {
        SimulatedBench bench = Bench();
        bench.Stm32.Preset(bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0));

        Checked<MemoryReading> read = Read(bench, memory);

        Assert.Equal((code, exit), (Assert.Single(read.Diagnostics).Code, read.Exit));
    }

    [Fact]
    public void A_programmer_and_a_part_that_do_not_go_together_are_told_before_a_port_is_opened()
    {
        Checked<ProbeReport> probe = RecipeRunner.Probe(Request with { Mcu = "atmega32u4" }, Bench(), new RunOptions());

        Diagnostic only = Assert.Single(probe.Diagnostics);
        Assert.Equal("ISP8013", only.Code);
        Assert.Contains("ATmega32U4", only.Message);
    }

    [Fact]
    public void Two_probes_that_nobody_can_tell_apart_are_listed_with_their_places()
    {
        SimulatedBench bench = Bench();
        bench.UsbDevices = [bench.UsbDevices[0], new VirtualStLink(bench.Stm32, bench.Clock, path: "1-2")];

        Checked<ProbeReport> two = RecipeRunner.Probe(Request, bench, new RunOptions());
        Checked<ProbeReport> one = RecipeRunner.Probe(Request with { Port = "usb:path=1-1" }, bench, new RunOptions());

        Assert.Equal("ISP4023", Assert.Single(two.Diagnostics).Code);
        Assert.Contains("1-2", two.Diagnostics[0].Hint);
        Assert.Equal("1-1", Assert.IsType<ProbeReport.Stm32>(one.Value).Device.Path);
    }

    private static Checked<MemoryReading> Read(SimulatedBench bench, AvrMemory memory) =>
        RecipeRunner.ReadMemory(Request, memory, bench, new RunOptions(), (_, _) => { }, default);

    private static ProbeReport.Stm32 Probe(SimulatedBench bench)
    {
        Checked<ProbeReport> probe = RecipeRunner.Probe(Request, bench, new RunOptions());
        Assert.DoesNotContain(probe.Diagnostics, told => told.Severity == Severity.Error);
        return Assert.IsType<ProbeReport.Stm32>(probe.Value);
    }

    /// <summary>With a program that runs.</summary>
    private static SimulatedBench Bench(Stm32Silicon? silicon = null, StLinkFirmware? firmware = null)
    {
        SimulatedBench bench = new(Stm32Catalog.Find("stm32f103c8")!, firmware, silicon);
        Stm32World.Program(3000).CopyTo(bench.Stm32.Flash, 0);
        bench.Stm32.CyclePower();
        return bench;
    }
}
