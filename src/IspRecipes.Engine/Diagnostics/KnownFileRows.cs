using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>7040 to 7049: published files, known by their hash.</summary>
internal static class KnownFileRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(KnownKindDiffers, Error, ExitCode.File, "path name known kind",
            "{path} is {name}: its kind is '{known}', not '{kind}'",
            "correct 'kind:', or give the file that is meant; the fuses must fit the bootloader that is written"),
        new(KnownClockDiffers, Warning, ExitCode.Done, "path name known clock",
            "{path} is {name}, built for {known:0.###} MHz and not for {clock:0.###} MHz",
            "correct 'clock:', or take the build for this clock"),
        new(KnownFileOfOtherPart, Error, ExitCode.File, "path name parts mcu",
            "{path} is {name}: it runs on {parts}, and the recipe writes it to {mcu}",
            "take the file for {mcu}, or correct 'mcu:'"),
        new(KnownFileFaulty, Warning, ExitCode.Done, "path name fault instead",
            "{path} is {name}: {fault}",
            "take {instead}"),
        new(ProgrammerFirmware, Warning, ExitCode.Done, "path name",
            "{path} is {name}, and this recipe writes it to the target",
            "it belongs on the programmer's own board; if this chip shall become a programmer, say 'kind: isp-firmware'"),
        new(ExpectedUsbDiffers, Warning, ExitCode.Done, "expected path name usb",
            "the recipe tells people to look for {expected}, but {path} is {name}, which shows up as {usb}",
            "correct 'expect:', or take the file that is meant"),
    ];
}
