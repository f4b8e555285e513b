using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>3060 to 3069: clock and bit clock, the order of fuses and flash, and what lock bits do to a bootloader.</summary>
internal static class GuardRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(ClockOutOfRange, Warning, ExitCode.Done, "setting range board",
            "{setting} sets the oscillator up for {range}, and the board has {board}: it may not start, or not always",
            "choose the CKSEL that the datasheet gives for this frequency"),
        new(BitClockTooFast, Warning, ExitCode.Done, "sck limit core when",
            "SCK at {sck} is too fast for a chip that runs at {core} {when}: it follows {limit} at most",
            "give a slower 'sck', or take a programmer that has one; CKDIV8 divides the clock by 8"),
        new(BitClockLosesChip, Error, ExitCode.Refused, "sck limit core when",
            "with 'fuses-first' the chip would be lost in mid-run: it runs at {core} {when}, and follows {limit} at most, not {sck}",
            "give a slower 'sck', or leave 'fuses-first' out"),
        new(FusesFirstNeeds, Error, ExitCode.Recipe, "missing",
            "'fuses-first' is for a run that writes fuses and then flash, and this recipe writes no {missing}",
            "leave 'fuses-first' out"),
        new(FusesFirstGainsNothing, Note, ExitCode.Done, "reason",
            "'fuses-first' makes nothing faster here: {reason}"),
        new(LockStopsBootloader, Error, ExitCode.Recipe, "setting what",
            "{setting} keeps the bootloader that this recipe writes from {what}",
            "leave BLB0 at 3 (11); BLB1 is what protects the bootloader itself"),
        new(BootloaderUnprotected, Note, ExitCode.Done, "lock",
            "nothing protects the bootloader: the chip erase raises all lock bits, and an application that goes wrong may write over it",
            "'lock: {{ BLB1: 2 }}', which is 'lock: 0x{lock:X2}', keeps the application out; ISP can still do all"),
        new(NeitherErasedNorVerified, Error, ExitCode.Recipe, "",
            "'erase: none' with 'verify: none' could leave wrong bytes in the flash and call it done: without an erase bits only fall",
            "leave one of the two out"),
        new(ClockUnknown, Error, ExitCode.Refused, "setting fuse held wanted mcu",
            "{setting} changes the {fuse} fuse from 0x{held:X2} to 0x{wanted:X2}, and which bits of it choose the clock of {mcu} is not known here: "
            + "with a clock that the board lacks the chip is dead to ISP",
            "compare both bytes by the datasheet; if the board has the new clock, write 'allow: [[clock-source]]'"),
        new(FusesActAlready, Warning, ExitCode.Done, "memories",
            "the new fuses are in the chip and act; {memories}",
            "run again when the fault is mended: fuses that are right already are left as they are"),
    ];
}
