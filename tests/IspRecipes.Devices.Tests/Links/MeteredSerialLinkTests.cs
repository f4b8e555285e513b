using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Links;

public class MeteredSerialLinkTests
{
    private const string Text = """
        = dtr 0 rts 1
        > 30 20
        < 14 10
        > 41 81 20
        > 41 82 20
        < 14 01 10 14 12 10
        > 30 20
        < silence
        > 30 20
        < hangup
        """;

    private readonly ManualClock _clock = new();

    [Fact]
    public void Turns_and_bytes_are_counted_however_the_answer_is_read()
    {
        using MeteredSerialLink link = Play(null);

        Assert.Equal(new LinkCost(4, 12, 8), link.Cost);
    }

    [Fact]
    public void A_transcript_written_can_be_played_again()
    {
        var written = new StringWriter();
        using (Play(written))
        {
        }

        Transcript original = Transcript.Parse("original", Text);
        Transcript copy = Transcript.Parse("copy", written.ToString());
        Assert.Equal(
            original.Lines.Select(line => (line.Turn, Convert.ToHexString(line.Bytes))),
            copy.Lines.Select(line => (line.Turn, Convert.ToHexString(line.Bytes))));
        Assert.Contains("> 30 20  # 0.5000", written.ToString());
    }

    [Fact]
    public void What_the_line_is_stays_visible_and_closing_closes_it()
    {
        var inner = new TranscriptLink(Transcript.Parse("nothing", ""), _clock, openingResets: true);

        using (var link = new MeteredSerialLink(inner, _clock))
        {
            Assert.Equal("transcript", link.Port);
            Assert.True(link.OpeningResets);
        }

        Assert.True(inner.Closed);
    }

    private MeteredSerialLink Play(TextWriter? writer)
    {
        var inner = new TranscriptLink(Transcript.Parse("link", Text), _clock);
        var link = new MeteredSerialLink(inner, _clock, writer);
        byte[] answer = new byte[6];
        link.SetLines(dtr: false, rts: true);
        _clock.Wait(TimeSpan.FromSeconds(0.5));
        link.Write([0x30, 0x20]);
        link.Read(answer.AsSpan(0, 1), TimeSpan.FromSeconds(1));
        link.Read(answer.AsSpan(1, 1), TimeSpan.FromSeconds(1));
        link.Write([0x41, 0x81, 0x20]);
        link.Write([0x41, 0x82, 0x20]);
        link.Read(answer, TimeSpan.FromSeconds(1));
        foreach (FaultCode expected in (FaultCode[])[FaultCode.LinkSilent, FaultCode.LinkHungUp])
        {
            link.Write([0x30, 0x20]);
            var failure = Assert.Throws<LinkException>(() => link.Read(new byte[2], TimeSpan.FromSeconds(1)));
            Assert.Equal(expected, failure.Fault.Code);
        }

        inner.AssertFinished();
        return link;
    }
}
