using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The twin against the transcripts that the driver plays, against what avrdude sent, and at its limits.</summary>
public class BusPirateTranscriptTests
{
    public static TheoryData<BusPirateBuild, string[]> Builds { get; } = new()
    {
        { BusPirateBuild.V70, ["open", "enter", "signature", "flash-write", "flash-read", "fuses", "leave", "close"] },
        { BusPirateBuild.V80, ["open-8.0", "enter", "signature", "flash-write", "flash-read", "leave", "close"] },
        { BusPirateBuild.V3, ["open-3.0", "enter", "signature", "close"] },
        { BusPirateBuild.V70, ["open", "open-binary", "enter", "signature"] },
        { BusPirateBuild.V70, ["captured-avrdude-7.1-open"] },
        { BusPirateBuild.V70, ["captured-hydrabus-issue-63"] },
    };

    [Theory]
    [MemberData(nameof(Builds))]
    public void The_twin_answers_as_its_firmware_does(BusPirateBuild build, string[] names)
    {
        (VirtualBusPirate twin, VirtualAvr chip, VirtualClock clock) = Twin(build);
        chip.DeafAfterReset = names[0].StartsWith("captured", StringComparison.Ordinal) ? TimeSpan.Zero : chip.DeafAfterReset;
        chip.Preset(FuseId.Low, 0xDE); // 8 MHz

        foreach (string name in names)
        {
            twin.Play(Transcript.Load($"buspirate/{name}.txt"), clock);
        }

        Assert.Empty(chip.Violations);
        Assert.Equal(names[^1] == "close", twin.IsInTerminal);
    }

    [Fact]
    public void Without_a_chip_enabling_is_refused()
    {
        (VirtualBusPirate twin, VirtualAvr chip, VirtualClock clock) = Twin(BusPirateBuild.V70);
        chip.MisoStuckAt = 0xFF;

        twin.Play(Transcript.Load("buspirate/open.txt").Then(Transcript.Load("buspirate/enter-silent.txt")), clock);
    }

    [Fact]
    public void More_than_4096_bytes_are_refused_where_they_are_buffered() => Open(BusPirateBuild.V70).Play("""
        > 05 10 01 00 01
        < 00
        > 05 00 01 10 01
        < 00
        """);

    [Fact]
    public void A_word_address_and_a_length_beyond_0xFFFF_together_are_refused() => Open(BusPirateBuild.V70).Play("""
        > 06 02 00 00 FF FC 00 00 00 04
        < 01 00
        > 06 02 00 00 FF FC 00 00 00 03
        < 01 01 00/00*3
        """);

    [Fact]
    public void Builds_of_2019_say_nothing_where_nothing_is_read() => Open(BusPirateBuild.V71).Play("""
        > 05 00 01 00 00 00
        < silence
        > 01
        < 53 50 49 31
        """);

    [Fact]
    public void On_a_v4_with_firmware_6_the_extended_commands_hang() => Open(BusPirateBuild.V61OnV4).Play("""
        > 06
        < 01
        > 00
        < silence
        > 00
        < silence
        """);

    [Fact]
    public void Streamed_bytes_are_lost_where_sck_is_slower_than_the_line()
    {
        ISerialLink twin = Open(BusPirateBuild.V80);
        twin.Play("""
            > 60
            < 01
            > 05 00 40 00 01 00*64
            < silence
            """);
        Assert.NotEqual(0, ((VirtualBusPirate)twin).LostBytes);
    }

    [Fact]
    public void After_open_drain_commands_02_and_03_do_not_reach_reset()
    {
        (VirtualBusPirate twin, VirtualAvr chip, _) = Twin(BusPirateBuild.V70);
        twin.Play("""
            > 00*20
            < 42 42 49 4F 31
            > 01
            < 53 50 49 31
            > 49 02
            < 01 01
            """);
        Assert.False(chip.IsHeldInReset);

        twin.Play("> 48\n< 01");
        Assert.True(chip.IsHeldInReset);
    }

    [Fact]
    public void Open_drain_without_pull_ups_carries_no_clock()
    {
        (VirtualBusPirate twin, _, VirtualClock clock) = Twin(BusPirateBuild.V70);
        twin.Play(Transcript.Load("buspirate/open.txt"), clock);

        twin.Play("""
            > 82 48
            < 01 01
            = wait 0.02
            > 13 AC 53 00 00
            < 01 FF*4
            > 8A 49 48
            < 01 01 01
            = wait 0.02
            > 13 AC 53 00 00
            < 01 00/00 00/00 53 00/00
            """, clock);
    }

    /// <summary>In SPI mode.</summary>
    private static VirtualBusPirate Open(BusPirateBuild build)
    {
        (VirtualBusPirate twin, _, _) = Twin(build);
        twin.Play("""
            > 00*20
            < 42 42 49 4F 31
            > 01
            < 53 50 49 31
            > 8A
            < 01
            """);
        return twin;
    }

    private static (VirtualBusPirate Twin, VirtualAvr Chip, VirtualClock Clock) Twin(BusPirateBuild build)
    {
        var clock = new VirtualClock();
        var chip = new VirtualAvr(AvrCatalog.Find("atmega32u4")!, new VirtualClock());
        var twin = new VirtualBusPirate(chip, clock, build);
        twin.Open(new SerialSettings(115200));
        return (twin, chip, clock);
    }
}
