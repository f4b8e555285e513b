using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>A recipe's text, its path as the user gave it, and the hash of its bytes.</summary>
internal sealed record RecipeText(string Path, string Text, string Sha256)
{
    public static RecipeText Of(string path, string text) => Of(path, text, Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a file; null with a diagnostic where that fails.</summary>
    /// <param name="where">What names the file; null for the command line.</param>
    public static RecipeText? Load(string path, DiagnosticBag bag, SourceSpan? where = null)
    {
        if (Directory.Exists(path))
        {
            bag.Add(DiagnosticCode.RecipeIsDirectory, where, path, RecipesIn(path));
            return null;
        }

        try
        {
            if (File.Exists(path) && !RegularFile.HasContent(path))
            {
                bag.Add(DiagnosticCode.RecipeUnreadable, where, path, "it is empty, or a pipe or a device");
                return null;
            }

            using FileStream file = File.OpenRead(path);
            if (file.Length > YamlReader.MostBytes)
            {
                bag.Add(DiagnosticCode.YamlTooLarge, new SourceSpan(path), file.Length, YamlReader.MostBytes);
                return null;
            }

            byte[] bytes = new byte[YamlReader.MostBytes + 1];
            return Decode(path, bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)], bag);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            string folder = System.IO.Path.GetDirectoryName(path) ?? "";
            bag.Add(DiagnosticCode.RecipeNotFound, where, path, Suggestion.For(path, RecipesIn(folder)), ShippedRecipes.Named(System.IO.Path.GetFileName(path)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            bag.Add(DiagnosticCode.RecipeUnreadable, where, path, error.Message);
        }

        return null;
    }

    /// <summary>The text as a map; null where it is none, which is reported.</summary>
    public YamlMap? Document(DiagnosticBag bag)
    {
        YamlNode? root = YamlReader.Read(Path, Text, bag);
        if (root is YamlMap or null)
        {
            return (YamlMap?)root;
        }

        bag.Add(DiagnosticCode.WrongType, root.Where, "the recipe", "a map", Shape.Describe(root));
        return null;
    }

    private static RecipeText? Decode(string path, byte[] bytes, DiagnosticBag bag)
    {
        ReadOnlySpan<byte> rest = bytes;
        for (int offset = 0; !rest.IsEmpty; rest = bytes.AsSpan(offset))
        {
            if (Rune.DecodeFromUtf8(rest, out _, out int length) != OperationStatus.Done)
            {
                bag.Add(DiagnosticCode.YamlNotUtf8, new SourceSpan(path), offset);
                return null;
            }

            offset += length;
        }

        return Of(path, Encoding.UTF8.GetString(bytes), bytes);
    }

    private static RecipeText Of(string path, string text, byte[] bytes) =>
        new(path, text.TrimStart('\uFEFF'), Convert.ToHexStringLower(SHA256.HashData(bytes)));

    private static string[] RecipesIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, "*.yaml")
                .Where(file => !file.EndsWith(".local.yaml", StringComparison.Ordinal))
                .Select(file => System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
