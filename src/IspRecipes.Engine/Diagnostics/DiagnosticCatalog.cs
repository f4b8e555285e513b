using IspRecipes.Devices;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>Every code a user can meet, with its sentence, hint and exit code. docs/diagnostics.md explains each.</summary>
public static class DiagnosticCatalog
{
    public static IReadOnlyList<DiagnosticRow> Rows { get; } =
    [
        .. YamlRows.All,
        .. RecipeRows.All,
        .. PlanRows.All,
        .. FlashRows.All,
        .. GuardRows.All,
        .. Stm32Rows.All,
        .. ProtectionRows.All,
        .. LinkRows.All,
        .. ProtocolRows.All,
        .. TargetRows.All,
        .. Stm32TargetRows.All,
        .. FileRows.All,
        .. KnownFileRows.All,
        .. DownloadRows.All,
        .. FaceRows.All,
    ];

    private static readonly Dictionary<int, DiagnosticRow> ByNumber = Rows.ToDictionary(row => row.Number);

    /// <param name="code">Which row.</param>
    /// <param name="where">Place in the recipe; null where there is none.</param>
    /// <param name="facts">In the order the row names its arguments.</param>
    public static Diagnostic Of(DiagnosticCode code, SourceSpan? where, params object?[] facts) =>
        ByNumber[(int)code].Tell(where, facts);

    /// <summary>What a fault from the devices means to a user. The fault's own place, where it has one, wins.</summary>
    /// <param name="fault">The fault, its arguments in the order the row names them.</param>
    /// <param name="where">Place in the recipe that led there.</param>
    public static Diagnostic Of(Fault fault, SourceSpan? where = null) =>
        ByNumber[(int)fault.Code].Tell(fault.Place is { } place ? Span(place) : where, fault.Arguments);

    /// <summary>The row of <c>ISP6002</c> or <c>6002</c>; null where there is none.</summary>
    public static DiagnosticRow? Find(string code)
    {
        string digits = code.StartsWith("ISP", StringComparison.OrdinalIgnoreCase) ? code[3..] : code;
        return int.TryParse(digits, out int number) ? ByNumber.GetValueOrDefault(number) : null;
    }

    private static SourceSpan Span(FilePlace place) =>
        new(place.File, place.Line, place.Column, place.Line, place.Column);
}
