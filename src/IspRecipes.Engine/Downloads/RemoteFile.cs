using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Downloads;

/// <summary>A file of a recipe that can be had from elsewhere, and is known by its hash.</summary>
/// <param name="Name">What the recipe calls it.</param>
/// <param name="Url">Http or https.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Size">Bytes; null where the recipe does not say.</param>
/// <param name="Where">The address in the recipe.</param>
internal sealed record RemoteFile(string Name, Uri Url, string Sha256, long? Size, SourceSpan Where);
