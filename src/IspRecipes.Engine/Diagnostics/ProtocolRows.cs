using static IspRecipes.Devices.FaultCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>5xxx: what the programmer answered.</summary>
internal static class ProtocolRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(NotInSync, Error, ExitCode.Communication, "port attempts found",
            "the programmer on {port} is out of step after {attempts} attempts[: it answered {found}]",
            "check the baud rate, then unplug the programmer and plug it in again"),
        new(UnexpectedReply, Error, ExitCode.Communication, "command expected found",
            "the programmer answered {found} to {command}, where {expected} was expected",
            "run again; if it recurs, shorten the USB cable or lower the baud rate, and use --trace FILE to see every frame"),
        new(ProgrammerRefused, Error, ExitCode.Communication, "command reply",
            "the programmer refused {command}[ (it answered {reply})]",
            "check the wiring and power of the target"),
        new(ProgrammerFell, Error, ExitCode.Communication, "command port seconds",
            "the programmer[ on {port}] fell silent during {command}[ for {seconds:0.#} s]",
            "unplug it, plug it in again and repeat the run; the chip may hold half of what was to be written"),
        new(BootloaderInsteadOfProgrammer, Error, ExitCode.Communication, "port",
            "a bootloader answers on {port} instead of a programmer; writing now would overwrite the programmer itself",
            "flash ArduinoISP onto that board first; if it is there, put 10 µF between its RESET and GND, since opening the port resets it"),
        new(NoProgrammerOnPort, Error, ExitCode.Communication, "port programmer found",
            "nothing on {port} speaks {programmer}'s protocol[: it answered {found}]",
            "check the port, the baud rate and 'programmer:'; 'isprecipe ports' shows what is plugged in where"),
    ];
}
