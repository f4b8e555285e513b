using static IspRecipes.Devices.FaultCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>5xxx: what the programmer answered.</summary>
internal static class ProtocolRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(NotInSync, Error, ExitCode.Communication, "port",
            "the programmer on {port} is out of step and stayed so",
            "check the baud rate, then unplug the programmer and plug it in again"),
        new(ProgrammerRefused, Error, ExitCode.Communication, "command reply",
            "the programmer refused {command}[ (it answered {reply})]",
            "check the wiring and power of the target"),
        new(ProgrammerFell, Error, ExitCode.Communication, "port seconds",
            "the programmer on {port} fell silent in the middle of the work, and stayed so for {seconds:0.#} s",
            "unplug it, plug it in again and repeat the run; the chip may hold half of what was to be written"),
        new(BootloaderInsteadOfProgrammer, Error, ExitCode.Communication, "port",
            "a bootloader answers on {port} instead of a programmer; writing now would overwrite the programmer itself",
            "flash ArduinoISP onto that board first; if it is there, put 10 µF between its RESET and GND, since opening the port resets it"),
        new(NoProgrammerOnPort, Error, ExitCode.Communication, "port",
            "something answers on {port}, but not in the programmer's protocol",
            "check the port, the baud rate and 'programmer:'; 'isprecipe ports' shows what is plugged in where"),
        new(BootloaderAnsweredFirst, Warning, ExitCode.Done, "port seconds",
            "opening {port} reset the board and its bootloader answered first; the programmer came {seconds:0.#} s later",
            "10 µF between RESET and GND of the programmer's board spare the wait"),
        new(MemoryNotReached, Error, ExitCode.Communication, "programmer memory",
            "{programmer} does not reach {memory}",
            "use an ISP programmer for it"),
        new(ProgrammerInsteadOfBootloader, Error, ExitCode.Communication, "port",
            "a programmer answers on {port} instead of a bootloader; what is meant for the board would go to the chip wired to it",
            "write 'programmer: avrisp' to flash that chip"),
        new(BitClockNotSettable, Warning, ExitCode.Done, "device",
            "{device} does not let its SCK be set and goes on with its own, 375 kHz as a rule",
            "a chip below 1.5 MHz needs it slower: close the programmer's jumper for slow SCK (8 kHz), or update its firmware"),
        new(FirmwareLacks, Warning, ExitCode.Done, "programmer what",
            "{programmer} has no {what}",
            "everything is done all the same; firmware 7.0 and later has both ('BPv3-Firmware' and 'BPv4-firmware' of the project)"),
        new(SpiModeMissing, Error, ExitCode.Communication, "port",
            "the Bus Pirate on {port} does not enter its SPI mode",
            "update its firmware; one built without SPI cannot program an AVR"),
        new(TargetVoltageLow, Warning, ExitCode.Done, "device volts",
            "{device} measures {volts:0.0} V at the target",
            "power the board: this programmer only measures the supply, unless it has a switch or a jumper for it"),
        new(CableFault, Error, ExitCode.Communication, "device found",
            "{device} finds the cable to the chip at fault: {found}",
            "check the plug's pin 1, shorts on its wires, and that the board has power"),
    ];
}
