using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IspRecipes.Cli.Output;

/// <summary>How this program writes JSON: indented, camel-case keys as in reports, readable characters left alone.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The option that asks for it.</summary>
    public static Option<bool> Option() => new("--json") { Description = "One JSON document on standard output." };

    public static void Write<T>(TextWriter writer, T document) =>
        writer.WriteLine(JsonSerializer.Serialize(document, Options));
}
