using System.Text;

namespace IspRecipes.Engine.Runs;

/// <summary>
/// A writer whose failure ends nothing, for what accompanies a job: at the first that cannot be written (a disk that fills) it gives
/// up, and whoever writes goes on. <see cref="Loss"/> tells afterwards.
/// </summary>
/// <param name="inner">Where it goes; closed with this one.</param>
public sealed class LossyWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why it is incomplete; null while nothing is lost.</summary>
    public Exception? Loss { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Attempt(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Attempt(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Attempt(() => inner.Write(value));

    public override void WriteLine(string? value) => Attempt(() => inner.WriteLine(value));

    public override void Flush() => Attempt(inner.Flush);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Guard(inner.Dispose);
        }

        base.Dispose(disposing);
    }

    private void Attempt(Action write)
    {
        if (Loss is null)
        {
            Guard(write);
        }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Loss ??= refused;
        }
    }
}
