using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// STK500v2 on a serial line. A message, either way: <c>1B</c>, number, size of the body (2, big endian), <c>0E</c>, body,
/// checksum: the exclusive or of all bytes before it (AVR068, section 3). An answer has its command's number.
/// </summary>
/// <param name="link">The line; owned from now on.</param>
/// <param name="clock">The bench's clock.</param>
internal sealed class Stk500v2Messages(ISerialLink link, IClock clock) : Stk500v2Line
{
    private const byte Start = 0x1B, Token = 0x0E;

    /// <summary>Bytes of a message around its body.</summary>
    private const int Framing = 6;

    /// <summary>Longest body that a sound message has, ours or the programmer's.</summary>
    private const int LongestBody = 275;

    /// <summary>
    /// Ends a message that the programmer has only in part. Not 1B, which would begin one, and neither 00 nor FF: a
    /// message that lost just this byte would get a right checksum by it.
    /// </summary>
    private const byte Filler = 0x69;

    /// <summary>How often commands are sent before their failure counts.</summary>
    private const int Attempts = 3;

    /// <summary>Longest time a healthy programmer needs to answer a command that does nothing slow (AVR068, section 4).</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Ten bits at 4800 baud: no line is slower.</summary>
    private static readonly TimeSpan SlowestByte = TimeSpan.FromMilliseconds(2.1);

    /// <summary>First wait for the answer to SIGN_ON (AVR068, section 4); it doubles.</summary>
    private static readonly TimeSpan FirstWindow = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan ResynchroniseLimit = TimeSpan.FromSeconds(2);

    /// <summary>Between two bytes of an answer that is on its way.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(100);

    private readonly List<byte> _heard = [];
    private byte _number;

    public override string Place => link.Port;

    public override string SignOn()
    {
        TimeSpan limit = TimeSpan.FromSeconds(link.OpeningResets ? 5 : 2);
        string? name = Find(limit);
        InStep = name is not null;
        return name ?? throw (_heard.Count == 0
            ? new LinkException(FaultCode.LinkSilent, Place, 0, Framing, limit.TotalSeconds)
            : new ProtocolException(new Fault(FaultCode.NoProgrammerOnPort, Place), Stk500v2Command.SignOn.Body, [.. _heard]));
    }

    public override byte[] Exchange(Func<IReadOnlyList<Stk500v2Command>> commands)
    {
        if (!InStep)
        {
            Resynchronise();
        }

        for (int attempt = 1; ; attempt++)
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
            catch (DeviceException cut)
            {
                Forget();
                if (attempt == Attempts || cut.Fault.Code is not (FaultCode.NotInSync or FaultCode.LinkSilent))
                {
                    throw;
                }
            }

            Repeats++;
            Resynchronise();
        }
    }

    public override void Dispose() => link.Dispose();

    private byte[] ExchangeOnce(Stk500v2Command command)
    {
        int length = command.AnswerLength ?? LongestBody;
        TimeSpan patience = Moment + command.Takes + (SlowestByte * (command.Body.Length + length + (2 * Framing)));
        InStep = false;
        Send(command);
        byte[] answer = ReadAnswer(clock.Now + patience);
        if (answer.Length < 2 || answer[0] != command.Id || answer[1] == Stk500v2Command.ChecksumError)
        {
            throw OutOfStep(command.Body, answer);
        }

        if (answer[1] == Stk500v2Command.Ok && answer.Length != length)
        {
            throw OutOfStep(command.Body, answer);
        }

        InStep = true;
        CheckStatus(command, answer);
        return answer;
    }

    private void Send(Stk500v2Command command)
    {
        byte[] message =
            [Start, ++_number, (byte)(command.Body.Length >> 8), (byte)command.Body.Length, Token, .. command.Body, 0];
        message[^1] = Checksum(message);
        link.Write(message);
    }

    /// <summary>The body of the answer to the message sent last. One to a message before it comes late and is passed over.</summary>
    private byte[] ReadAnswer(TimeSpan deadline)
    {
        while (true)
        {
            (byte number, byte[] body) = ReadMessage(deadline);
            if (number == _number)
            {
                return body;
            }
        }
    }

    /// <summary>The next message, whatever comes before its start.</summary>
    private (byte Number, byte[] Body) ReadMessage(TimeSpan deadline)
    {
        byte[] head = new byte[5];
        do
        {
            Read(head.AsSpan(0, 1), deadline);
        }
        while (head[0] != Start);

        Read(head.AsSpan(1), deadline);
        int size = (head[2] << 8) | head[3];
        if (head[4] != Token || size > LongestBody)
        {
            throw OutOfStep([], head);
        }

        byte[] rest = new byte[size + 1];
        Read(rest, deadline);
        return Checksum([.. head, .. rest]) == 0 ? (head[1], rest[..size]) : throw OutOfStep([], [.. head, .. rest]);
    }

    private void Read(Span<byte> into, TimeSpan deadline)
    {
        TimeSpan left = deadline - clock.Now;
        link.Read(into, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        if (_heard.Count < 64)
        {
            _heard.AddRange(into);
        }
    }

    /// <summary>Brings a programmer that is in the middle of something back to where it takes a command.</summary>
    private void Resynchronise()
    {
        LetPass();
        _heard.Clear();
        InStep = Find(ResynchroniseLimit) is not null;
        if (!InStep)
        {
            Fault fault = _heard.Count > 0
                ? new Fault(FaultCode.NotInSync, Place)
                : new Fault(FaultCode.ProgrammerFell, Place, ResynchroniseLimit.TotalSeconds);
            throw new ProtocolException(fault, Stk500v2Command.SignOn.Body, [.. _heard]);
        }
    }

    /// <summary>SIGN_ON until it is answered, from the third time on behind bytes that end whatever was begun.</summary>
    /// <returns>The programmer's name; null where nothing answered in time.</returns>
    private string? Find(TimeSpan limit)
    {
        TimeSpan deadline = clock.Now + limit;
        TimeSpan window = FirstWindow;
        for (int round = 1; clock.Now < deadline; round++)
        {
            link.DiscardInput();
            if (round == 3)
            {
                byte[] filler = new byte[LongestBody + Framing];
                Array.Fill(filler, Filler);
                link.Write(filler);
            }

            Send(Stk500v2Command.SignOn);
            TimeSpan until = clock.Now + window;
            if (HearName(until < deadline ? until : deadline) is string name)
            {
                return name;
            }

            window = round < 3 ? window : window * 2;
        }

        return null;
    }

    private string? HearName(TimeSpan deadline)
    {
        while (clock.Now < deadline)
        {
            try
            {
                if (NameIn(ReadAnswer(deadline)) is string name)
                {
                    return name;
                }
            }
            catch (ProtocolException)
            {
                // Noise, or the end of something: the next start counts.
            }
            catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Lets pass what still comes to an exchange that was cut: at most an answer, and noise.</summary>
    private void LetPass()
    {
        byte[] one = new byte[1];
        try
        {
            for (int passed = 0; passed < 2 * (LongestBody + Framing); passed++)
            {
                link.Read(one, LongestGap);
            }
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            // Quiet now.
        }
    }

    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
        {
            sum ^= value;
        }

        return sum;
    }

    private ProtocolException OutOfStep(byte[] sent, byte[] received) =>
        new(new Fault(FaultCode.NotInSync, Place), sent, received);
}
