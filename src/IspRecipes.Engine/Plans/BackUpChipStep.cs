using System.Security.Cryptography;
using System.Text;
using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// Saves all that a chip holds, and a recipe that restores it, to a folder that has no backup yet. What is wrong with it
/// ends the run before anything is changed.
/// </summary>
/// <param name="Folder">Made where it is not there.</param>
/// <param name="Recipe">The recipe that is run.</param>
internal abstract record BackUpChipStep(string Folder, Recipe Recipe) : Step($"Back up the chip to {Folder}", null)
{
    /// <summary>The recipe that restores the backup.</summary>
    public const string RecipeName = "restore.isprecipe.yaml";

    private static readonly string[] Names = ["flash.hex", "eeprom.hex", RecipeName];

    public override string Kind => "backup-chip";

    public override IEnumerable<Fact> Facts => [new("path", Folder)];

    /// <summary>ISP3104 where the folder holds a backup, or a part of one; null where one may be saved there.</summary>
    public static Diagnostic? Taken(string folder) =>
        Names.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is string name
            ? DiagnosticCatalog.Of(DiagnosticCode.BackupExists, null, folder, name)
            : null;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (Taken(Folder) is Diagnostic taken)
        {
            throw new StepRefusedException(taken);
        }

        if (Protection(context) is string protection)
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(DiagnosticCode.ProtectedFromLooking, null, protection, "backed up", "'--backup'"));
        }

        Save(context, Read(context, cancel));
        return StepOutcome.Done;
    }

    /// <summary>How the chip is read-protected; null where it is not.</summary>
    private protected abstract string? Protection(StepContext context);

    /// <summary>The memories, by the names that a recipe has for them.</summary>
    private protected abstract IReadOnlyList<(string Name, MemoryImage Image)> Read(StepContext context, CancellationToken cancel);

    /// <summary>The text of the recipe.</summary>
    private protected abstract string Restore(StepContext context, IReadOnlyList<(string Name, MemoryImage Image)> memories, IReadOnlyList<SavedMemory> files);

    /// <summary>The files first and the recipe last, which makes a backup of them; none is left of a backup that fails.</summary>
    private void Save(StepContext context, IReadOnlyList<(string Name, MemoryImage Image)> memories)
    {
        List<string> saved = [];
        try
        {
            List<SavedMemory> files = [];
            foreach ((string name, MemoryImage image) in memories)
            {
                byte[] content = IntelHex.Encode(image);
                SaveNew($"{name}.hex", content);
                files.Add(new SavedMemory(name, $"{name}.hex", Convert.ToHexStringLower(SHA256.HashData(content))));
            }

            string text = Restore(context, memories, files);
            SaveNew(RecipeName, Encoding.UTF8.GetBytes(text));
            context.BackupRecipe = Path.Combine(Folder, RecipeName);
            Check(context, context.BackupRecipe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            saved.ForEach(File.Delete);
            throw new TargetException(FaultCode.BackupFailed, "the chip", Folder, exception.Message);
        }

        void SaveNew(string name, byte[] content)
        {
            string path = Path.Combine(Folder, name);
            ImageSaving.Save(path, content, replace: false);
            saved.Add(path);
        }
    }

    /// <summary>Reads the recipe as a run would. What a chip held is saved even where no recipe may write it.</summary>
    private static void Check(StepContext context, string path)
    {
        Checked<Recipe> draft = RecipeReader.Draft(path, new RecipeInputs());
        FileFetcher atHand = new(_ => null, FetchOptions.AtHand);
        IReadOnlyList<Diagnostic> found = draft.Value is null ? draft.Diagnostics : Planner.Plan(draft.Value, draft.Diagnostics, atHand).Diagnostics;
        if (found.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error) is Diagnostic refusal)
        {
            context.Report(DiagnosticCatalog.Of(DiagnosticCode.RestoreRefused, null, path, refusal.Code, refusal.Message));
        }
    }
}
