using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>What comes back for one command: INSYNC, data, OK.</summary>
internal static class Stk500v1Answer
{
    /// <summary>INSYNC, data, OK. The first byte is read alone: what follows depends on it.</summary>
    /// <exception cref="ProtocolException">Out of step (ISP5001: port) or refused (ISP5003: command, answer).</exception>
    /// <exception cref="LinkException">Silent (ISP4009) or hung up (ISP4010).</exception>
    public static void Read(ISerialLink link, byte[] sent, Span<byte> data, TimeSpan patience)
    {
        byte[] answer = new byte[data.Length + 2];
        link.Read(answer.AsSpan(0, 1), patience);
        if (answer[0] != Stk500v1Command.InSync)
        {
            throw OutOfStep(link, sent, answer[..1]);
        }

        link.Read(answer.AsSpan(1), patience);
        if (answer[^1] is Stk500v1Command.Failed or Stk500v1Command.NoDevice)
        {
            Fault refusal = new(FaultCode.ProgrammerRefused, $"0x{sent[0]:X2}", $"0x{answer[^1]:X2}");
            throw new ProtocolException(refusal, sent, answer);
        }

        if (answer[^1] != Stk500v1Command.Ok)
        {
            throw OutOfStep(link, sent, answer);
        }

        answer.AsSpan(1, data.Length).CopyTo(data);
    }

    private static ProtocolException OutOfStep(ISerialLink link, byte[] sent, byte[] received) =>
        new(new Fault(FaultCode.NotInSync, link.Port), sent, received);
}
