using Cake.Core;
using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>Checks recipes for a script and lays their runs out; opens no port.</summary>
internal sealed class Checking(ICakeContext context, IspRecipeSettings settings)
{
    private readonly ScriptLog _log = new(context);

    /// <summary>Plans all of them and logs what is found.</summary>
    /// <exception cref="CakeException">A setting is wrong: exit 2.</exception>
    public IReadOnlyList<IspPlanResult> Plan(IEnumerable<FilePath> recipes)
    {
        FilePath[] paths = [.. recipes.Select(recipe => recipe.MakeAbsolute(context.Environment))];
        Refuse(settings.Baud is <= 0, DiagnosticCode.SettingWrong, nameof(settings.Baud), settings.Baud, "a positive number of bits per second");
        Refuse(paths.Length == 0, DiagnosticCode.NoFiles, "recipe", context.Environment.WorkingDirectory.FullPath);
        RecipeInputs inputs = Inputs();
        return [.. paths.Select(path => Plan(path, inputs))];
    }

    /// <summary>The first that is invalid fails the script.</summary>
    /// <exception cref="CakeException">The script does not handle its exit code.</exception>
    public void FailUnlessValid(IReadOnlyList<IspPlanResult> plans)
    {
        if (plans.FirstOrDefault(plan => plan.Plan is null) is { } invalid)
        {
            FailUnlessHandled(invalid.Diagnostics.First(found => (int)found.Exit == invalid.ExitCode && found.Severity == Severity.Error));
        }
    }

    /// <summary>Plans all of them and logs which is valid.</summary>
    /// <exception cref="CakeException">A setting is wrong (exit 2), or a recipe is invalid and the script does not handle that.</exception>
    public IReadOnlyList<IspPlanResult> Validate(IEnumerable<FilePath> recipes)
    {
        IReadOnlyList<IspPlanResult> plans = Plan(recipes);
        foreach (IspPlanResult plan in plans)
        {
            _log.Tell($"{plan.Recipe}: {(plan.Plan is null ? "invalid" : "valid")}");
        }

        FailUnlessValid(plans);

        return plans;
    }

    /// <summary>Plans a recipe and logs its plan.</summary>
    /// <inheritdoc cref="Validate"/>
    public IspPlanResult Tell(FilePath recipe)
    {
        IReadOnlyList<IspPlanResult> plans = Plan([recipe]);
        FailUnlessValid(plans);
        _log.Tell(plans[0].Text.TrimEnd());
        return plans[0];
    }

    /// <exception cref="CakeException">Where it is wrong: exit 2.</exception>
    public void Refuse(bool isWrong, DiagnosticCode code, params object?[] facts)
    {
        if (isWrong)
        {
            var wrong = DiagnosticCatalog.Of(code, null, facts);
            _log.Tell(wrong);
            throw _log.Failure(wrong);
        }
    }

    /// <exception cref="CakeException">The script does not handle the exit code.</exception>
    public void FailUnlessHandled(Diagnostic failure)
    {
        if (settings.HandleExitCode?.Invoke((int)failure.Exit) is not true)
        {
            throw _log.Failure(failure);
        }
    }

    private IspPlanResult Plan(FilePath path, RecipeInputs inputs)
    {
        Checked<Plan> plan = RecipeRunner.Plan(path.FullPath, inputs);
        _log.Tell(plan.Diagnostics);
        return new IspPlanResult(path, plan.Diagnostics, plan.HasErrors ? null : plan.Value);
    }

    private RecipeInputs Inputs()
    {
        Dictionary<string, string> set = new(settings.Variables);
        foreach ((string name, FilePath path) in settings.Files)
        {
            set[$"files.{name}"] = path.MakeAbsolute(context.Environment).FullPath;
        }

        return new RecipeInputs
        {
            Programmer = GivenOrNull(settings.Programmer),
            Port = GivenOrNull(settings.Port),
            Baud = settings.Baud,
            Set = set,
            Environment = context.Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>An argument or a variable that a script passes on may be empty where nothing was given.</summary>
    private static string? GivenOrNull(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
