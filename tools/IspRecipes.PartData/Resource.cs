using System.Reflection;

namespace IspRecipes.PartData;

/// <summary>What is written by hand beside the generator and embedded in it.</summary>
internal static class Resource
{
    public static string Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    public static string[] Lines(string name) => Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
