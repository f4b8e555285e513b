using static IspRecipes.Devices.FaultCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>6xxx: the chip.</summary>
internal static class TargetRows
{
    private const string CheckWiring =
        "check in this order: MISO, MOSI, SCK, RESET and GND go to the right pins; the target has power; "
        + "its clock runs (a crystal, if its fuses ask for one); SCK is below a quarter of that clock";

    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(SignatureUnstable, Error, ExitCode.WrongTarget, "first second third",
            "the signature reads differently each time: {first}, {second}, {third}",
            "shorten the wires, check GND and power, and let SCK run slower"),
        new(SignatureWrong, Error, ExitCode.WrongTarget, "mcu expected found part",
            "the chip is another one: its signature is {found}[ ({part})], and the recipe is for {mcu} ({expected})",
            "nothing was changed; check which board is connected, or 'mcu:' in the recipe"),
        new(SignatureBlank, Error, ExitCode.WrongTarget, "found",
            "the chip does not answer: its signature reads {found}",
            CheckWiring),
        new(FuseReadUnstable, Error, ExitCode.Communication, "fuse first second",
            "the {fuse} byte reads differently each time: 0x{first:X2}, then 0x{second:X2}",
            "shorten the wires, check GND and power, and let SCK run slower"),
        new(ReadProtected, Error, ExitCode.Refused, "lock verb",
            "the chip is read protected (lock byte 0x{lock:X2}): what it answers to '{verb}' is junk",
            "only a chip erase lifts the protection, and it takes flash and EEPROM with it: leave out what reads, and write 'erase: chip'"),
        new(VerifyMismatch, Error, ExitCode.Verify, "memory address expected found differing source",
            "{memory} differs at 0x{address:X4}: expected 0x{expected:X2}[ from {source}], found 0x{found:X2}; bytes that differ: {differing}",
            "run again; if the place moves, the link or the power is bad, if it stays, the chip is worn or the clock of the wires (SCK, SWCLK) too fast"),
        new(FuseMismatch, Error, ExitCode.Verify, "fuse expected found now",
            "the {fuse} fuse reads back 0x{found:X2}, written was 0x{expected:X2}[; now it holds 0x{now:X2}]",
            "new fuses act when programming mode ends; check wiring and power before this chip is powered off"),
        new(LockMismatch, Error, ExitCode.Verify, "expected found",
            "the lock byte reads back 0x{found:X2}, written was 0x{expected:X2}",
            "run again; lock bits rise by a chip erase only"),
        new(ProgrammingModeRefused, Error, ExitCode.WrongTarget, "mcu",
            "the chip does not enter programming mode; {mcu} is expected there",
            CheckWiring),
        new(BackupFailed, Error, ExitCode.File, "memory path reason",
            "{memory} could not be saved to {path}: {reason}",
            "nothing was erased or written"),
        new(ChipBusy, Error, ExitCode.Communication, "seconds",
            "the chip is still busy after {seconds:0.#} s",
            "check its power and clock"),
        new(LockForbids, Error, ExitCode.Refused, "verb lock",
            "the chip's lock bits (0x{lock:X2}) forbid {verb} without a chip erase",
            "write 'erase: chip', which takes flash and, without EESAVE, EEPROM with it"),
        new(SignatureUnknown, Error, ExitCode.WrongTarget, "found",
            "the chip's signature is {found}, which belongs to no part this version knows",
            "'isprecipe parts' lists the parts it knows"),
        new(MemoryReadUnstable, Error, ExitCode.Communication, "memory address",
            "{memory} reads differently each time from 0x{address:X4} on",
            "shorten the wires, check GND and power, and let SCK run slower"),
        new(BootloaderWouldBeLost, Error, ExitCode.Refused, "start end",
            "the chip holds a bootloader (0x{start:X4} to 0x{end:X4}), the recipe writes none, and the erase would take it away",
            "merge a bootloader into the image, or write 'allow: [[remove-bootloader]]'"),
        new(SilentSinceFuses, Error, ExitCode.WrongTarget, "fuses clock",
            "since the new fuses act ({fuses}) the chip does not answer as it should[; it should run from {clock}]",
            "the board lacks that clock, or SCK is above a quarter of it; run again with a slower 'sck', or feed a clock into XTAL1, "
            + "and put the fuses back"),
        new(ResetGivenAway, Warning, ExitCode.Done, "field consequence",
            "the chip holds {field} programmed, which acts when RESET is released: {consequence}",
            "an earlier run left it so; write '{field}: off' now, while the chip can be reached"),
        new(LockForbidsFusesFirst, Error, ExitCode.Refused, "lock",
            "the chip's lock bits (0x{lock:X2}) forbid writing fuses before a chip erase",
            "leave 'fuses-first' out for this chip: then the erase comes first and raises the lock bits"),
        new(SwdSilent, Error, ExitCode.WrongTarget, "volts",
            "no chip answers on SWD[; the probe measures {volts:0.0} V at its supply]",
            "check power and GND and swap SWDIO and SWCLK; where the chip's program switches SWD off or sleeps, wire NRST and write"
            + " 'under-reset: true', or set BOOT0 and reset; long wires want a slower 'swd:'"),
        new(BusFault, Error, ExitCode.Communication, "verb address",
            "the chip's bus refused to {verb} at 0x{address:X8}",
            "a read-protected chip refuses its flash, and every chip an address at which it has nothing; 'isprecipe probe' tells what it is"),
    ];
}
