using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>3040 to 3059: what image, fuses, programmer and board make of one another.</summary>
internal static class FlashRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(BlockReachExceeded, Note, ExitCode.Done, "programmer reach transfers time shorter",
            "{programmer} reads blocks of flash below 0x{reach:X4} of each 128 KiB only: above, each byte is a transfer of its"
                + " own, {transfers} more in this run, {time}",
            "another programmer takes seconds for them[{shorter}]"),
        new(SmallSwingCrystal, Note, ExitCode.Done, "setting clock limit",
            "{setting} leaves CKOPT unprogrammed with a crystal of {clock:0.###} MHz, and the datasheet gives that"
                + " oscillator up to {limit:0.###} MHz",
            "many boards run so; where one starts badly, program CKOPT (full swing)"),
        new(ProgrammerVoltage, Warning, ExitCode.Done, "programmer runs volts supply stated",
            "{programmer} {runs} {volts:0.0} V, and the board at {supply:0.0} V: the programmer's VCC and signals may be too much"
                + " for the chip and what hangs on it",
            "use a programmer that runs at the board's voltage, or level shifters; and power the board from one side only,"
                + " its USB plug or the programmer's VCC[\nif yours runs at the board's voltage, say so: 'programmer: {stated}']"),
        new(BootloaderNotEntered, Warning, ExitCode.Done, "setting kind",
            "{setting} leaves no reset that starts {kind}: BOOTRST is unprogrammed as well, so only the application can",
            "program HWBE (with pin HWB low at reset) or BOOTRST, unless the application jumps to the bootloader"),
        new(FileSpansSections, Note, ExitCode.Done, "file start",
            "'{file}' lies in the application section and in the boot section (from 0x{start:X4}), and nothing says what it is",
            "say so: 'kind: application', or the bootloader's kind for a file that ends in one"),
        new(ApplicationInBootSection, Warning, ExitCode.Done, "file first boot",
            "the application '{file}' reaches into the boot section, which begins at 0x{boot:X4}: it has bytes from 0x{first:X4} on",
            "the first update over USB or serial would overwrite the bootloader or be refused; shrink the application, or"
                + " make the boot section smaller with BOOTSZ"),
        new(ResetIntoApplication, Error, ExitCode.Recipe, "setting boot file",
            "{setting} lets a reset start at 0x{boot:X4}, in the middle of the application '{file}'",
            "leave BOOTRST unprogrammed (bit 1) for an application without a bootloader, or shrink it and merge one"),
        new(UnknownKind, Note, ExitCode.Done, "kind suggestion allowed",
            "'{kind}' is no kind of file that is checked for anything[; did you mean '{suggestion}'?]",
            "known: {allowed}"),
    ];
}
