using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// STK500v2 on USB: a command is one bulk transfer to endpoint 02, its answer one from endpoint 82, without message or
/// checksum (AVR069); a packet of less than 64 bytes ends either.
/// </summary>
/// <remarks>USB repeats what the bus loses, so nothing is repeated here: what fails, fails.</remarks>
/// <param name="link">The device; owned from now on.</param>
internal sealed class AvrispMkIITransfers(IUsbLink link) : Stk500v2Line
{
    private const byte Out = 0x02, In = 0x82;

    private const int PacketSize = 64;

    /// <summary>Answers left behind by a program that was ended: one, or an exchange of ours that was cut adds another.</summary>
    private const int StaleAnswers = 2;

    /// <summary>The firmware gives a command a second; LUFA's command timeout.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public override string Place => link.Device.Name;

    public override string SignOn()
    {
        InStep = false;
        byte[] answer = ExchangeOnce(Stk500v2Command.SignOn);
        return NameIn(answer)
            ?? throw new ProtocolException(new Fault(FaultCode.NoProgrammerOnPort, Place), Stk500v2Command.SignOn.Body, answer);
    }

    public override byte[] Exchange(Func<IReadOnlyList<Stk500v2Command>> commands)
    {
        try
        {
            byte[] answer = [];
            foreach (Stk500v2Command command in commands())
            {
                answer = ExchangeOnce(command);
            }

            return answer;
        }
        catch (DeviceException)
        {
            Forget();
            throw;
        }
    }

    public override void Dispose() => link.Dispose();

    private byte[] ExchangeOnce(Stk500v2Command command)
    {
        int stale = InStep ? 0 : StaleAnswers;
        InStep = false;
        TimeSpan patience = Patience + command.Takes;
        link.BulkOut(Out, command.Body, patience);
        byte[] answer = ReadAnswer(command, patience);
        while (stale-- > 0 && answer[0] != command.Id)
        {
            answer = ReadAnswer(command, patience);
        }

        if (answer[0] != command.Id)
        {
            throw new ProtocolException(new Fault(FaultCode.NotInSync, Place), command.Body, answer);
        }

        CheckLength(command, answer);
        InStep = true;
        CheckStatus(command, answer);
        return answer;
    }

    /// <summary>Asks for one packet more than the answer fills, so that a short one always ends it.</summary>
    private byte[] ReadAnswer(Stk500v2Command command, TimeSpan patience)
    {
        int longest = command.AnswerLength ?? Stk500v2Command.BlockSize;
        byte[] buffer = new byte[((Math.Max(longest, Stk500v2Command.BlockSize) / PacketSize) + 1) * PacketSize];
        int came = link.BulkIn(In, buffer, patience);
        return came >= 2 ? buffer[..came] : throw Short(came, 2);
    }

    private void CheckLength(Stk500v2Command command, byte[] answer)
    {
        if (answer[1] == Stk500v2Command.Ok && command.AnswerLength is int length && answer.Length != length)
        {
            throw Short(answer.Length, length);
        }
    }

    private LinkException Short(int came, int wanted) =>
        new(FaultCode.UsbShort, Place, $"bulk IN {In:X2}", came, wanted);
}
