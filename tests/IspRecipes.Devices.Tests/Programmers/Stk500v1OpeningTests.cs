using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

public class Stk500v1OpeningTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("open.txt")]
    [InlineData("open-noise.txt")]
    [InlineData("open-late-answer.txt")]
    public void The_sketch_is_found_and_identified(string transcript)
    {
        var link = new TranscriptLink(Transcript.Load($"stk500v1/{transcript}"), _clock);
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(link, _clock);

        programmer.Open();

        link.AssertFinished();
        Assert.Equal("ArduinoISP 1.18, hardware 2", programmer.Identity);
        Assert.Empty(programmer.Notices);
        Assert.InRange(_clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 5)]
    public void A_silent_port_is_given_up_in_time(bool openingResets, double seconds)
    {
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(new DeafLink(_clock, [], openingResets), _clock);

        LinkException silence = Assert.Throws<LinkException>(programmer.Open);

        Assert.Equal(FaultCode.LinkSilent, silence.Fault.Code);
        Assert.Equal(["deaf", 0, 2, seconds], silence.Fault.Arguments);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.Now);
    }

    [Fact]
    public void A_port_that_says_something_else_is_no_programmer()
    {
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(new DeafLink(_clock, [0x24, 0x47, 0x50]), _clock);

        ProtocolException stranger = Assert.Throws<ProtocolException>(programmer.Open);

        Assert.Equal(FaultCode.NoProgrammerOnPort, stranger.Fault.Code);
        Assert.Equal([0x30, 0x20], stranger.Sent);
        Assert.Equal([0x24, 0x47, 0x50], stranger.Received.Take(3));
        Assert.Equal(TimeSpan.FromSeconds(2), _clock.Now);
    }

    [Fact]
    public void A_port_that_hangs_up_fails_at_once()
    {
        var link = new TranscriptLink(Transcript.Parse("hangup", "> 30 20\n< hangup"), _clock);
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(link, _clock);

        Assert.Equal(FaultCode.LinkHungUp, Assert.Throws<LinkException>(programmer.Open).Fault.Code);
        Assert.Equal(TimeSpan.Zero, _clock.Now);
    }

    [Fact]
    public void A_board_whose_bootloader_answers_first_is_waited_for_and_says_so()
    {
        var link = new TranscriptLink(Transcript.Load("stk500v1/bootloader-first.txt"), _clock, openingResets: true);
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(link, _clock);

        programmer.Open();

        link.AssertFinished();
        Fault notice = Assert.Single(programmer.Notices);
        Assert.Equal(FaultCode.BootloaderAnsweredFirst, notice.Code);
    }

    [Fact]
    public void A_bootloader_that_stays_is_never_taken_for_a_programmer()
    {
        Transcript twice = Transcript.Parse("stays", "> 30 20\n< 14 10\n> 41 93 20\n< 14 03 10");
        var link = new TranscriptLink(twice.Then(twice), _clock, openingResets: true);
        using Stk500v1 programmer = Stk500v1.ArduinoIsp(link, _clock);

        ProtocolException refusal = Assert.Throws<ProtocolException>(programmer.Open);

        link.AssertFinished();
        Assert.Equal(FaultCode.BootloaderInsteadOfProgrammer, refusal.Fault.Code);
        Assert.Equal([0x41, 0x93, 0x20], refusal.Sent);
        Assert.Equal([0x14, 0x03, 0x10], refusal.Received);
    }

    [Fact]
    public void A_programmer_is_never_taken_for_a_bootloader()
    {
        Transcript sketch = Transcript.Parse(
            "sketch", "= dtr 0 rts 0\n= dtr 1 rts 1\n> 30 20\n< 14 10\n> 41 93 20\n< 14 53 10");
        using Stk500v1 programmer = Stk500v1.ArduinoBootloader(new TranscriptLink(sketch, _clock), _clock);

        ProtocolException refusal = Assert.Throws<ProtocolException>(programmer.Open);

        Assert.Equal(FaultCode.ProgrammerInsteadOfBootloader, refusal.Fault.Code);
    }

    [Fact]
    public void Disposing_closes_the_link_and_leaving_before_opening_sends_nothing()
    {
        var link = new TranscriptLink(Transcript.Parse("nothing", ""), _clock);

        using (Stk500v1 programmer = Stk500v1.ArduinoIsp(link, _clock))
        {
            programmer.LeaveProgramming();
        }

        Assert.True(link.Closed);
    }

    /// <summary>Says the same to every request, or nothing, and never runs dry.</summary>
    private sealed class DeafLink(ManualClock clock, byte[] babble, bool openingResets = false) : ISerialLink
    {
        private int _said;

        public string Port => "deaf";

        public bool OpeningResets => openingResets;

        public void Write(ReadOnlySpan<byte> bytes) => _said = 0;

        public void Read(Span<byte> into, TimeSpan timeout)
        {
            for (int index = 0; index < into.Length; index++)
            {
                if (_said == babble.Length)
                {
                    clock.Wait(timeout);
                    throw new LinkException(FaultCode.LinkSilent, Port, index, into.Length, timeout.TotalSeconds);
                }

                into[index] = babble[_said++];
            }
        }

        public void DiscardInput() => _said = babble.Length;

        public void SetLines(bool dtr, bool rts)
        {
        }

        public void Dispose()
        {
        }
    }
}
