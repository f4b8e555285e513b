using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using Xunit;

namespace IspRecipes.Testing;

/// <summary>Plays the computer's part of a transcript to a twin, and holds the twin's answers to it.</summary>
public static class TranscriptPlayer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void Play(this ISerialLink link, string rows, IClock? clock = null) =>
        link.Play(Transcript.Parse("transcript", rows), clock);

    /// <param name="link">The twin.</param>
    /// <param name="transcript">What passes.</param>
    /// <param name="clock">The computer's; null for a transcript without pauses.</param>
    public static void Play(this ISerialLink link, Transcript transcript, IClock? clock = null)
    {
        foreach (TranscriptLine line in transcript.Lines)
        {
            switch (line.Turn)
            {
                case TranscriptTurn.Out:
                    link.Write(line.Bytes);
                    break;
                case TranscriptTurn.In:
                    ExpectAnswer(link, transcript.Name, line);
                    break;
                case TranscriptTurn.Lines:
                    link.SetLines(line.Bytes[0] == 1, line.Bytes[1] == 1);
                    break;
                case TranscriptTurn.Wait:
                    clock!.Wait(line.Pause);
                    break;
                default:
                    link.ExpectSilence();
                    break;
            }
        }
    }

    public static void ExpectSilence(this ISerialLink link)
    {
        LinkException silence = Assert.Throws<LinkException>(() => link.Read(new byte[1], Patience));
        Assert.Equal(FaultCode.LinkSilent, silence.Fault.Code);
    }

    private static void ExpectAnswer(ISerialLink link, string name, TranscriptLine line)
    {
        byte[] found = new byte[line.Bytes.Length];
        link.Read(found, Patience);
        Assert.True(
            line.Fits(found),
            $"{name}, line {line.Number}: {Convert.ToHexString(line.Bytes)} expected, {Convert.ToHexString(found)} found");
    }
}
