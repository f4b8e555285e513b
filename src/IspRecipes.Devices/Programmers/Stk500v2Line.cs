namespace IspRecipes.Devices.Programmers;

/// <summary>How commands of STK500v2 reach a programmer and answers come back: in messages on a serial line, bare on USB.</summary>
internal abstract class Stk500v2Line : IDisposable
{
    /// <summary>The port or the device, for people.</summary>
    public abstract string Place { get; }

    /// <summary>False after an exchange that was cut short: the programmer may still be at it.</summary>
    public bool InStep { get; protected set; } = true;

    /// <summary>Exchanges that had to be repeated so far.</summary>
    public int Repeats { get; protected set; }

    /// <summary>Raised when an exchange was cut: where the programmer's address stands is not known any more.</summary>
    public event Action? Cut;

    /// <summary>Finds the programmer.</summary>
    /// <returns>The name it signs on with: <c>STK500_2</c>.</returns>
    /// <exception cref="DeviceException">Silent (ISP4009, ISP4019), or something else answers (ISP5006: port).</exception>
    public abstract string SignOn();

    /// <summary>Exchanges commands one by one; the programmer has room for one.</summary>
    /// <param name="commands">Asked for anew where they have to be repeated, so that a block comes with its address.</param>
    /// <returns>The last answer.</returns>
    /// <exception cref="ProtocolException">Out of step (ISP5001: port), refused (ISP5003: command, answer), gone (ISP5004).</exception>
    /// <exception cref="TargetException">The chip stayed busy (ISP6011: seconds).</exception>
    /// <exception cref="LinkException">Silent, unplugged, or another fault of the link.</exception>
    public abstract byte[] Exchange(Func<IReadOnlyList<Stk500v2Command>> commands);

    /// <summary>Exchanges one command.</summary>
    /// <inheritdoc cref="Exchange"/>
    public byte[] Ask(Stk500v2Command command) => Exchange(() => [command]);

    /// <summary>What the programmer has for a parameter.</summary>
    /// <inheritdoc cref="Exchange"/>
    public byte Get(byte parameter) => Ask(Stk500v2Command.GetParameter(parameter))[2];

    public abstract void Dispose();

    protected void Forget() => Cut?.Invoke();

    /// <summary>Throws where the status is not OK.</summary>
    /// <param name="command">What was asked.</param>
    /// <param name="answer">At least two bytes, the first of them right.</param>
    protected static void CheckStatus(Stk500v2Command command, byte[] answer)
    {
        if (answer[1] == Stk500v2Command.ReadyTimeout)
        {
            throw new TargetException(FaultCode.ChipBusy, 1.0); // LUFA's COMMAND_TIMEOUT_TICKS; AVR068 names no time
        }

        if (answer[1] != Stk500v2Command.Ok)
        {
            Fault refusal = new(FaultCode.ProgrammerRefused, $"0x{command.Id:X2}", $"0x{answer[1]:X2}");
            throw new ProtocolException(refusal, command.Body, answer);
        }
    }

    /// <summary>The name in an answer to SIGN_ON; null where it is none.</summary>
    protected static string? NameIn(byte[] answer) =>
        answer is [0x01, Stk500v2Command.Ok, byte length, ..] && answer.Length >= 3 + length
            ? System.Text.Encoding.ASCII.GetString(answer, 3, length)
            : null;
}
