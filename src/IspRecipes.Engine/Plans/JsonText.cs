using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What plans and reports write alike.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One document, indented, with LF and a last line end.</summary>
    public static string Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            content(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    public static void WriteRecipe(Utf8JsonWriter json, string? name, string path, string? sha256, IReadOnlyList<RecipeBase> bases)
    {
        json.WriteStartObject("recipe");
        json.WriteString("name", name);
        json.WriteString("path", path);
        json.WriteString("sha256", sha256);
        json.WriteStartArray("extends");
        foreach (RecipeBase extended in bases)
        {
            json.WriteStartObject();
            json.WriteString("path", extended.Path);
            json.WriteString("sha256", extended.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<FileRecord> files)
    {
        json.WriteStartArray("files");
        foreach (FileRecord file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("path", file.Path);
            json.WriteString("sha256", file.Sha256);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("from", Word(file.Origin));
            json.WriteString("url", file.Url);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteDiagnostics(Utf8JsonWriter json, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartArray("diagnostics");
        foreach (Diagnostic diagnostic in diagnostics)
        {
            WriteDiagnostic(json, diagnostic);
        }

        json.WriteEndArray();
    }

    public static void WriteDiagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", Word(diagnostic.Severity));
        json.WriteString("message", diagnostic.Message);
        json.WriteString("hint", diagnostic.Hint);
        WritePlace(json, diagnostic.Where);
        json.WriteEndObject();
    }

    /// <summary>As <c>where</c>; null where there is no place.</summary>
    public static void WritePlace(Utf8JsonWriter json, SourceSpan? where)
    {
        if (where is null)
        {
            json.WriteNull("where");
            return;
        }

        json.WriteStartObject("where");
        json.WriteString("file", where.File);
        json.WriteNumber("line", where.Line);
        json.WriteNumber("column", where.Column);
        json.WriteEndObject();
    }

    public static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
