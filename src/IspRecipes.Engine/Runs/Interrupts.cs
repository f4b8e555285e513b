using System.Runtime.InteropServices;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Runs;

/// <summary>Ctrl-C and SIGTERM ask the run to stop; the run leaves programming mode and frees the port by itself.</summary>
public sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile int _exit;

    public Interrupts() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated)),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>What the process exits with after a cancelled run; null while nothing interrupted it.</summary>
    public ExitCode? Exit => _exit == 0 ? null : (ExitCode)_exit;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // The source is not disposed: a signal that came just before may be about to cancel it, on a thread of its own.
    }

    private void Stop(PosixSignalContext context, ExitCode code)
    {
        context.Cancel = true;
        _exit = (int)code;
        _source.Cancel();
    }
}
