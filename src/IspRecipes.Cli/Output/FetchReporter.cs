using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>Shows a download as the step of a run that it is like.</summary>
internal sealed class FetchReporter(CliHost host, Verbosity verbosity)
{
    private readonly LinesReporter _lines = new(host, verbosity);
    private string _title = "";

    public void Show(FetchEvent happened)
    {
        switch (happened)
        {
            case FetchEvent.Started started:
                _title = $"Fetch {started.Name} from {started.From.Authority}";
                _lines.Show(new RunEvent.StepStarted(1, 1, _title, 0));
                _lines.ShowTitle();
                break;
            case FetchEvent.Progressed progress:
                _lines.Show(new RunEvent.StepProgressed(progress.Done, progress.Total ?? 0, progress.Elapsed));
                break;
            case FetchEvent.Finished finished:
                _lines.Show(new RunEvent.StepFinished(Phrases.FetchStep(_title, finished)));
                break;
            case FetchEvent.Reported reported:
                _lines.Show(new RunEvent.Reported(reported.Diagnostic));
                break;
        }
    }
}
