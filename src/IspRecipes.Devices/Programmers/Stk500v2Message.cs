namespace IspRecipes.Devices.Programmers;

/// <summary>
/// A message of STK500v2 on a serial line, either way: <c>1B</c>, number, size of the body (2, big endian), <c>0E</c>, body,
/// checksum: the exclusive or of all bytes before it (AVR068, section 3).
/// </summary>
internal static class Stk500v2Message
{
    public const byte Start = 0x1B, Token = 0x0E;

    /// <summary>Bytes of a message around its body.</summary>
    public const int Framing = 6;

    /// <summary>Longest body that a sound message has, ours or the programmer's.</summary>
    public const int LongestBody = 275;

    public static byte[] Of(byte number, ReadOnlySpan<byte> body)
    {
        byte[] message = [Start, number, (byte)(body.Length >> 8), (byte)body.Length, Token, .. body, 0];
        message[^1] = Checksum(message);
        return message;
    }

    /// <summary>0 over a whole message that is sound.</summary>
    public static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
        {
            sum ^= value;
        }

        return sum;
    }
}
