using System.Buffers.Binary;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The debug commands of an ST-Link: their status is looked at, what the chip asks time for is done again, and the debug port's
/// sticky errors are cleared.
/// </summary>
internal sealed class StLinkV2Debug(StLinkV2Line line, IClock clock)
{
    /// <summary>Pauses of 1, 2, 4 ... 512 ms: a second in all.</summary>
    private const int LongestPauses = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);

    /// <summary>Whatever the pauses were, if each answer takes its time.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public StLinkV2Firmware Firmware { get; set; } = new(0, 0, "");

    public double? Volts { get; set; }

    /// <summary>How often something was done again because the chip asked for time.</summary>
    public int Repeats { get; private set; }

    /// <summary>A command whose answer begins with its status.</summary>
    public byte[] Ask(StLinkV2Command command)
    {
        byte[] answer = new byte[command.AnswerLength];
        var waits = new Waits(clock.Now);
        do
        {
            line.Exchange(command, [], answer);
        }
        while (IsDueAgain(command, answer, ref waits));
        return answer;
    }

    /// <summary>Reads memory; its status is asked for, since data alone comes back.</summary>
    public void Read(StLinkV2Command command, Span<byte> into)
    {
        Span<byte> answer = into.Length == command.AnswerLength ? into : new byte[command.AnswerLength];
        var waits = new Waits(clock.Now);
        do
        {
            line.Exchange(command, [], answer);
        }
        while (IsDueAgain(command, AskStatus(), ref waits));
        answer[..into.Length].CopyTo(into);
    }

    public void Write(StLinkV2Command command, ReadOnlySpan<byte> data)
    {
        var waits = new Waits(clock.Now);
        do
        {
            line.Exchange(command, data, []);
        }
        while (IsDueAgain(command, AskStatus(), ref waits));
    }

    /// <summary>What a status other than "done" or "wait" means to the caller; clears sticky errors before.</summary>
    public DeviceException Failure(StLinkV2Command command, byte[] answer)
    {
        switch (StLinkV2Statuses.Meaning(answer[0]))
        {
            case StLinkV2Status.BusFault when command.Access is { } access:
                ClearStickyErrors();
                uint address = FaultAddress(command, answer) ?? access.Address;
                return new TargetException(FaultCode.BusFault, access.Verb, address) { Address = address };
            case StLinkV2Status.BusFault or StLinkV2Status.NoChip when answer[0] != StLinkV2Statuses.UnknownError:
                return new TargetException(new Fault(FaultCode.SwdSilent, [Volts!]));
            default:
                return new ProtocolException(
                    new Fault(FaultCode.ProgrammerRefused, command.Name, $"status {answer[0]:X2}"), command.Frame, answer);
        }
    }

    public void CountRepeat() => Repeats++;

    private byte[] AskStatus() => line.Ask(
        Firmware.TellsFaultAddress ? StLinkV2Command.GetStatusAndAddress : StLinkV2Command.GetStatus);

    private bool IsDueAgain(StLinkV2Command command, byte[] answer, ref Waits waits)
    {
        switch (StLinkV2Statuses.Meaning(answer[0]))
        {
            case StLinkV2Status.Done:
                return false;
            case StLinkV2Status.Wait when waits.Count < LongestPauses && clock.Now - waits.Since < Deadline:
                clock.Wait(FirstPause * (1 << waits.Count));
                waits.Count++;
                CountRepeat();
                return true;
            case StLinkV2Status.Wait:
                throw new ProtocolException(
                    new Fault(FaultCode.ChipKeepsWaiting, command.Name, waits.Count + 1, (clock.Now - waits.Since).TotalSeconds),
                    command.Frame,
                    answer);
            default:
                throw Failure(command, answer);
        }
    }

    /// <summary>Where in a block it was, if the probe tells; clones tell 0.</summary>
    private static uint? FaultAddress(StLinkV2Command command, byte[] answer)
    {
        if (answer.Length != StLinkV2Command.GetStatusAndAddress.AnswerLength)
        {
            return null;
        }

        uint told = BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(4));
        return told - command.Access!.Value.Address < StLinkV2Command.LongestData ? told : null;
    }

    /// <summary>Until they are cleared, the debug port refuses every access (IHI 0031, B4.2.3).</summary>
    private void ClearStickyErrors()
    {
        try
        {
            if (Firmware.ReachesDebugPort)
            {
                line.Ask(StLinkV2Command.ClearStickyErrors);
            }
            else
            {
                line.Ask(StLinkV2Command.Exit);
                line.Ask(StLinkV2Command.EnterSwd);
            }
        }
        catch (DeviceException)
        {
            // The bus fault that brought us here is the one to tell.
        }
    }

    /// <param name="Since">When it was tried first.</param>
    private record struct Waits(TimeSpan Since)
    {
        public int Count { get; set; }
    }
}
