using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The twins against the transcripts that the driver plays, and against the firmware's own limits.</summary>
public class Stk500v2TranscriptTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("job", "atmega32u4")]
    [InlineData("extended", "atmega2560")]
    public void The_serial_twin_answers_as_the_transcript_says(string name, string mcu)
    {
        SimulatedBench bench = Bench.With("stk500v2", mcu);
        bench.Chip.Preset(FuseId.Low, 0xFF);

        bench.Open(115200).Play(Transcript.Load($"stk500v2/{name}.txt"), bench.Clock);

        Assert.Empty(bench.Chip.Violations);
        Assert.False(bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void The_usb_twin_answers_as_the_transcript_says()
    {
        var clock = new VirtualClock();
        VirtualAvrispMkII twin = Twin(clock);

        UsbTranscript.Load("avrispmkii/job.txt").Play(twin, clock);

        Assert.Empty(twin.Chip.Violations);
        Assert.Equal(0xD1, twin.Chip.Fuse(FuseId.High));
    }

    [Theory]
    [InlineData("> 1B 01 00 01 0E 01 15", "< 1B 01 00 02 0E B0 C1 67")] // a wrong checksum
    [InlineData("> 00 55 1B 01 00 01 0E 01 14", "< 1B 01 00 0B 0E 01 00 08 53 54 4B 35 30 30 5F 32 02")] // noise before it
    [InlineData("> 1B 01 00 01 0E 99 8C", "< 1B 01 00 02 0E 99 C9 46")] // no command of its own
    [InlineData("> 1B 01 00 02 0E 03 77 62", "< 1B 01 00 02 0E 03 C0 D5")] // no parameter of its own
    public void The_serial_twin_takes_what_is_wrong_as_AVR068_says(string request, string answer) =>
        Bench.With("stk500v2", "atmega32u4").Open(115200).Play($"{request}\n{answer}");

    [Fact]
    public void A_command_that_fills_its_last_packet_waits_for_an_empty_one()
    {
        VirtualAvrispMkII twin = Twin();
        byte[] command = [0x13, 0, 54, 0x41, 6, 0x40, 0x4C, 0x20, 0xFF, 0xFF, .. new byte[54]];

        twin.BulkOut(0x02, command, Patience);
        LinkException silence = Assert.Throws<LinkException>(() => twin.BulkIn(0x82, new byte[64], Patience));
        twin.BulkOut(0x02, [], Patience);

        Assert.Equal(FaultCode.UsbTimeout, silence.Fault.Code);
        Assert.Equal(2, twin.BulkIn(0x82, new byte[64], Patience));
    }

    [Fact]
    public void An_answer_comes_packet_by_packet_and_a_full_last_one_is_followed_by_an_empty_one()
    {
        VirtualAvrispMkII twin = Twin();
        byte[] packet = new byte[64];

        twin.BulkOut(0x02, [0x14, 0, 125, 0x20], Patience);

        Assert.Equal([64, 64, 0], Enumerable.Range(0, 3).Select(_ => twin.BulkIn(0x82, packet, Patience)));
    }

    [Fact]
    public void A_command_ends_after_a_second_and_reads_then_say_OK_to_nonsense()
    {
        VirtualAvrispMkII twin = Twin();
        twin.Chip.Flash[255] = 0x12;
        byte[] answer = new byte[320];
        Send(twin, 0x02, 0x98, 0x4B); // about 3.3 kHz
        Send(twin, 0x10, 200, 30, 25, 4, 0, 0x53, 3, 0xAC, 0x53, 0, 0);

        twin.BulkOut(0x02, [0x14, 1, 0, 0x20], Patience);

        Assert.Equal(259, twin.BulkIn(0x82, answer, Patience));
        Assert.Equal(0x00, answer[1]);
        Assert.NotEqual(0x12, answer[257]);
    }

    private static void Send(VirtualAvrispMkII twin, params byte[] command)
    {
        byte[] answer = new byte[64];
        twin.BulkOut(0x02, command, Patience);
        Assert.Equal(2, twin.BulkIn(0x82, answer, Patience));
        Assert.Equal((command[0], 0), (answer[0], answer[1]));
    }

    private static VirtualAvrispMkII Twin(VirtualClock? clock = null)
    {
        var chip = new VirtualAvr(AvrCatalog.Find("atmega32u4")!, new VirtualClock());
        chip.Preset(FuseId.Low, 0xFF);
        return new VirtualAvrispMkII(chip, clock ?? new VirtualClock());
    }
}
