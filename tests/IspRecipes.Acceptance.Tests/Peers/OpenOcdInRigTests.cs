using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real openocd 0.12 on virtual ST-Links and STM32s through real libusb.</summary>
public sealed class OpenOcdInRigTests
{
    /// <summary>And whether they have RW_MISC.</summary>
    public static TheoryData<StLinkFirmware, bool> ProbesWithDebugPort => new()
    {
        { StLinkFirmware.V2J37S7, true }, { StLinkFirmware.V2J26, false }, { StLinkFirmware.V3J7, true },
    };

    /// <summary>
    /// Commands that are no polls are as many as another model of the probe has counted; a poll of BSY is two commands here,
    /// and a page erase of 30 ms has room for 30 of them at most.
    /// </summary>
    [UsbRigFact("openocd")]
    public void Openocd_writes_and_verifies_with_311_commands_and_its_polls()
    {
        using var rig = new StLinkRig();
        byte[] program = StLinkRig.Program(7172);

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(program)} 0x08000000 verify reset exit");

        Assert.True(exit == 0, said);
        Assert.Contains("** Verified OK **", said);
        Assert.Equal(program, rig.Chip.Flash[..7172]);
        Assert.Equal(CoreState.Running, rig.Chip.CoreState);
        Assert.False(rig.Chip.IsRunning, "openocd leaves C_DEBUGEN set, which we clear");
        Assert.Empty(rig.Chip.Violations);
        Assert.Equal((60, 17), (rig.Count(0x33), rig.Count(0x34))); // READREG, WRITEREG: no polls
        Assert.InRange(rig.Probe.Commands, 311, 311 + (8 * 60) + 300); // and the polls of its stub
    }

    [UsbRigTheory("openocd")]
    [MemberData(nameof(StLinkRig.Probes), MemberType = typeof(StLinkRig))]
    public void Openocd_writes_through_every_probe(StLinkFirmware firmware)
    {
        using var rig = new StLinkRig(firmware);
        byte[] program = StLinkRig.Program(1000);

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(program)} 0x08000000 verify reset exit");

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
        Assert.Equal(StLinkRig.Before[1024..], rig.Chip.Flash[1024..2048]);
    }

    /// <summary>Through the probe's debug port and its batches: openocd's default since 2026.</summary>
    [UsbRigTheory("openocd")]
    [MemberData(nameof(ProbesWithDebugPort))]
    public void Openocd_writes_through_the_debug_port_register_by_register(StLinkFirmware firmware, bool batches)
    {
        using var rig = new StLinkRig(firmware);
        byte[] program = StLinkRig.Program(1000);

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(program)} 0x08000000 verify reset exit", "stlink-dap");

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
        Assert.Equal(batches, rig.Count(0x51) > 0);
        Assert.True(rig.Count(0x45) > 0);
    }

    [UsbRigFact("openocd")]
    public void Openocd_refuses_a_clone_that_its_scripts_do_not_expect()
    {
        using var rig = new StLinkRig(silicon: Stm32Silicon.Cks32);

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(StLinkRig.Program(1000))} 0x08000000 verify reset exit");

        Assert.Equal(1, exit);
        Assert.Contains("UNEXPECTED idcode: 0x2ba01477", said);
        Assert.Equal(StLinkRig.Before, rig.Chip.Flash[..2048]);
    }

    [UsbRigFact("openocd")]
    public void Openocd_takes_a_clone_when_it_is_told_its_id()
    {
        using var rig = new StLinkRig(silicon: Stm32Silicon.Cks32);
        byte[] program = StLinkRig.Program(1000);

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(program)} 0x08000000 verify reset exit", before: "set CPUTAPID 0x2ba01477");

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
    }

    [UsbRigFact("openocd")]
    public void A_locked_chip_refuses_openocd_and_keeps_what_it_has()
    {
        using var rig = new StLinkRig().Locked();

        (int? exit, string said) = rig.OpenOcd($"program {rig.Save(StLinkRig.Program(1000))} 0x08000000 verify reset exit");

        Assert.Equal(1, exit);
        Assert.Contains("stm32x device protected", said);
        Assert.Equal(StLinkRig.Before, rig.Chip.Flash[..2048]);
        Assert.Equal(CoreState.Halted, rig.Chip.CoreState); // and it leaves the core so
    }

    [UsbRigFact("openocd")]
    public void Openocd_unlocks_a_chip_with_201_commands_and_its_polls()
    {
        using var rig = new StLinkRig().Locked();

        (int? exit, string said) = rig.OpenOcd("init; reset halt; stm32f1x unlock 0; reset run; exit");

        Assert.True(exit == 0, said);
        Assert.Equal(0xA5, rig.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.Equal(rig.Chip.StoredOptions, rig.Chip.LoadedOptions);
        Assert.All(rig.Chip.Flash, value => Assert.Equal(0xFF, value));
        Assert.Empty(rig.Chip.Violations);
        Assert.InRange(rig.Probe.Commands, 201, 201 + (3 * 60)); // flash and option bytes are erased
    }

    [UsbRigFact("openocd")]
    public void Openocd_locks_a_chip_which_keeps_its_program()
    {
        using var rig = new StLinkRig();

        (int? exit, string said) = rig.OpenOcd("init; reset halt; stm32f1x lock 0; reset run; exit");

        Assert.True(exit == 0, said);
        Assert.Equal(0x00, rig.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.Equal(StLinkRig.Before, rig.Chip.Flash[..2048]);
    }
}
