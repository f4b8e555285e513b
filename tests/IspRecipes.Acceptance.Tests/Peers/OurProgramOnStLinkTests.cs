using IspRecipes.Acceptance.Tests.Cli;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Our own program, as a process, on virtual ST-Links and STM32s through real libusb: what the peers do there, and cheaper.</summary>
public sealed class OurProgramOnStLinkTests
{
    [UsbRigTheory]
    [MemberData(nameof(StLinkRig.Probes), MemberType = typeof(StLinkRig))]
    public void It_tells_probe_and_chip_without_a_reset(StLinkFirmware firmware)
    {
        using var rig = new StLinkRig(firmware);
        int resets = rig.Chip.Resets;

        (int? exit, string said) = Run(rig, "probe", "--programmer", "stlink");

        Assert.True(exit == 0, said);
        Assert.Contains("STM32F103C8", said);
        Assert.Contains($"V{firmware.Hardware}J{firmware.Jtag}", said);
        Assert.Equal(resets, rig.Chip.Resets);
        Assert.True(rig.Chip.IsRunning);
        Assert.InRange(rig.Probe.Commands, 1, 15);
    }

    [UsbRigFact]
    public void It_writes_and_verifies_with_80_commands()
    {
        using var rig = new StLinkRig();
        byte[] program = StLinkRig.Program(7172);

        (int? exit, string said) = Run(rig, "run", rig.Recipe(program), "--yes", "-v");

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..7172]);
        Assert.True(rig.Chip.IsRunning);
        Assert.Empty(rig.Chip.Violations);
        Assert.InRange(rig.Probe.Commands, 1, 80);
        Assert.InRange(rig.Cost.RoundTrips, 1, 160);
        Assert.InRange(rig.Cost.BytesOut + rig.Cost.BytesIn, 1, 17_000);
    }

    [UsbRigTheory]
    [MemberData(nameof(StLinkRig.Probes), MemberType = typeof(StLinkRig))]
    public void It_writes_through_every_probe(StLinkFirmware firmware)
    {
        using var rig = new StLinkRig(firmware, Stm32Silicon.Cks32);
        byte[] program = StLinkRig.Program(1000);

        (int? exit, string said) = Run(rig, "run", rig.Recipe(program), "--yes", "-v");

        Assert.True(exit == 0, said);
        Assert.Equal(program, rig.Chip.Flash[..1000]);
        Assert.Equal(StLinkRig.Before[1000..], rig.Chip.Flash[1000..2048]);
        Assert.True(rig.Chip.IsRunning);
    }

    [UsbRigFact]
    public void It_unlocks_a_chip_with_70_commands_where_the_recipe_allows()
    {
        using var rig = new StLinkRig().Locked();

        (int? exit, string said) = Run(rig, "run", rig.Recipe(null, "unlock: if-needed", "allow: [ mass-erase ]"), "--yes", "-v");

        Assert.True(exit == 0, said);
        Assert.Equal(0xA5, rig.Chip.LoadedOptions[OptionByteId.Rdp]);
        Assert.All(rig.Chip.Flash, value => Assert.Equal(0xFF, value));
        Assert.Empty(rig.Chip.Violations);
        Assert.InRange(rig.Probe.Commands, 1, 70);
    }

    [UsbRigFact]
    public void It_refuses_a_locked_chip_and_leaves_it_running()
    {
        using var rig = new StLinkRig().Locked();
        byte[] before = [.. rig.Chip.Flash];

        (int? exit, string said) = Run(rig, "run", rig.Recipe(StLinkRig.Program(1000)), "--yes");

        Assert.True(exit == 9, said);
        Assert.Equal(before, rig.Chip.Flash);
        Assert.True(rig.Chip.IsRunning);
        Assert.Empty(rig.Chip.Violations);
    }

    private static (int? Exit, string Said) Run(StLinkRig rig, params string[] arguments) => rig.Run(Isprecipe.Command(arguments));
}
