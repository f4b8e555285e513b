using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>
/// One line of a terminal, drawn over and over while a step moves bytes. It hides no cursor and sets no mode, so that
/// nothing is to be restored however the program ends.
/// </summary>
/// <param name="host">Whose terminal.</param>
/// <param name="clock">Of the person who looks; the bench's may jump.</param>
internal sealed class ProgressBar(CliHost host, TimeProvider clock)
{
    private const int Widest = 24;
    private const int Narrowest = 8;

    // Smooth enough to look at, and slow enough for a terminal behind a slow line.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private string _title = "";
    private RunEvent.StepProgressed? _now;
    private long _drawnAt;
    private int _columns;

    /// <summary>A step begins. Its bar shows once it has taken a beat: a shorter one could not be read.</summary>
    public void Begin(string title)
    {
        _title = title;
        _now = null;
        _drawnAt = clock.GetTimestamp();
    }

    /// <summary>Shows the step before its bar, which then comes with the first move.</summary>
    public void ShowTitle()
    {
        Draw(Cut(_title, host.Width() - 1));
        _drawnAt = 0;
    }

    /// <param name="step">Of 0 where nobody says of how many; then there is no bar.</param>
    public void Move(RunEvent.StepProgressed step)
    {
        _now = step;
        if (clock.GetElapsedTime(_drawnAt) >= Beat)
        {
            string left = step.Total > 0 ? $"  {Phrases.Left(step.Done, step.Total, step.Elapsed)}" : "";
            Draw(Line(step, $"  {Phrases.Rate(step.Done, step.Elapsed)}{left}"));
            _drawnAt = clock.GetTimestamp();
        }
    }

    /// <summary>Makes room for another line; the next move draws the bar below it.</summary>
    public void Erase() => Draw("");

    /// <summary>The step failed: leaves the bar where it stood, and what follows goes below it.</summary>
    public void Freeze()
    {
        if (_now is { } stopped)
        {
            Draw(Line(stopped, ""));
            host.Error.WriteLine();
            _columns = 0;
        }
    }

    private void Draw(string line)
    {
        if (line.Length > 0 || _columns > 0)
        {
            // Blanks wipe what a longer line has left; every terminal knows them.
            host.Error.Write($"\r{line.PadRight(_columns)}{(line.Length == 0 ? "\r" : "")}");
            host.Error.Flush();
            _columns = line.Length;
        }
    }

    /// <summary>As much as fits: first rate and time left go, then the bar, and the title at last.</summary>
    private string Line(RunEvent.StepProgressed step, string pace)
    {
        // In the last column many terminals go to the next line.
        int room = host.Width() - 1;
        string amount = step.Total > 0 ? $"{step.Done:N0} of {step.Total:N0} bytes" : Phrases.Bytes(step.Done) + pace;
        int free = step.Total > 0 ? room - _title.Length - amount.Length - "  [] ".Length : 0;
        return free >= Narrowest + pace.Length ? $"{_title}  {Bar(step, free - pace.Length)} {amount}{pace}"
            : free >= Narrowest ? $"{_title}  {Bar(step, free)} {amount}"
            : Cut($"{Cut(_title, Math.Max(room - amount.Length - 2, 0))}  {amount}", room);
    }

    private static string Bar(RunEvent.StepProgressed step, int free)
    {
        int width = Math.Min(free, Widest);
        int done = (int)(width * Math.Min(step.Done, step.Total) / Math.Max(step.Total, 1));
        return $"[{new string('#', done)}{new string('-', width - done)}]";
    }

    private static string Cut(string text, int room) => text.Length <= room ? text : text[..Math.Max(room, 0)];
}
