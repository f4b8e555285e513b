using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>3090 to 3109: what protects a chip, as a run or a look meets it.</summary>
internal static class ProtectionRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(UnlockNeeded, Error, ExitCode.Refused, "level verb size",
            "the chip is read-protected (level {level}), which forbids {verb}; lifting the protection erases all {size} KiB of its flash,"
                + " and what is in there cannot be saved before",
            "nothing was changed; if nothing in it is to be kept, add two lines to the recipe:\n"
                + "unlock: if-needed\nallow: [[mass-erase]]"),
        new(ProtectedFromReading, Error, ExitCode.Refused, "level verb",
            "the chip is read-protected (level {level}): '{verb}' cannot be done, and lifting the protection erases what it would save",
            "nothing was changed; nobody can save this content: where a recipe asks for it and it may go, leave 'read:' out"),
        new(WriteProtected, Error, ExitCode.Refused, "pages options",
            "pages of flash are write-protected that the recipe erases or writes: {pages}",
            "nothing was changed; 'options: {{ {options} }}' in the recipe lifts it before flash is written"),
        new(PowerCycleToRun, Note, ExitCode.Done, "",
            "read protection is on, and a debug probe was connected when it was switched on: flash stays closed to the chip itself until it is powered anew",
            "power the board off and on again, and its program starts"),
        new(OptionsActAtPowerOn, Warning, ExitCode.Done, "",
            "option bytes may have been written in part; the chip goes on with the old ones, and takes those stored when it is next powered on",
            "run again before the board is powered off: option bytes that are left erased read protect the chip"),
        new(ProtectedFromLooking, Error, ExitCode.Refused, "protection verb options",
            "the chip is read-protected ({protection}): what it answers is junk, and cannot be {verb}",
            "nothing was changed; where what the chip holds may go, 'isprecipe run RECIPE'[ without {options}] does what the recipe says"),
        new(NothingToLookAt, Error, ExitCode.Recipe, "",
            "the recipe uses no device: there is no chip that it could differ from",
            "leave '--live' and '--backup' out, or write 'mcu:' and 'programmer:' and what the chip shall hold"),
        new(CannotBackUp, Error, ExitCode.Recipe, "programmer",
            "{programmer} does not reach all that the chip holds: its fuses and lock bits are out of its reach",
            "leave '--backup' out, or take an ISP programmer, 'isprecipe programmers' lists them"),
        new(RestoreRefused, Warning, ExitCode.Done, "path code message",
            "what the chip holds is saved, but {path} would be refused as it stands: {code}, {message}",
            "the files beside it hold every byte; mend the recipe by what the message says before it is needed"),
        new(BackupExists, Error, ExitCode.File, "folder name",
            "{folder} holds a backup already ({name}), which is never overwritten",
            "give '--backup' another folder; or leave it out where this backup is of this chip, as it was before an earlier run"),
    ];
}
