using IspRecipes.Acceptance.Tests.Cli;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>
/// The same image by st-flash, openocd and isprecipe, as processes through real libusb, each on a virtual ST-Link and chip of
/// its own that hold the same: what is in the chip afterwards, and what it cost.
/// </summary>
public sealed class StLinkPeersTests
{
    [UsbRigTheory("st-flash openocd")]
    [InlineData(7172, 1)]
    [InlineData(3001, 2)]
    [InlineData(20_000, 3)]
    public void All_leave_the_same_chip_and_ours_takes_a_quarter_of_st_flash_s_transfers(int length, int seed)
    {
        byte[] program = [.. StLinkRig.Program(10), .. Samples.Bytes(length + seed)[(10 + seed)..]];
        using StLinkRig stFlash = new(), openocd = new(), ours = new();

        AssertDone(StFlash(stFlash, program));
        AssertDone(openocd.OpenOcd($"program {openocd.Save(program)} 0x08000000 verify reset exit"));
        AssertDone(ours.Run(Isprecipe.Command("run", ours.Recipe(program), "--yes")));

        foreach (StLinkRig rig in (StLinkRig[])[stFlash, openocd, ours])
        {
            Assert.Equal(program, rig.Chip.Flash[..length]);
            Assert.Equal(ours.Chip.StoredOptions, rig.Chip.StoredOptions);
            Assert.Equal(ours.Chip.CoreState, rig.Chip.CoreState);
            Assert.Empty(rig.Chip.Violations);
        }

        // Behind the image they leave its last page erased; we put back what it held.
        int next = (length + 1023) & ~1023;
        Assert.Equal(stFlash.Chip.Flash[next..], ours.Chip.Flash[next..]);
        Assert.Equal(openocd.Chip.Flash[next..], ours.Chip.Flash[next..]);
        Assert.True(ours.Chip.IsRunning);
        Assert.InRange(ours.Cost.RoundTrips, 1, stFlash.Cost.RoundTrips / 4);
        Assert.InRange(ours.Cost.RoundTrips, 1, openocd.Cost.RoundTrips / 4);
    }

    /// <summary><c>ISPRECIPE_MEASURE=1</c> does 64 KiB too, and prints the table of docs/benchmarks.md.</summary>
    [UsbRigFact("st-flash openocd")]
    public void Jobs_cost_less_than_the_peers_with_batches_and_without()
    {
        StLinkFirmware without = StLinkFirmware.V2J37S7 with { Jtag = 31 };
        byte[] image = StLinkRig.Program(7172), all = StLinkRig.Program(65536);
        bool measures = Environment.GetEnvironmentVariable("ISPRECIPE_MEASURE") == "1";
        List<(string Job, string Tool, StLinkRig Rig)> rows = [];

        Add("7,172 bytes", "st-flash 1.7.0", rig => StFlash(rig, image));
        Add("7,172 bytes", "openocd 0.12", rig => rig.OpenOcd($"program {rig.Save(image)} 0x08000000 verify reset exit"));
        AddOurs("7,172 bytes", rig => ["run", rig.Recipe(image), "--yes"]);
        Add("probe", "st-info 1.7.0", rig => rig.Run("st-info", "--probe"));
        AddOurs("probe", _ => ["probe", "--programmer", "stlink"]);
        Add("unlock", "openocd 0.12", rig => rig.Locked().OpenOcd("init; reset halt; stm32f1x unlock 0; reset run; exit"));
        AddOurs("unlock", rig => ["run", rig.Locked().Recipe(null, "unlock: if-needed", "allow: [ mass-erase ]"), "--yes"]);
        if (measures)
        {
            Add("64 KiB, whole chip", "st-flash 1.7.0", rig => StFlash(rig, all));
            Add("64 KiB, whole chip", "openocd 0.12", rig => rig.OpenOcd($"program {rig.Save(all)} 0x08000000 verify reset exit"));
            AddOurs("64 KiB, whole chip", rig => ["run", rig.Recipe(all, "erase: chip"), "--yes"]);
        }

        foreach (IGrouping<string, (string Job, string Tool, StLinkRig Rig)> job in rows.GroupBy(row => row.Job))
        {
            ILookup<bool, int> commands = job.ToLookup(
                row => row.Tool.StartsWith("isprecipe", StringComparison.Ordinal), row => row.Rig.Probe.Commands);
            Assert.True(commands[true].Max() <= commands[false].Min(), job.Key);
        }

        if (measures)
        {
            Console.WriteLine("| job | tool | commands | transfers | bytes |\n|---|---|--:|--:|--:|");
            rows.ForEach(row => Console.WriteLine(
                $"| {row.Job} | {row.Tool} | {row.Rig.Probe.Commands:N0} | {row.Rig.Cost.RoundTrips:N0} | {row.Rig.Cost.BytesOut + row.Rig.Cost.BytesIn:N0} |"));
        }

        rows.ForEach(row => row.Rig.Dispose());

        void AddOurs(string job, Func<StLinkRig, string[]> arguments)
        {
            Add(job, "isprecipe", rig => rig.Run(Isprecipe.Command(arguments(rig))));
            Add(job, "isprecipe, without RW_MISC", rig => rig.Run(Isprecipe.Command(arguments(rig))), without);
        }

        void Add(string job, string tool, Func<StLinkRig, (int? Exit, string Said)> run, StLinkFirmware? firmware = null)
        {
            StLinkRig rig = new(firmware);
            rows.Add((job, tool, rig));
            AssertDone(run(rig));
        }
    }

    private static (int? Exit, string Said) StFlash(StLinkRig rig, byte[] program) =>
        rig.Run("st-flash", "--reset", "--format", "binary", "write", rig.Save(program), "0x08000000");

    private static void AssertDone((int? Exit, string Said) run) => Assert.True(run.Exit == 0, run.Said);
}
