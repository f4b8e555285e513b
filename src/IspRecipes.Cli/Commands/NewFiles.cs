using System.Text;
using IspRecipes.Cli.Output;
using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary>What <c>new</c> writes: the recipe, a schema where there is none, and an example's programs.</summary>
internal sealed class NewFiles(CliHost host, NewPlace place, IReadOnlyList<string> programs, bool replace)
{
    /// <summary>Why nothing can be written, which is better known before the questions than after them; null where all can.</summary>
    public Diagnostic? Obstacle => Taken is string taken ? DiagnosticCatalog.Of(DiagnosticCode.OutputExists, null, taken)
        : place.IsOutput ? null
        : ReportFile.Try("recipe", place.Path);

    /// <summary>A file that is there already and would be replaced by another; null where none is, or none matters.</summary>
    private string? Taken => replace ? null
        : !place.IsOutput && Path.Exists(place.Path) ? place.Path
        : programs.Select(place.Beside).FirstOrDefault(path => Path.Exists(path) && !Holds(path, NewExample.Content(Path.GetFileName(path))));

    /// <summary>Writes all of it, the recipe last, and says what to do next.</summary>
    public ExitCode Write(NewRecipe recipe, string text)
    {
        try
        {
            SaveBeside();
            if (place.IsOutput)
            {
                host.Data.Write(text);
                host.Error.Write(recipe.Schema == NewPlace.SchemaFile ? $"For editors: isprecipe schema > {NewPlace.SchemaFile}\n" : "");
                return ExitCode.Done;
            }

            Save(place.Path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Diagnostic unwritable = DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, place.Path, refused.Message));
            Messages.Write(host, [unwritable]);
            return unwritable.Exit;
        }

        Tell(recipe);
        return ExitCode.Done;
    }

    /// <summary>What belongs beside the recipe: an example's programs, and the schema.</summary>
    private void SaveBeside()
    {
        foreach (string program in programs)
        {
            Save(place.Beside(program), NewExample.Content(program));
        }

        if (place.WritesSchema)
        {
            Save(place.Beside(NewPlace.SchemaFile), Schema());
        }
    }

    private void Tell(NewRecipe recipe)
    {
        string[] beside = [.. programs, .. place.WritesSchema ? [$"{NewPlace.SchemaFile} for editors"] : (string[])[]];
        host.Out.WriteLine($"Wrote {place.Path}{(beside.Length > 0 ? $", and beside it {string.Join(", ", beside)}" : "")}.");
        string[] named = [.. new[] { recipe.Firmware, recipe.Bootloader, recipe.Eeprom }.OfType<string>().Select(place.Beside)];
        foreach (string missing in named.Where(path => !File.Exists(path)))
        {
            host.Out.WriteLine($"{missing} is not there yet.");
        }

        string file = place.Path.Contains(' ') ? $"\"{place.Path}\"" : place.Path;
        host.Out.WriteLine();
        Columns.Write(
            host.Out,
            ["Next:", ""],
            [
                [$"  isprecipe plan {file}", "shows what a run would do"],
                [$"  isprecipe run {file} --simulate", "flashes a virtual chip"],
                [$"  isprecipe run {file}", "flashes the chip"],
            ]);
    }

    private void Save(string path, byte[] content)
    {
        if (!Holds(path, content))
        {
            ImageSaving.Save(path, content, replace);
        }
    }

    private static byte[] Schema()
    {
        using Stream schema = RecipeSchema.Open();
        using MemoryStream content = new();
        schema.CopyTo(content);
        return content.ToArray();
    }

    private static bool Holds(string path, byte[] content) => File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
}
