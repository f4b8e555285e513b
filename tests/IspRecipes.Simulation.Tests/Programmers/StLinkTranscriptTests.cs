using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The transcripts that are played to the driver, played to the virtual ST-Link.</summary>
public class StLinkTranscriptTests
{
    private static readonly StLinkFirmware V2 = StLinkFirmware.V2J37S7, V2J14 = StLinkFirmware.V2J14;

    [Theory]
    [InlineData("open")]
    [InlineData("connect")]
    [InlineData("connect-950-khz")]
    [InlineData("connect-under-reset", "close-reset")]
    [InlineData("memory")]
    [InlineData("memory-long")]
    [InlineData("fault")]
    [InlineData("fault-word")]
    [InlineData("batch")]
    [InlineData("batch-long")]
    [InlineData("batch-fault")]
    [InlineData("registers")]
    public void A_session_goes_as_it_is_written_down(string name, string close = "close") => Play(
        Twin(V2),
        name == "open" ? ["open"] : name.StartsWith("connect", StringComparison.Ordinal) ? ["open", name, close] : ["open", "connect", name, close]);

    [Theory]
    [InlineData(StLinkMode.Debug, "open-debug")]
    [InlineData(StLinkMode.Swim, "open-swim")]
    [InlineData(StLinkMode.Bootloader, "open-bootloader")]
    public void Another_program_may_have_left_it_in_any_mode(StLinkMode mode, string name)
    {
        VirtualStLink twin = Twin(V2);
        twin.Mode = mode;
        Play(twin, name);
    }

    [Fact]
    public void An_answer_that_nobody_read_comes_before_the_next()
    {
        VirtualStLink twin = Twin(V2);
        twin.Mode = StLinkMode.MassStorage;
        Send(twin, 0xF7);
        Play(twin, "open-left-answer");
    }

    [Fact]
    public void Data_that_is_due_swallows_commands_until_the_device_is_reset()
    {
        VirtualStLink twin = Twin(V2);
        twin.Mode = StLinkMode.Debug;
        Send(twin, 0xF2, 0x08, 0x00, 0x00, 0x00, 0x20, 0x00, 0x18);
        Play(twin, "open-left-data");
    }

    [Fact]
    public void Old_firmware_has_no_clock_and_a_short_status()
    {
        Play(Twin(V2J14 with { StartsIn = StLinkMode.MassStorage }), "open-v2j14", "connect-v2j14", "memory-v2j14", "fault-v2j14", "close");
        Play(Twin(V2 with { Jtag = 10, Swim = 10, StartsIn = StLinkMode.MassStorage }), "open-v2j10");
        Play(Twin(StLinkFirmware.V2J17 with { StartsIn = StLinkMode.MassStorage }), "open-v2j17");
    }

    [Fact]
    public void Later_probes_have_another_endpoint_and_other_versions()
    {
        Play(Twin(StLinkFirmware.V21J29 with { StartsIn = StLinkMode.MassStorage }), "open-v21", "connect-v21", "close-v3");
        Play(Twin(StLinkFirmware.V3J7 with { StartsIn = StLinkMode.MassStorage }), "open-v3", "connect-v3", "close-v3");
    }

    [Fact]
    public void Without_power_no_chip_answers()
    {
        VirtualStLink twin = Twin(V2, out VirtualStm32 chip);
        Play(twin, "open");
        chip.Volts = 0;
        Play(twin, "connect-silent");
    }

    [Theory]
    [InlineData("wait-write", 2)]
    [InlineData("wait-read", 1)]
    [InlineData("batch-wait", 1)]
    public void An_access_may_be_given_up_with_WAIT(string name, int waits)
    {
        VirtualStLink twin = Twin(V2);
        Play(twin, "open", "connect");
        twin.WaitsToCome = waits;
        Play(twin, name, "close");
    }

    [Fact]
    public void It_answers_st_info_as_it_did_when_st_info_was_recorded()
    {
        var chip = new VirtualStm32(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock());
        byte[] doNothing = [0x00, 0x50, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7]; // SP, entry, b .
        doNothing.CopyTo(chip.Flash, 0);
        chip.CyclePower();
        var clock = new VirtualClock();

        UsbTranscript.Load("stlink/captured-st-info-1.7.0-probe.txt").Play(new VirtualStLink(chip, clock), clock);

        Assert.True(chip.IsRunning);
    }

    private static void Send(VirtualStLink twin, params byte[] command)
    {
        byte[] padded = new byte[16];
        command.CopyTo(padded, 0);
        twin.BulkOut(0x02, padded, TimeSpan.FromSeconds(1));
    }

    private static void Play(VirtualStLink twin, params string[] names)
    {
        foreach (string name in names)
        {
            UsbTranscript.Load($"stlink/{name}.txt").Play(twin, twin.Chip.Clock);
        }
    }

    private static VirtualStLink Twin(StLinkFirmware firmware) => Twin(firmware, out _);

    private static VirtualStLink Twin(StLinkFirmware firmware, out VirtualStm32 chip)
    {
        chip = new VirtualStm32(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock());
        return new VirtualStLink(chip, new VirtualClock(), firmware);
    }
}
