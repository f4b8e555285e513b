using System.Globalization;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>
/// Frames on a line, one a row: <c>&gt; 30 20</c> is written, <c>&lt; 14 10</c> must come back, <c>&lt; silence</c> means
/// that nothing more comes; <c>#</c> opens a remark.
/// </summary>
internal static class Transcript
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void Play(ISerialLink link, string rows)
    {
        foreach (string row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string frame = row.Split('#')[0].Trim();
            if (frame == "< silence")
            {
                ExpectSilence(link);
            }
            else if (frame.StartsWith('>'))
            {
                link.Write(Bytes(frame));
            }
            else if (frame.StartsWith('<'))
            {
                byte[] found = new byte[Bytes(frame).Length];
                link.Read(found, Patience);
                Assert.True(Bytes(frame).SequenceEqual(found), $"{row}: found {Convert.ToHexString(found)}");
            }
        }
    }

    public static void ExpectSilence(ISerialLink link)
    {
        LinkException silence = Assert.Throws<LinkException>(() => link.Read(new byte[1], Patience));
        Assert.Equal(FaultCode.LinkSilent, silence.Fault.Code);
    }

    private static byte[] Bytes(string frame) =>
        [.. frame[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static byte Parse(string hex) => byte.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
