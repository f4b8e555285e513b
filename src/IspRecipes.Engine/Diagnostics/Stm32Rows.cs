using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>3071 to 3089, 3097 and 3098: what a recipe does to an STM32, and what would start there.</summary>
internal static class Stm32Rows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(ProgrammerForOtherParts, Error, ExitCode.Recipe, "programmer programs mcu kind allowed",
            "{programmer} programs {programs}, and {mcu} is {kind}",
            "choose one of these: {allowed}"),
        new(UnsoldFlashUnverified, Warning, ExitCode.Done, "mcu size",
            "the image reaches beyond the {size} KiB that a {mcu} is sold with: nobody has tested that flash, and this run would not check all of it",
            "leave 'verify' out: every byte is then read back"),
        new(UnknownOption, Error, ExitCode.Recipe, "option mcu suggestion allowed",
            "unknown option '{option}' for {mcu}[; did you mean '{suggestion}'?]",
            "allowed: {allowed}"),
        new(ReadProtectionForEver, Error, ExitCode.Refused, "setting off",
            "{setting} is level 2: read protection that nothing can lift, with debugging off for ever; irreversible, so it is never written",
            "level 1 protects the flash from being read and can be lifted at the cost of its content: 'RDP: level-1'; 0x{off:X2} is off"),
        new(ReadProtectionRefused, Error, ExitCode.Refused, "setting mcu off",
            "{setting} switches read protection on: a debug probe can neither read nor write the flash of the {mcu} until it is unlocked, "
            + "which erases all of it (0x{off:X2} is off)",
            "if that is what you want, write 'allow: [[write-protect]]'"),
        new(WriteProtectionRefused, Error, ExitCode.Refused, "setting first last",
            "{setting} write-protects flash from 0x{first:X8} to 0x{last:X8}: a program cannot change it, nor a later run before it lifts that",
            "if that is what you want, write 'allow: [[write-protect]]'; a bit that is 1 protects nothing"),
        new(UnlockRefused, Error, ExitCode.Refused, "mcu",
            "'unlock: if-needed' lifts read protection, and the {mcu} erases all of its flash with it: program, bootloader and settings, "
            + "of which no backup can be made",
            "if that may go, write 'allow: [[mass-erase]]'"),
        new(OptionUnlocksNothing, Note, ExitCode.Done, "setting",
            "{setting} is refused on a chip that is protected: that would erase it",
            "'unlock: if-needed' with 'allow: [[mass-erase]]' lifts the protection"),
        new(EraseNeeded, Error, ExitCode.Recipe, "mcu",
            "'erase: none' cannot write the flash of {mcu}, which takes no byte that is not erased",
            "leave it out: pages that hold the image already are neither erased nor written, and bytes beside it are kept"),
        new(BinaryAddressMissing, Error, ExitCode.Recipe, "path mcu start remedy",
            "{path} is a raw binary and does not say where it lies; the flash of {mcu} begins at 0x{start:X8}",
            "for a program that a reset starts: {remedy}; 0x08002000 for one behind a bootloader of 8 KiB"),
        new(LinkedToAlias, Error, ExitCode.File, "path first last mcu start remedy doubt",
            "{path} lies at 0x{first:X4} to 0x{last:X4}, where {mcu} only shows its flash; that begins at 0x{start:X8}",
            "[{doubt}? if not, ]link it for 0x{start:X8}, or move it: {remedy}"),
        new(FlashSizeWrong, Error, ExitCode.Recipe, "size family page largest",
            "{size} bytes is no flash of {family}: its pages have {page} bytes, and the largest part has {largest}",
            "a size such as 64K or 128K, as the chip really has it"),
        new(NoVectorTable, Error, ExitCode.File, "address pointer reset mcu sram sramEnd flash flashEnd",
            "at 0x{address:X8} stands no vector table: 0x{pointer:X8} is no stack pointer and 0x{reset:X8} no reset vector of {mcu}",
            "the first word points into SRAM (0x{sram:X8} to 0x{sramEnd:X8}), the second, odd, into flash (0x{flash:X8} to 0x{flashEnd:X8})\n"
            + "is it a program for this chip, and is this its address?"),
        new(StackPointerWrong, Error, ExitCode.File, "address pointer reason",
            "the initial stack pointer at 0x{address:X8} is 0x{pointer:X8}, {reason}",
            "is it built for another part, or does other data stand where the vector table should?"),
        new(ResetVectorWrong, Error, ExitCode.File, "address reset reason",
            "the reset vector at 0x{address:X8} is 0x{reset:X8}, {reason}",
            "is it built for another part, or linked for another address?"),
        new(ResetVectorElsewhere, Error, ExitCode.File, "table entry reason address",
            "the vector table at 0x{table:X8} starts the program at 0x{entry:X8}, {reason}",
            "is the file linked for another address than 0x{address:X8}?"),
        new(NothingToStart, Error, ExitCode.File, "program start",
            "nothing would start the program at 0x{program:X8}: a reset starts what lies at 0x{start:X8}, and that will be blank",
            "merge a bootloader in front of it, leave 'erase: chip' out if the chip has one, or link the program for 0x{start:X8}"),
        new(StartsWhatChipHolds, Note, ExitCode.Done, "program start unlocked",
            "the program at 0x{program:X8} is started by what the chip holds at 0x{start:X8}, which this recipe does not write[; {unlocked}]",
            "merge the bootloader with it to write both"),
        new(BootloaderLooksElsewhere, Warning, ExitCode.Done, "file first second address",
            "the bootloader '{file}' starts an application at 0x{first:X8} or 0x{second:X8}, and there is one at 0x{address:X8} only",
            "link the application for 0x{first:X8}"),
        new(OptionBytesInFile, Error, ExitCode.File, "file address mcu remedy",
            "{file} holds option bytes too, from 0x{address:X8} on: they are not written like flash",
            "take the flash alone, {remedy}; what the option bytes shall hold goes under 'options:' ('isprecipe parts {mcu}' lists them)"),
        new(HandlersElsewhere, Warning, ExitCode.Done, "table handlers reason",
            "the vector table at 0x{table:X8} has handlers {reason}: {handlers}",
            "the first of these exceptions would end the program; is the file linked for another address than 0x{table:X8}?"),
    ];
}
