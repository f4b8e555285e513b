using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>3xxx: the plan, and what its fuses would do to the chip.</summary>
internal static class PlanRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(UnknownFuse, Error, ExitCode.Recipe, "fuse mcu suggestion allowed",
            "unknown fuse '{fuse}' for {mcu}[; did you mean '{suggestion}'?]",
            "allowed: {allowed}"),
        new(FuseAbsent, Error, ExitCode.Recipe, "fuse mcu allowed",
            "{mcu} has no {fuse} fuse byte",
            "leave it out; its fuse bytes: {allowed}"),
        new(FuseFieldTooLarge, Error, ExitCode.Recipe, "value field mcu max",
            "{value} does not fit into {field} of {mcu}, which holds 0 to {max}"),
        new(FuseByteAndField, Error, ExitCode.Recipe, "field fuse",
            "{field} is part of the {fuse} byte, which the recipe gives as a whole",
            "give the byte or its fields, not both"),
        new(FuseGivenTwice, Error, ExitCode.Recipe, "fuse line",
            "{fuse} is set twice, first on line {line}"),
        new(ProgrammerCannot, Error, ExitCode.Recipe, "programmer verb reason",
            "{programmer} cannot {verb}[: {reason}]",
            "choose another programmer or leave this out"),
        new(ResetDisableRefused, Error, ExitCode.Refused, "setting",
            "{setting} turns RESET into an ordinary pin: no ISP programmer can reach this chip again",
            "if that is what you want, write 'allow: [[reset-disable]]'"),
        new(DebugWireRefused, Error, ExitCode.Refused, "setting",
            "{setting} hands RESET to debugWIRE: no ISP programmer can reach this chip until a debugger ends it",
            "if that is what you want, write 'allow: [[debugwire]]'"),
        new(ClockSourceRefused, Error, ExitCode.Refused, "setting clock board",
            "{setting} clocks the chip from {clock}[, but the board has {board}]; without that clock it is dead to ISP",
            "state what is on the board, such as 'board: {{ clock: 16 MHz crystal }}', or write 'allow: [[clock-source]]'"),
        new(SpiDisableRefused, Error, ExitCode.Refused, "setting",
            "{setting} would end serial programming; SPI programming cannot change it, so it is never written",
            "leave SPIEN programmed (bit 0)"),
        new(NoBootSection, Error, ExitCode.Recipe, "mcu",
            "{mcu} has no boot section",
            "clip by addresses: 'clip: {{ start: 0x0000, end: 0x1000 }}'"),
        new(BootSectionUnknown, Error, ExitCode.Recipe, "mcu",
            "how large the boot section of {mcu} is depends on BOOTSZ, which the recipe does not set",
            "set the high or extended fuse that holds BOOTSZ, or clip by addresses"),
        new(ClipEmpty, Error, ExitCode.File, "file clip",
            "'{file}' has nothing in {clip}"),
        new(FillOutsideMemory, Error, ExitCode.Recipe, "start end memory size",
            "the fill from 0x{start:X4} to 0x{end:X4} leaves {memory}, which has {size} bytes"),
        new(ApplicationWithoutBootloader, Warning, ExitCode.Done, "mcu start",
            "nothing is in the boot section of {mcu} (from 0x{start:X4}): without a bootloader only ISP can update it",
            "merge a bootloader into the image if the board shall be updated over USB or serial"),
        new(VerifyWeakened, Note, ExitCode.Done, "policy missed",
            "'verify: {policy}' leaves {missed} unchecked"),
        new(EepromWillBeErased, Note, ExitCode.Done, "reason",
            "the chip erase takes the EEPROM with it[: {reason}]",
            "'eeprom: keep' reads it before and writes it back"),
        new(ConsentNotNeeded, Note, ExitCode.Done, "consent",
            "'allow: {consent}' is not needed by this recipe",
            "leave it out, so that a later mistake is still caught"),
        new(UnimplementedBits, Note, ExitCode.Done, "fuse value written",
            "{fuse} has bits the chip lacks: 0x{value:X2} is written as 0x{written:X2}"),
    ];
}
