namespace IspRecipes.Cli.Commands;

/// <summary>Where a new recipe lies, and what lies around it.</summary>
internal sealed class NewPlace
{
    /// <summary>What editors look for beside a recipe, or above it in the same repository.</summary>
    public const string SchemaFile = "isprecipe.schema.json";

    private const string DefaultFile = "flash.isprecipe.yaml";

    private readonly string _folder;

    /// <param name="file">As written on the command line; null for the default, <c>-</c> for standard output.</param>
    /// <param name="schema">What the modeline shall name; null for the schema that is found or written.</param>
    public NewPlace(string? file, string? schema)
    {
        IsOutput = file == "-";
        Path = file is null || IsOutput ? DefaultFile : WithEnding(file);
        _folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string? found = schema is null ? FindSchema() : null;
        Schema = schema is "none" ? null : schema ?? found ?? SchemaFile;
        WritesSchema = schema is null && found is null && !IsOutput;
    }

    /// <summary>True where the recipe is printed, and no file is written.</summary>
    public bool IsOutput { get; }

    /// <summary>From the working directory.</summary>
    public string Path { get; }

    /// <summary>What the modeline says; null for no modeline.</summary>
    public string? Schema { get; }

    /// <summary>True where no schema is there, so that a copy is to lie beside the recipe.</summary>
    public bool WritesSchema { get; }

    /// <summary>
    /// A path from the working directory as the recipe names it, whose paths start from its own folder; an absolute one stays
    /// so where it leads elsewhere.
    /// </summary>
    public string? FromFolder(string? path)
    {
        if (path is null)
        {
            return null;
        }

        string relative = System.IO.Path.GetRelativePath(_folder, path);
        string named = System.IO.Path.IsPathRooted(path) && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
        return OperatingSystem.IsWindows() ? named.Replace('\\', '/') : named;
    }

    /// <summary>A path beside the recipe, from the working directory.</summary>
    public string Beside(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", name);

    private static string WithEnding(string file) =>
        System.IO.Path.EndsInDirectorySeparator(file) || file is "." or ".." ? System.IO.Path.Combine(file, DefaultFile)
        : System.IO.Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => file,
            ".isprecipe" => $"{file}.yaml",
            _ => $"{file}.isprecipe.yaml",
        };

    /// <summary>The nearest schema from the recipe's folder up to the root of its repository; else the folder alone counts.</summary>
    private string? FindSchema()
    {
        List<string> folders = [_folder];
        while (!System.IO.Path.Exists(System.IO.Path.Combine(folders[^1], ".git")))
        {
            if (System.IO.Path.GetDirectoryName(folders[^1]) is not string parent)
            {
                folders = [_folder];
                break;
            }

            folders.Add(parent);
        }

        return folders
            .SelectMany(folder => new[] { System.IO.Path.Combine(folder, SchemaFile), System.IO.Path.Combine(folder, "schema", SchemaFile) })
            .Where(File.Exists)
            .Select(path => System.IO.Path.GetRelativePath(_folder, path).Replace('\\', '/'))
            .FirstOrDefault();
    }
}
