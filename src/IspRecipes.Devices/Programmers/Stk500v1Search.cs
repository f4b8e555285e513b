using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>Finds a speaker of STK500v1 on a line: one that was just opened, or one that fell out of step.</summary>
internal sealed class Stk500v1Search(ISerialLink link, IClock clock, Stk500v1Dialect dialect)
{
    /// <summary>First wait for the answer to GET_SYNC; it doubles, so that a slow network has its chance too.</summary>
    private static readonly TimeSpan FirstWindow = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The wait where a board is starting. Optiboot flashes its light for 375 ms, deaf but for the two bytes its UART
    /// holds; a second GET_SYNC in that time leaves half of itself there and optiboot then starts the application.
    /// </summary>
    private static readonly TimeSpan BootWindow = TimeSpan.FromMilliseconds(500);

    private readonly List<byte> _heard = [];

    /// <summary>The beginning of whatever came back that was no answer.</summary>
    public IReadOnlyList<byte> Heard => _heard;

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
    /// <param name="limit">For the whole of it.</param>
    /// <param name="booting">True where the board behind the port may be starting.</param>
    /// <param name="blockCut">True where an exchange was cut that held a block.</param>
    /// <returns>The answer to GET_PARAMETER 0x93; null where there was none in time.</returns>
    public byte? Find(TimeSpan limit, bool booting, bool blockCut)
    {
        TimeSpan deadline = clock.Now + limit;
        TimeSpan window = booting ? BootWindow : FirstWindow;
        int flushRound = (booting, blockCut) switch
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
            if (HearsInSync(until < deadline ? until : deadline) && ReadMode(window) is byte mode)
            {
                return mode;
            }

            window = booting ? BootWindow : window * 2;
        }

        return null;
    }

    private bool HearsInSync(TimeSpan deadline)
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

            Remember(one);
            if (before == Stk500v1Command.InSync && one[0] == Stk500v1Command.Ok)
            {
                return true;
            }

            before = one[0];
        }

        return false;
    }

    private byte? ReadMode(TimeSpan window)
    {
        Stk500v1Command question = Stk500v1Command.GetParameter(Stk500v1Command.ProgrammingMode);
        byte[] mode = new byte[1];
        link.Write(question.Request);
        try
        {
            Stk500v1Answer.Read(link, question.Request, mode, window);
            return mode[0];
        }
        catch (ProtocolException outOfStep)
        {
            Remember(outOfStep.Received);
            return null;
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            return null;
        }
    }

    /// <summary>Keeps the beginning of what came back, for the message.</summary>
    private void Remember(IReadOnlyList<byte> bytes)
    {
        if (_heard.Count < 64)
        {
            _heard.AddRange(bytes);
        }
    }
}
