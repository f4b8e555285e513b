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
        new(DiagnosticCode.Interrupted, Error, ExitCode.Interrupted, "step",
            "interrupted[ during '{step}']; programming mode was left and the port released"),
        new(DiagnosticCode.Terminated, Error, ExitCode.Terminated, "step",
            "terminated[ during '{step}']; programming mode was left and the port released"),
        new(ConsentDeclined, Error, ExitCode.Refused, "what",
            "you declined[: {what}]; nothing was changed"),
        new(ReportUnwritable, Error, ExitCode.File, "what path reason",
            "the {what} cannot be written to {path}: {reason}",
            "name another file, or make room there"),
        new(Internal, Error, ExitCode.OurBug, "what",
            "isprecipe itself failed: {what}",
            "this is a bug; please report it with the recipe and this message"),
    ];
}
