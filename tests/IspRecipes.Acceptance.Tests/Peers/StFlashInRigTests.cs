using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real st-info and st-flash (stlink-tools 1.7.0) on virtual ST-Links and STM32s through real libusb.</summary>
public sealed class StFlashInRigTests
{
    private const string Start = "0x08000000";

    [UsbRigTheory("st-info")]
    [MemberData(nameof(StLinkRig.Probes), MemberType = typeof(StLinkRig))]
    public void St_info_knows_probe_and_chip(StLinkFirmware firmware)
    {
        using var rig = new StLinkRig(firmware);
        int resets = rig.Chip.Resets;

        (int? exit, string said) = rig.Run("st-info", "--probe");

        Assert.Equal(0, exit);
        Assert.Contains($"version:    V{firmware.Hardware}J{firmware.Jtag}", said);
        Assert.Contains($"serial:     {firmware.SerialNumber}\n", said);
        Assert.Contains("flash:      65536 (pagesize: 1024)\n", said);
        Assert.Contains("chipid:     0x0410\n", said);
        Assert.True(rig.Chip.IsRunning);
        Assert.True(rig.Chip.Resets > resets, "st-info resets the target, which our probe does not");
        Assert.InRange(rig.Probe.Commands, 15, 17);
    }

    [UsbRigFact("st-info")]
    public void St_info_costs_15_commands_and_30_transfers()
    {
        using var rig = new StLinkRig(StLinkFirmware.V21J29);
        rig.Run("st-info", "--probe");
        Assert.Equal((15, 30L, 320L), (rig.Probe.Commands, rig.Cost.RoundTrips, rig.Cost.BytesOut + rig.Cost.BytesIn));
    }

    [UsbRigFact("st-info")]
    public void St_info_prints_a_serial_number_that_the_firmware_did_not()
    {
        using var rig = new StLinkRig(StLinkFirmware.V2J37S7 with { SerialNumber = StLinkFirmware.RawSerial });
        Assert.Contains("serial:     53FF6E065077485049480687\n", rig.Run("st-info", "--probe").Said);
    }

    [UsbRigFact("st-info")]
    public void St_info_does_without_NRST()
    {
        using var rig = new StLinkRig(silicon: new Stm32Silicon { NrstWired = false });
        Assert.Contains("chipid:     0x0410\n", rig.Run("st-info", "--probe").Said);
    }

    [UsbRigFact("st-info")]
    public void St_info_calls_a_chip_without_power_an_unknown_device()
    {
        using var rig = new StLinkRig(silicon: new Stm32Silicon { Volts = 0 });
        Assert.Contains("chipid:     0x0000\n", rig.Run("st-info", "--probe").Said);
    }

    /// <summary>
    /// Commands that are no polls are as many as another model of the probe has counted. Polls of BSY come on top: 30 ms of
    /// page erase have room for 50 at most, where a poll takes two transfers of 0.25 ms and a word at 1.8 MHz.
    /// </summary>
    [UsbRigFact("st-flash")]
    public void St_flash_writes_and_verifies_with_351_commands_and_its_polls()
    {
        using var rig = new StLinkRig();
        byte[] program = StLinkRig.Program(7172);

        (int? exit, string said) = rig.Run("st-flash", "--reset", "--format", "binary", "write", rig.Save(program), Start);

        Assert.True(exit == 0, said);
        Assert.Contains("Flash written and verified! jolly good!", said);
        Assert.Equal(program, rig.Chip.Flash[..7172]);
        Assert.True(rig.Chip.IsRunning);
        Assert.Empty(rig.Chip.Violations);
        byte[] neverPolled = [0x35, 0x34, 0x33, 0x08, 0x3E, 0x07]; // WRITEDEBUGREG, WRITEREG, READREG, WRITEMEM32, status, READMEM32
        Assert.Equal([123, 42, 17, 9, 9, 8], neverPolled.Select(rig.Count));
        Assert.InRange(rig.Probe.Commands, 351, 351 + (8 * 50) + 50);
        Assert.InRange(rig.Cost.BytesOut + rig.Cost.BytesIn, 21_600, 21_600 + (450 * 24));
    }

    [UsbRigTheory("st-flash")]
    [MemberData(nameof(StLinkRig.Probes), MemberType = typeof(StLinkRig))]
    public void St_flash_writes_through_every_probe(StLinkFirmware firmware)
    {
        using var rig = new StLinkRig(firmware);
        byte[] program = StLinkRig.Program(1000);

        (int? exit, string said) = rig.Run("st-flash", "--reset", "write", rig.Save(program), Start);

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
        Assert.Equal(StLinkRig.Before[1024..], rig.Chip.Flash[1024..2048]);
        Assert.True(rig.Chip.IsRunning);
    }

    [UsbRigFact("st-flash")]
    public void St_flash_takes_a_clone_for_the_real_thing()
    {
        using var rig = new StLinkRig(StLinkFirmware.V2J17, Stm32Silicon.Cks32);
        byte[] program = StLinkRig.Program(1000);
        Assert.Equal(0, rig.Run("st-flash", "--reset", "write", rig.Save(program), Start).Exit);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
    }

    [UsbRigFact("st-flash")]
    public void St_flash_reads_all_of_the_flash_in_1_KiB_blocks()
    {
        using var rig = new StLinkRig();
        Assert.Equal(0, rig.Run("st-flash", "read", rig.FileAt("read.bin"), Start, "0x10000").Exit);
        Assert.Equal(rig.Chip.Flash, File.ReadAllBytes(rig.FileAt("read.bin")));
        Assert.Equal(64, rig.Count(0x07));
        Assert.True(rig.Chip.IsRunning);
    }

    [UsbRigFact("st-flash")]
    public void St_flash_erases()
    {
        using var rig = new StLinkRig();
        Assert.Equal(0, rig.Run("st-flash", "erase").Exit);
        Assert.All(rig.Chip.Flash, value => Assert.Equal(0xFF, value));
        Assert.Empty(rig.Chip.Violations);
    }

    [UsbRigTheory("st-flash")]
    [InlineData("write")]
    [InlineData("erase")]
    public void A_locked_chip_refuses_st_flash_and_keeps_what_it_has(string verb)
    {
        using var rig = new StLinkRig().Locked();
        byte[] before = [.. rig.Chip.Flash];

        (int? exit, string said) = rig.Run("st-flash", verb == "erase" ? [verb] : [verb, rig.Save(StLinkRig.Program(1000)), Start]);

        Assert.NotEqual(0, exit);
        Assert.Contains("Flash memory is write protected", said);
        Assert.Equal(before, rig.Chip.Flash);
    }

    /// <summary>READMEM has no status, and st-flash does not ask for one: why our driver does.</summary>
    [UsbRigFact("st-flash")]
    public void St_flash_reads_zeros_from_a_locked_chip_and_is_content()
    {
        using var rig = new StLinkRig().Locked();
        Assert.Equal(0, rig.Run("st-flash", "read", rig.FileAt("read.bin"), Start, "0x800").Exit);
        Assert.All(File.ReadAllBytes(rig.FileAt("read.bin")), value => Assert.Equal(0, value));
    }

    [UsbRigFact("st-flash")]
    public void A_write_protected_page_keeps_what_it_has()
    {
        using var rig = new StLinkRig();
        rig.Chip.Preset(rig.Chip.StoredOptions.With(OptionByteId.Wrp0, 0xFE));

        (int? exit, string said) = rig.Run("st-flash", "write", rig.Save(StLinkRig.Program(1000)), Start);

        Assert.NotEqual(0, exit);
        Assert.Contains("Flash memory is write protected", said);
        Assert.Equal(StLinkRig.Before, rig.Chip.Flash[..2048]);
    }

    /// <summary>The twin plays it too. <c>ISPRECIPE_APPROVE=1</c> writes it anew.</summary>
    [UsbRigFact("st-info")]
    public void What_st_info_sends_is_the_transcript_we_keep()
    {
        string kept = Repository.File("tests", "transcripts", "stlink", "captured-st-info-1.7.0-probe.txt");
        using var rig = new StLinkRig();
        rig.Run("st-info", "--probe");
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(kept, "# st-info 1.7.0 --probe, on a virtual ST-Link/V2 (V2J37S7) with an STM32F103C8.\n" + rig.Transcript);
        }

        Assert.Equal(File.ReadAllText(kept).Split('\n', 2)[1], rig.Transcript);
    }
}
