using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>8xxx: the faces; 9xxx: our bug.</summary>
internal static class FaceRows
{
    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(UsageSet, Error, ExitCode.Usage, "text",
            "--set {text}: NAME=VALUE is expected",
            "for example --set keyboard=planck or --set files.bootloader=dfu.hex"),
        new(UsageUnknownCode, Error, ExitCode.Usage, "code suggestion",
            "there is no code {code}[; did you mean {suggestion}?]",
            "docs/diagnostics.md lists all of them"),
        new(DiagnosticCode.Interrupted, Error, ExitCode.Interrupted, "released step",
            "interrupted[ during '{step}']; {released} and the port released"),
        new(DiagnosticCode.Terminated, Error, ExitCode.Terminated, "released step",
            "terminated[ during '{step}']; {released} and the port released"),
        new(ConsentDeclined, Error, ExitCode.Refused, "what",
            "you declined[: {what}]; nothing was changed"),
        new(ReportUnwritable, Error, ExitCode.File, "what path reason",
            "the {what} cannot be written to {path}: {reason}",
            "name another file, or make room there"),
        new(BootSizeNeeded, Error, ExitCode.Usage, "mcu sizes",
            "how large the boot section of {mcu} is depends on BOOTSZ",
            "add --boot-size BYTES, one of {sizes}, or the fuse byte with --high or --extended"),
        new(BootSizeUnknown, Error, ExitCode.Usage, "mcu bytes sizes",
            "{mcu} has no boot section of {bytes} bytes",
            "[it can be one of {sizes}]"),
        new(OutputExists, Error, ExitCode.File, "path",
            "{path} is there already",
            "name another file, or replace it with --force"),
        new(NotMerged, Error, ExitCode.Usage, "option file suggestion files",
            "{option} {file}: no such file is merged[; did you mean {suggestion}?]",
            "merged: {files}"),
        new(MergedTwice, Error, ExitCode.Usage, "file",
            "{file} is given twice"),
        new(MemoryAbsent, Error, ExitCode.Usage, "part memory",
            "the {part} has no {memory}",
            "flash is what can be read of it"),
        new(OtherArchitecture, Error, ExitCode.Usage, "programmer family part",
            "{programmer} reaches {family}, and the {part} is none",
            "'isprecipe programmers' lists what reaches which"),
        new(SettingWrong, Error, ExitCode.Usage, "setting text expected",
            "{setting} is '{text}'; {expected} is expected"),
        new(SettingsClash, Error, ExitCode.Usage, "setting other",
            "{setting} and {other} both tell the boot section",
            "choose one"),
        new(SettingMissing, Error, ExitCode.Usage, "setting missing",
            "{setting} is given without {missing}",
            "add {missing}"),
        new(NoFiles, Error, ExitCode.Usage, "what folder",
            "no {what} was given",
            "a pattern that matches no file gives none; it is looked up in {folder}"),
        new(Internal, Error, ExitCode.OurBug, "what",
            "isprecipe itself failed: {what}",
            "this is a bug; please report it with the recipe and this message"),
    ];
}
