using System.Runtime.InteropServices;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli;

/// <summary>Ctrl-C and SIGTERM ask the run to stop; the run leaves programming mode and frees the port by itself.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private volatile int exit;

    public Interrupts() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated)),
    ];

    public CancellationToken Token => source.Token;

    /// <summary>What the process exits with after a cancelled run; null while nothing interrupted it.</summary>
    public ExitCode? Exit => exit == 0 ? null : (ExitCode)exit;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Stop(PosixSignalContext context, ExitCode code)
    {
        context.Cancel = true;
        exit = (int)code;
        source.Cancel();
    }
}
