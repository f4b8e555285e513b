using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>One run of a plan: step after step, and whatever happens, the chip released and the port closed.</summary>
internal sealed class Run
{
    private readonly Plan _plan;
    private readonly IBench _bench;
    private readonly RunOptions _options;
    private readonly Action<RunEvent> _listen;
    private readonly StepContext _context;
    private readonly List<StepRecord> _records = [];
    private readonly List<Diagnostic> _diagnostics;
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();
    private readonly TimeSpan _start;
    private TimeSpan _stepStart;
    private bool _changedChip;
    private bool _onLastLeg;

    public Run(Plan plan, IBench bench, RunOptions options, Action<RunEvent> listen)
    {
        _plan = plan;
        _bench = bench;
        _options = options;
        _listen = listen;
        _start = bench.Clock.Now;
        _diagnostics = [.. plan.Diagnostics];
        _context = new StepContext
        {
            OpenPort = () => PortOpener.Open(bench, plan.Programmer!, plan.Baud, plan.Recipe.Port?.Value, options),
            Progress = (done, total) => listen(new RunEvent.StepProgressed(done, total, bench.Clock.Now - _stepStart)),
            Report = Tell,
            Confirm = options.Simulated ? null : options.Confirm,
        };
    }

    private TimeSpan Elapsed => _bench.Clock.Now - _start;

    private LinkCost Cost => _context.Session?.Cost ?? default;

    public RunReport Execute(CancellationToken cancel)
    {
        _listen(new RunEvent.RunStarted(_plan));
        Diagnostic? failure = ExecuteSteps(cancel);
        RunReport report = Report(failure);
        _listen(new RunEvent.RunFinished(report));
        return report;
    }

    private Diagnostic? ExecuteSteps(CancellationToken cancel)
    {
        Diagnostic? failure = null;
        bool isDone = false;
        try
        {
            for (int index = 0; index < _plan.Steps.Count && failure is null; index++)
            {
                failure = ExecuteStep(index, cancel);
            }

            isDone = failure is null;
        }
        finally
        {
            Release();
            SettleEeprom(isDone);
        }

        if (failure is not null && _context.Chip.FusesAct)
        {
            string memories = _context.Chip.Erased ? "the chip is erased and what it shall hold is not all in it"
                : "flash and EEPROM have not been written";
            Tell(DiagnosticCatalog.Of(DiagnosticCode.FusesActAlready, null, memories));
        }

        if (failure is not null && _context.Session is SwdSession { Target.OptionsActAtPowerOn: true })
        {
            Tell(DiagnosticCatalog.Of(DiagnosticCode.OptionsActAtPowerOn, null));
        }

        return failure;
    }

    /// <summary>Executes one step and records it; what it threw comes back as a diagnostic.</summary>
    private Diagnostic? ExecuteStep(int index, CancellationToken cancel)
    {
        Step step = _plan.Steps[index];
        _stepStart = _bench.Clock.Now;
        LinkCost before = Cost;
        _listen(new RunEvent.StepStarted(index + 1, _plan.Steps.Count, step.Title, step.Bytes));

        (StepOutcome outcome, Diagnostic? failure) = Attempt(step, cancel);
        LinkCost cost = Cost - before;
        _changedChip |= _context.Session is SwdSession swd
            ? swd.Target?.MayHaveChanged == true
            : step.ChangesChip && outcome != StepOutcome.Unchanged && cost.RoundTrips > 0;
        var record = new StepRecord(
            step.Kind, step.Title, outcome, outcome == StepOutcome.Done ? step.Bytes : 0, _bench.Clock.Now - _stepStart, cost, step.Where);
        _records.Add(record);
        _listen(new RunEvent.StepFinished(record));
        if (failure is not null)
        {
            Tell(failure);
        }

        return failure;
    }

    private (StepOutcome Outcome, Diagnostic? Failure) Attempt(Step step, CancellationToken cancel)
    {
        try
        {
            if (!_onLastLeg)
            {
                cancel.ThrowIfCancellationRequested();
            }

            if (_context.IsSettled && step.Stage != StepStage.Leave)
            {
                return (StepOutcome.Skipped, null);
            }

            _onLastLeg = step.IsLastLeg;
            return (step.Execute(_context, _onLastLeg ? CancellationToken.None : cancel), null);
        }
        catch (OperationCanceledException)
        {
            DiagnosticCode code = _options.Terminated() ? DiagnosticCode.Terminated : DiagnosticCode.Interrupted;
            return (StepOutcome.Failed, DiagnosticCatalog.Of(code, step.Where, Failures.Released(_plan.Programmer), step.Title));
        }
        catch (Exception exception)
        {
            return (StepOutcome.Failed, Failures.Explain(exception, PlaceOf(exception, step), _plan.Programmer));
        }
    }

    /// <summary>What is said of a port stands at the port, what is said of the programmer itself at the programmer, all else at the step.</summary>
    private SourceSpan? PlaceOf(Exception exception, Step step) => exception switch
    {
        LinkException => _plan.Recipe.Port?.Where,
        ProtocolException { Fault.Code: FaultCode.ProbeFirmwareTooOld or FaultCode.ProbeWithoutSwd or FaultCode.SpiModeMissing } =>
            _plan.Recipe.Programmer?.Type.Where,
        _ => step.Where,
    };

    /// <summary>Lets go of chip and port; a chip that cannot be told so is worth a warning, never a second failure.</summary>
    private void Release()
    {
        try
        {
            _context.Session?.Dispose();
        }
        catch (Exception exception)
        {
            Tell(Failures.Explain(exception, null, _plan.Programmer) with { Severity = Severity.Warning });
        }
    }

    /// <summary>Says where the EEPROM is that was to be kept and is not back in the chip; else its file is not needed.</summary>
    private void SettleEeprom(bool isDone)
    {
        if (_context.Chip.Backup is not EepromBackup backup)
        {
            return;
        }

        if (_context.Chip.EepromAtRisk && !isDone)
        {
            Tell(DiagnosticCatalog.Of(DiagnosticCode.EepromRescued, null, backup.Path));
        }
        else if (backup.IsScratch)
        {
            TryDelete(backup.Path);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file too many does no harm.
        }
    }

    private void Tell(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        _listen(new RunEvent.Reported(diagnostic));
    }

    private RunReport Report(Diagnostic? failure) => new()
    {
        Recipe = _plan.Recipe.Name,
        RecipePath = _plan.Recipe.Path,
        RecipeSha256 = _plan.Recipe.Sha256,
        Bases = _plan.Recipe.Bases,
        Simulated = _options.Simulated,
        StartedAt = _startedAt,
        Programmer = _plan.Programmer?.Id,
        ProgrammerIdentity = _context.Session?.Identity,
        Port = _context.Session?.Port,
        Mcu = _plan.Part?.Id,
        Signature = _context.Chip.Signature?.ToString(),
        Files = _plan.Files,
        FusesBefore = Named(_context.Chip.Before),
        FusesAfter = Named(_context.Chip.Now),
        FuseChanges = [.. FuseChanges()],
        Stm32 = Stm32Record.Of(_context.Stm32),
        ChangedChip = _changedChip,
        Difference = _context.Difference,
        BackupRecipe = _context.BackupRecipe,
        Steps = _records,
        Elapsed = Elapsed,
        Cost = Cost,
        Diagnostics = _diagnostics,
        Failure = failure,
        Exit = failure?.Exit ?? ExitCode.Done,
    };

    private IEnumerable<FieldChange> FuseChanges() =>
        from byId in _context.Chip.Now
        let fuse = (_plan.Part as AvrPart)?.Fuse(byId.Key)
        where fuse is not null
        orderby byId.Key
        from change in FieldChange.Between(fuse, _context.Chip.Before[byId.Key], byId.Value)
        select change;

    private static Dictionary<string, byte> Named(IReadOnlyDictionary<FuseId, byte> bytes) =>
        bytes.OrderBy(pair => pair.Key).ToDictionary(pair => FuseNames.Of(pair.Key), pair => pair.Value);
}
