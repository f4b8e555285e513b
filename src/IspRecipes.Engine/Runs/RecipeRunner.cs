using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Runs;

/// <summary>What every face calls: load, fetch, plan, run; and probe, read, merge and inspect, which need no recipe.</summary>
public static class RecipeRunner
{
    /// <summary>Reads a recipe and what comes from outside it; opens no other file.</summary>
    public static Checked<Recipe> Load(string path, RecipeInputs inputs) => RecipeReader.Load(path, inputs);

    /// <summary>Gets all files of a recipe that have an address, also those it does not write; opens no port.</summary>
    /// <param name="path">Of the recipe.</param>
    /// <param name="inputs">What comes from outside it; its environment names cache and mirrors.</param>
    /// <param name="options">How it is done.</param>
    /// <returns>With errors, the files that could be had are there all the same.</returns>
    public static Checked<FetchReport> Fetch(string path, RecipeInputs inputs, FetchOptions options) =>
        FetchReport.Of(RecipeReader.Load(path, inputs), new FileFetcher(inputs.Environment, options));

    /// <summary>Loads a recipe, reads its files and lays the run out; opens no port, downloads nothing.</summary>
    public static Checked<Plan> Plan(string path, RecipeInputs inputs) => Plan(path, inputs, FetchOptions.AtHand);

    /// <summary>As the other, and downloads what the run needs and is not at hand. A recipe with errors is not worth a download.</summary>
    public static Checked<Plan> Plan(string path, RecipeInputs inputs, FetchOptions options) =>
        Plan(RecipeReader.Draft(path, inputs), inputs, options);

    /// <summary>Plans a recipe that is not at <paramref name="path"/> yet; downloads nothing.</summary>
    public static Checked<Plan> Plan(string path, string text, RecipeInputs inputs) =>
        Plan(RecipeReader.Draft(path, text, inputs), inputs, FetchOptions.AtHand);

    /// <summary>As <see cref="Plan(string, RecipeInputs)"/>, for <see cref="Look"/>: a recipe that uses no device is refused (ISP3101).</summary>
    public static Checked<Plan> PlanLook(string path, RecipeInputs inputs)
    {
        Checked<Plan> plan = Plan(path, inputs);
        return plan.Value is { Programmer: null }
            ? new(null, [.. plan.Diagnostics, DiagnosticCatalog.Of(DiagnosticCode.NothingToLookAt, new SourceSpan(path))])
            : plan;
    }

    /// <summary>Why what the chip holds cannot be saved to a folder, as <see cref="RunOptions.Backup"/> asks for; null where it can.</summary>
    public static Diagnostic? BackupRefusal(Plan plan, string folder) => LivePlan.BackupRefusal(plan, folder);

    /// <summary>
    /// Executes a plan. Never throws for what a device does; the report says how it ended. Where the backup that is asked for cannot
    /// be made (<see cref="BackupRefusal"/>), no step is begun.
    /// </summary>
    /// <param name="plan">Without errors.</param>
    /// <param name="bench">Real or simulated.</param>
    /// <param name="options">How the face wants it done.</param>
    /// <param name="listen">Told everything as it happens.</param>
    /// <param name="cancel">Ends the run as soon as the chip is ready; programming mode is left all the same.</param>
    public static RunReport Run(
        Plan plan, IBench bench, RunOptions options, Action<RunEvent> listen, CancellationToken cancel)
    {
        if (Backed(new(plan, plan.Diagnostics), options) is { Value: null, Diagnostics: var diagnostics })
        {
            return Refuse(plan.Recipe.Path, diagnostics, diagnostics.Except(plan.Diagnostics), options, listen);
        }

        return new Run(LivePlan.Of(plan, options.IfChanged, options.Backup), bench, options, listen).Execute(cancel);
    }

    /// <summary>
    /// Reads of the chip what a run would change, and writes nothing; <see cref="RunReport.Difference"/> says what differs.
    /// Parameters are those of <see cref="Run(Plan, IBench, RunOptions, Action{RunEvent}, CancellationToken)"/>.
    /// </summary>
    public static RunReport Look(
        Plan plan, IBench bench, RunOptions options, Action<RunEvent> listen, CancellationToken cancel) =>
        new Run(LivePlan.Look(plan), bench, options, listen).Execute(cancel);

    /// <summary>
    /// Plans a recipe, with downloads, and executes the plan. What the checks found is told first; with an error among it no bench is
    /// asked for.
    /// </summary>
    /// <param name="path">Of the recipe.</param>
    /// <param name="inputs">What comes from outside it.</param>
    /// <param name="bench">Gives the bench for a plan, real or simulated.</param>
    /// <param name="options">How the face wants it done.</param>
    /// <param name="listen">Told everything as it happens; the last is <see cref="RunEvent.RunFinished"/>.</param>
    /// <param name="cancel">As in the other overload.</param>
    public static RunReport Run(
        string path,
        RecipeInputs inputs,
        Func<Plan, IBench> bench,
        RunOptions options,
        Action<RunEvent> listen,
        CancellationToken cancel)
    {
        Checked<Plan> plan = Backed(Plan(path, inputs, new FetchOptions { Cancel = cancel, Terminated = options.Terminated }), options);
        if (plan.Value is not { } good || plan.HasErrors)
        {
            return Refuse(path, plan.Diagnostics, plan.Diagnostics, options, listen);
        }

        foreach (Diagnostic diagnostic in plan.Diagnostics)
        {
            listen(new RunEvent.Reported(diagnostic));
        }

        return Run(good, bench(good), options, listen, cancel);
    }

    /// <summary>Merges files by the rules of a recipe's <c>merge:</c>; writes nothing, opens no port.</summary>
    public static Checked<MergedImage> Merge(MergeRequest request) => new ImageMerger(request).Merge();

    /// <summary>Merges files into one; opens no port. Where anything is wrong, a file of that name is as it was.</summary>
    public static Checked<MergedFile> Merge(MergeRequest request, MergeTarget target) => target.Save(request);

    /// <summary>Merges files into the bytes of one that is not written.</summary>
    public static Checked<MergedFile> Encode(MergeRequest request, MergeTarget target) => target.Encode(request);

    /// <summary>Tells how the chip of a recipe is wired to its programmer; opens no file but the recipe, and no port.</summary>
    public static Checked<WiringPlan> Wiring(string path, RecipeInputs inputs) => WiringPlan.Of(RecipeReader.Load(path, inputs));

    /// <summary>Reads all that a file tells of itself; with errors, there is as much as could be read.</summary>
    /// <param name="path">From the working directory; <c>-</c> is standard input.</param>
    /// <param name="part">Where it shall lie; null to look at the file alone.</param>
    /// <param name="standardInput">Opens standard input.</param>
    public static Checked<FileInspection> Inspect(string path, Part? part, Func<Stream> standardInput) =>
        FileInspection.Of(path, part, standardInput);

    /// <summary>Looks what chip is there, and what its fuses or option bytes say. Changes nothing.</summary>
    public static Checked<ProbeReport> Probe(ChipRequest request, IBench bench, RunOptions options) =>
        new Visit(request, bench, options).Probe();

    /// <summary>
    /// Looks what chip is there, reads its boot section and says which bootloader that is or looks like. Changes nothing; a
    /// read-protected chip is told with an error (ISP3100) and what shows of it all the same.
    /// </summary>
    /// <param name="request">Which chip.</param>
    /// <param name="files">Paths of files to hold against the boot section.</param>
    /// <param name="bench">Real or simulated.</param>
    /// <param name="options">How the face wants it done.</param>
    /// <param name="cancel">Ends it; programming mode is left all the same.</param>
    public static Checked<Identification> Identify(
        ChipRequest request, IReadOnlyList<string> files, IBench bench, RunOptions options, CancellationToken cancel) =>
        new Visit(request, bench, options).Identify(files, cancel);

    /// <summary>Reads all of a memory; refuses a chip whose answers would be junk. Changes nothing.</summary>
    /// <param name="request">Which chip.</param>
    /// <param name="memory">Which memory.</param>
    /// <param name="bench">Real or simulated.</param>
    /// <param name="options">How the face wants it done.</param>
    /// <param name="progress">Takes bytes done so far, and of how many.</param>
    /// <param name="cancel">Ends it; programming mode is left all the same.</param>
    public static Checked<MemoryReading> ReadMemory(
        ChipRequest request,
        AvrMemory memory,
        IBench bench,
        RunOptions options,
        Action<long, long> progress,
        CancellationToken cancel) =>
        new Visit(request, bench, options).Read(memory, progress, cancel);

    /// <summary>No plan where the backup that is asked for cannot be made.</summary>
    private static Checked<Plan> Backed(Checked<Plan> plan, RunOptions options) =>
        options.Backup is string folder && plan.Value is { } good && BackupRefusal(good, folder) is { } refusal
            ? new(null, [.. plan.Diagnostics, refusal])
            : plan;

    /// <param name="news">What of it nobody was told yet.</param>
    private static RunReport Refuse(
        string path, IReadOnlyList<Diagnostic> diagnostics, IEnumerable<Diagnostic> news, RunOptions options, Action<RunEvent> listen)
    {
        foreach (Diagnostic diagnostic in news)
        {
            listen(new RunEvent.Reported(diagnostic));
        }

        var refused = RunReport.OfChecks(path, options.Simulated, diagnostics);
        listen(new RunEvent.RunFinished(refused));
        return refused;
    }

    private static Checked<Plan> Plan(Checked<Recipe> draft, RecipeInputs inputs, FetchOptions options) => draft.Value is null
        ? new Checked<Plan>(null, draft.Diagnostics)
        : Planner.Plan(
            draft.Value,
            draft.Diagnostics,
            new FileFetcher(inputs.Environment, draft.HasErrors ? FetchOptions.AtHand : options));
}
