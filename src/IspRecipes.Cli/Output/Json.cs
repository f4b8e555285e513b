using System.Text.Encodings.Web;
using System.Text.Json;

namespace IspRecipes.Cli.Output;

/// <summary>How this program writes JSON: kebab-case keys as in recipes, indented, readable characters left alone.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write<T>(TextWriter writer, T document) =>
        writer.WriteLine(JsonSerializer.Serialize(document, Options));
}
