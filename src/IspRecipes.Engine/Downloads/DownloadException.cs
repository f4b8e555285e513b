using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>Why a download failed, as data; caught in one place, the <see cref="FileFetcher"/>.</summary>
internal sealed class DownloadException(DiagnosticCode code, params object?[] facts) : Exception($"{code}")
{
    /// <summary>True where no other server would do better.</summary>
    public bool IsOfCache => code == DiagnosticCode.CacheUnwritable;

    public Diagnostic Diagnose(SourceSpan where) => DiagnosticCatalog.Of(code, where, facts);
}
