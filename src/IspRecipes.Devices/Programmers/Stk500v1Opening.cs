using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The first exchanges on a line of STK500v1: who answers, the ArduinoISP sketch or a bootloader, and whether it is the one
/// that is meant.
/// </summary>
internal sealed class Stk500v1Opening(ISerialLink link, IClock clock, Stk500v1Dialect dialect, Stk500v1Line line)
{
    /// <summary>GET_PARAMETER 0x93, programming mode, of the sketch: serial. A bootloader answers something else.</summary>
    private const byte SerialMode = (byte)'S';

    /// <summary>
    /// Long enough for a bootloader to give up, optiboot and ATmegaBOOT after 1.1 s (18 cycles times MAX_TIME_COUNT),
    /// and for the sketch to blink three lights, 0.54 s; twice over. Each byte sent meanwhile starts its clock anew.
    /// </summary>
    private static readonly TimeSpan BootloaderGivesWay = TimeSpan.FromSeconds(4);

    /// <returns>What is to be told and does not stop the run; null for nothing.</returns>
    /// <inheritdoc cref="Stk500v1.Open" path="/exception"/>
    public Fault? Run()
    {
        if (dialect.IsBootloader)
        {
            FindBootloader();
            return null;
        }

        return line.Synchronise() == SerialMode ? null : WaitForSketch();
    }

    private void FindBootloader()
    {
        line.ResetBoard();
        byte mode = line.Synchronise();
        if (mode == SerialMode)
        {
            throw WrongAnswer(FaultCode.ProgrammerInsteadOfBootloader, mode);
        }
    }

    /// <summary>Opening the port reset the board, and its own bootloader came first: let it run out.</summary>
    private Fault WaitForSketch()
    {
        clock.Wait(BootloaderGivesWay);
        byte mode = line.Synchronise();
        return mode == SerialMode
            ? new Fault(FaultCode.BootloaderAnsweredFirst, link.Port, BootloaderGivesWay.TotalSeconds)
            : throw WrongAnswer(FaultCode.BootloaderInsteadOfProgrammer, mode);
    }

    private ProtocolException WrongAnswer(FaultCode code, byte mode) => new(
        new Fault(code, link.Port),
        Stk500v1Command.GetParameter(Stk500v1Command.ProgrammingMode).Request,
        [Stk500v1Command.InSync, mode, Stk500v1Command.Ok]);
}
