using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The exchange of STK500v1: requests out, answers in, and what is done when the two have parted.
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

    /// <summary>Between two bytes of an answer that is on its way.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(100);

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

    /// <summary>Exchanges commands whose answers do not matter, as many at once as the programmer can hold.</summary>
    /// <inheritdoc cref="Exchange"/>
    public void ExchangeInTurns(params IReadOnlyList<Stk500v1Command> commands)
    {
        List<Stk500v1Command> turn = [];
        foreach (Stk500v1Command command in commands)
        {
            if (turn.Count > 0 && turn.Sum(held => held.Request.Length) + command.Request.Length > dialect.QueueBytes)
            {
                Exchange(() => turn);
                turn = [];
            }

            turn.Add(command);
        }

        Exchange(() => turn);
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
            Stk500v1Answer.Read(link, sent, data.AsSpan(filled, command.DataLength), patience);
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
        var search = new Stk500v1Search(link, clock, dialect);
        _mode = search.Find(limit, dialect.IsBootloader || link.OpeningResets, blockCut: false);
        InStep = _mode is not null;
        return _mode ?? throw (search.Heard.Count == 0
            ? new LinkException(FaultCode.LinkSilent, link.Port, 0, 2, limit.TotalSeconds)
            : new ProtocolException(
                new Fault(FaultCode.NoProgrammerOnPort, link.Port),
                Stk500v1Command.GetSync.Request,
                [.. search.Heard]));
    }

    /// <summary>Brings a programmer that is in the middle of something back to where it takes a command.</summary>
    /// <exception cref="ProtocolException">
    /// It fell silent or restarted (ISP5004: port, seconds), or cannot be understood any more (ISP5001: port).
    /// </exception>
    public void Resynchronise()
    {
        LetPass();
        var search = new Stk500v1Search(link, clock, dialect);
        byte? mode = search.Find(ResynchroniseLimit, booting: false, _blockCut);
        InStep = mode is not null && mode == _mode;
        if (InStep)
        {
            return;
        }

        Fault fault = mode is null && search.Heard.Count > 0
            ? new Fault(FaultCode.NotInSync, link.Port)
            : new Fault(FaultCode.ProgrammerFell, link.Port, ResynchroniseLimit.TotalSeconds);
        throw new ProtocolException(fault, Stk500v1Command.GetSync.Request, [.. search.Heard]);
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
                link.Read(one, LongestGap);
            }
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            _onItsWay = 0;
        }
    }
}
