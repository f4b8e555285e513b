using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>Looks at a chip without a recipe, changes nothing, and lets go of it whatever happens.</summary>
internal sealed class Visit(ChipRequest request, IBench bench, RunOptions options)
{
    private readonly DiagnosticBag _found = new();

    public Checked<ProbeReport> Probe() => Do<ProbeReport>((session, row) => session switch
    {
        IspSession isp => new AvrVisit(isp, row, request, _found).Probe(),
        SwdSession swd => new Stm32Visit(swd, row, request, _found).Probe(),
        _ => throw new InvalidOperationException($"no chip is looked at over {session.GetType().Name}"),
    });

    /// <param name="paths">Of files to hold against the boot section.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public Checked<Identification> Identify(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        List<FileInspection> files = [];
        foreach (string path in paths)
        {
            Checked<FileInspection> file = FileInspection.Of(path, null, Stream () => Stream.Null);
            file.Diagnostics.ToList().ForEach(_found.Add);
            files.AddRange(file.Value is null ? [] : [file.Value]);
        }

        return Do((session, row) => session switch
        {
            IspSession isp => new AvrVisit(isp, row, request, _found).Identify(files, cancel),
            SwdSession swd => new Stm32Visit(swd, row, request, _found).Identify(files, cancel),
            _ => throw new InvalidOperationException($"no chip is looked at over {session.GetType().Name}"),
        });
    }

    /// <param name="memory">Read as a whole.</param>
    /// <param name="progress">Takes bytes done so far, and of how many.</param>
    /// <param name="cancel">Asked between blocks.</param>
    public Checked<MemoryReading> Read(AvrMemory memory, Action<long, long> progress, CancellationToken cancel) =>
        Do((session, row) => session switch
        {
            IspSession isp => new AvrVisit(isp, row, request, _found).Read(memory, progress, cancel),
            SwdSession swd => new Stm32Visit(swd, row, request, _found).Read(memory, progress, cancel),
            _ => throw new InvalidOperationException($"no memory is read over {session.GetType().Name}"),
        });

    private Checked<T> Do<T>(Func<Session, ProgrammerRow, T> work)
        where T : class
    {
        ProgrammerRow? row = Lookup.Programmer(new Located<string>(request.Programmer, new SourceSpan("--programmer")), _found);
        CheckPart(row);
        if (row is null || _found.HasErrors)
        {
            return new Checked<T>(null, _found.Sorted());
        }

        T? result = null;
        try
        {
            using Session session = PortOpener.Open(bench, row, request.Baud, request.Port, options);
            result = work(session, row);
        }
        catch (Exception exception)
        {
            result = null;
            _found.Add(Failures.Explain(exception, null, row));
        }

        return new Checked<T>(result, _found.Sorted());
    }

    private void CheckPart(ProgrammerRow? row)
    {
        if (request.Mcu is not string mcu)
        {
            return;
        }

        var where = new SourceSpan("--mcu");
        Part? part = Lookup.Part(new Located<string>(mcu, where), _found);
        bool overSwd = row?.Reach is Reach.Swd;
        if (row is not null && part is not null && part is Stm32Part != overSwd)
        {
            _found.Add(DiagnosticCode.OtherArchitecture, where, row.Id, overSwd ? "STM32s" : "AVRs", part.Name);
        }
    }
}
