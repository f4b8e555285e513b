using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The framing of STK500v1, all of it: requests out, answers in, and the way back into step when the two have parted.
/// </summary>
/// <param name="link">The line; closed by its owner.</param>
/// <param name="clock">The bench's clock.</param>
/// <param name="dialect">Who is at the other end.</param>
/// <param name="forget">Called when an exchange was cut: what the programmer's counters hold is not known any more.</param>
internal sealed class Stk500v1Line(ISerialLink link, IClock clock, Stk500v1Dialect dialect, Action forget)
{
    /// <summary>How often commands are sent before their failure counts.</summary>
    private const int Attempts = 3;

    /// <summary>Longest time a healthy programmer needs to start answering a command that does nothing slow.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Ten bits at 4800 baud: no line is slower.</summary>
    private static readonly TimeSpan SlowestByte = TimeSpan.FromMilliseconds(2.1);

    /// <summary>How long a programmer that was there may need to come back into step.</summary>
    private static readonly TimeSpan ResynchroniseLimit = TimeSpan.FromSeconds(2);

    /// <summary>First wait for the answer to GET_SYNC; it doubles, so that a slow network has its chance too.</summary>
    private static readonly TimeSpan FirstWindow = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The wait where a board is starting. Optiboot flashes its light for 375 ms, deaf but for the two bytes its UART
    /// holds; a second GET_SYNC in that time leaves half of itself there and optiboot then starts the application.
    /// </summary>
    private static readonly TimeSpan BootWindow = TimeSpan.FromMilliseconds(500);

    private byte? _mode;

    /// <summary>Whether the exchange that was cut held a block, which the programmer may still be waiting to end.</summary>
    private bool _blockCut;

    /// <summary>Bytes of answers to the exchange that was cut that may still be on their way.</summary>
    private int _onItsWay;

    /// <summary>False after an exchange that was cut short: the programmer may be in the middle of a command.</summary>
    public bool InStep { get; private set; } = true;

    /// <summary>Exchanges that had to be repeated so far.</summary>
    public int Repeats { get; private set; }

    /// <summary>
    /// Exchanges commands. Out of step or silent, it synchronises again and repeats them: all of them may be repeated,
    /// for each has the same effect twice as once, and the commands are asked for anew, so that a repeated block comes
    /// with its address.
    /// </summary>
    /// <param name="commands">Sent in one write; no more than the programmer can hold.</param>
    /// <returns>The data of all answers, one after another.</returns>
    /// <exception cref="ProtocolException">
    /// Out of step three times (ISP5001: port), refused (ISP5003: command, answer), gone (ISP5004: port, seconds).
    /// </exception>
    /// <exception cref="LinkException">Silent three times (ISP4009), or hung up (ISP4010).</exception>
    public byte[] Exchange(Func<IReadOnlyList<Stk500v1Command>> commands)
    {
        if (!InStep)
        {
            Resynchronise();
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return ExchangeOnce(commands());
            }
            catch (DeviceException cut)
            {
                forget();
                if (attempt == Attempts || cut.Fault.Code is not (FaultCode.NotInSync or FaultCode.LinkSilent))
                {
                    throw;
                }
            }

            Repeats++;
            Resynchronise();
        }
    }

    /// <summary>Sends commands in one write and reads their answers in order.</summary>
    public byte[] ExchangeOnce(IReadOnlyList<Stk500v1Command> commands)
    {
        byte[] sent = [.. commands.SelectMany(command => command.Request)];
        byte[] data = new byte[commands.Sum(command => command.DataLength)];
        InStep = false;
        _blockCut = sent.Length > dialect.QueueBytes;
        _onItsWay = data.Length + (2 * commands.Count);
        link.Write(sent);
        int filled = 0;
        foreach (Stk500v1Command command in commands)
        {
            TimeSpan patience = Moment + command.Takes + (SlowestByte * (sent.Length + command.DataLength));
            ReadAnswer(sent, data.AsSpan(filled, command.DataLength), patience);
            filled += command.DataLength;
            _onItsWay -= command.DataLength + 2;
        }

        InStep = true;
        return data;
    }

    /// <summary>Finds the programmer for the first time.</summary>
    /// <returns>Its answer to GET_PARAMETER 0x93.</returns>
    /// <exception cref="LinkException">Silent: after 2 s, or 5 s where opening resets the board (ISP4009).</exception>
    /// <exception cref="ProtocolException">Something answers, but not this protocol (ISP5006: port).</exception>
    public byte Synchronise()
    {
        TimeSpan limit = TimeSpan.FromSeconds(link.OpeningResets ? 5 : 2);
        List<byte> heard = [];
        _mode = TrySynchronise(limit, dialect.IsBootloader || link.OpeningResets, heard);
        return _mode ?? throw (heard.Count == 0
            ? new LinkException(FaultCode.LinkSilent, link.Port, 0, 2, limit.TotalSeconds)
            : new ProtocolException(
                new Fault(FaultCode.NoProgrammerOnPort, link.Port),
                Stk500v1Command.GetSync.Request,
                [.. heard]));
    }

    /// <summary>Brings a programmer that is in the middle of something back to where it takes a command.</summary>
    /// <exception cref="ProtocolException">
    /// It fell silent or restarted (ISP5004: port, seconds), or cannot be understood any more (ISP5001: port).
    /// </exception>
    public void Resynchronise()
    {
        LetPass();
        List<byte> heard = [];
        byte? mode = TrySynchronise(ResynchroniseLimit, booting: false, heard);
        if (mode is not null && mode == _mode)
        {
            return;
        }

        Fault fault = mode is null && heard.Count > 0
            ? new Fault(FaultCode.NotInSync, link.Port)
            : new Fault(FaultCode.ProgrammerFell, link.Port, ResynchroniseLimit.TotalSeconds);
        InStep = false;
        throw new ProtocolException(fault, Stk500v1Command.GetSync.Request, [.. heard]);
    }

    /// <summary>Pulses DTR and RTS, which reset an Arduino through a capacitor.</summary>
    public void ResetBoard()
    {
        link.SetLines(dtr: false, rts: false);
        clock.Wait(TimeSpan.FromMilliseconds(50)); // the capacitor, 100 nF over 10 kOhm, is discharged in 5 ms
        link.SetLines(dtr: true, rts: true);
        clock.Wait(TimeSpan.FromMilliseconds(100)); // 65 ms of start-up time at most (SUT), then the bootloader
    }

    /// <summary>
    /// GET_SYNC until INSYNC, OK come back, then GET_PARAMETER: its answer, unlike GET_SYNC's, cannot be taken for a
    /// late one to something else. Junk, boot noise and NOSYNC are skipped.
    /// </summary>
    /// <remarks>
    /// A block that an earlier exchange left half received is ended by zeros, because a zero is not CRC_EOP: ArduinoISP
    /// takes them for the rest of the block, finds no CRC_EOP behind it, commits nothing and says NOSYNC, then NOSYNC
    /// to every two that are left. They go first where a block was cut: behind one that lacks two bytes, GET_SYNC would
    /// end it with a CRC_EOP. A board that is starting has no such block; the zeros wait until it must be up.
    /// </remarks>
    private byte? TrySynchronise(TimeSpan limit, bool booting, List<byte> heard)
    {
        TimeSpan deadline = clock.Now + limit;
        TimeSpan window = booting ? BootWindow : FirstWindow;
        int flushRound = (booting, _blockCut) switch
        {
            (true, _) => 7,
            (_, true) => 1,
            _ => 3,
        };
        for (int round = 1; clock.Now < deadline; round++)
        {
            link.DiscardInput();
            if (round == flushRound && dialect.FlushBytes > 0)
            {
                link.Write(new byte[dialect.FlushBytes]);
            }

            link.Write(Stk500v1Command.GetSync.Request);
            TimeSpan until = clock.Now + window;
            if (HearsInSync(until < deadline ? until : deadline, heard) && ReadMode(window, heard) is byte mode)
            {
                InStep = true;
                return mode;
            }

            window = booting ? BootWindow : window * 2;
        }

        return null;
    }

    /// <summary>
    /// Lets the answers pass that still come to an exchange that was cut: nine blocks of flash take 1.6 s at 19200
    /// baud, and requests sent meanwhile would overrun the programmer's buffer.
    /// </summary>
    private void LetPass()
    {
        byte[] one = new byte[1];
        try
        {
            for (; _onItsWay > 0; _onItsWay--)
            {
                link.Read(one, FirstWindow);
            }
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            _onItsWay = 0;
        }
    }

    private bool HearsInSync(TimeSpan deadline, List<byte> heard)
    {
        byte[] one = new byte[1];
        byte before = 0;
        while (clock.Now < deadline)
        {
            try
            {
                link.Read(one, deadline - clock.Now);
            }
            catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
            {
                return false;
            }

            Remember(heard, one);
            if (before == Stk500v1Command.InSync && one[0] == Stk500v1Command.Ok)
            {
                return true;
            }

            before = one[0];
        }

        return false;
    }

    private byte? ReadMode(TimeSpan window, List<byte> heard)
    {
        Stk500v1Command question = Stk500v1Command.GetParameter(Stk500v1Command.ProgrammingMode);
        byte[] mode = new byte[1];
        link.Write(question.Request);
        try
        {
            ReadAnswer(question.Request, mode, window);
            return mode[0];
        }
        catch (ProtocolException outOfStep)
        {
            Remember(heard, outOfStep.Received);
            return null;
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            return null;
        }
    }

    /// <summary>INSYNC, data, OK. The first byte is read alone: what follows depends on it.</summary>
    private void ReadAnswer(byte[] sent, Span<byte> data, TimeSpan patience)
    {
        byte[] answer = new byte[data.Length + 2];
        link.Read(answer.AsSpan(0, 1), patience);
        if (answer[0] != Stk500v1Command.InSync)
        {
            throw OutOfStep(sent, answer[..1]);
        }

        link.Read(answer.AsSpan(1), patience);
        if (answer[^1] is Stk500v1Command.Failed or Stk500v1Command.NoDevice)
        {
            Fault refusal = new(FaultCode.ProgrammerRefused, $"0x{sent[0]:X2}", $"0x{answer[^1]:X2}");
            throw new ProtocolException(refusal, sent, answer);
        }

        if (answer[^1] != Stk500v1Command.Ok)
        {
            throw OutOfStep(sent, answer);
        }

        answer.AsSpan(1, data.Length).CopyTo(data);
    }

    private ProtocolException OutOfStep(byte[] sent, byte[] received) =>
        new(new Fault(FaultCode.NotInSync, link.Port), sent, received);

    /// <summary>Keeps the beginning of what came back, for the message.</summary>
    private static void Remember(List<byte> heard, IReadOnlyList<byte> bytes)
    {
        if (heard.Count < 64)
        {
            heard.AddRange(bytes);
        }
    }
}
