using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>What a real client has sent to the virtual ST-Link, played to it again.</summary>
public sealed class StLinkTranscriptTests
{
    [Fact]
    public void It_answers_st_info_as_it_did()
    {
        var chip = new VirtualStm32(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock());
        byte[] doNothing = [0x00, 0x50, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7]; // SP, entry, b .
        doNothing.CopyTo(chip.Flash, 0);
        chip.CyclePower();
        var clock = new VirtualClock();

        UsbTranscript.Load("stlink/captured-st-info-1.7.0-probe.txt").Play(new VirtualStLink(chip, clock), clock);

        Assert.True(chip.IsRunning);
    }
}
