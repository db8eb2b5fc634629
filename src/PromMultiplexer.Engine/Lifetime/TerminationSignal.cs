using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine;

/// <summary>
/// Waits for the process to be asked to end: SIGTERM (what Kubernetes sends), SIGINT (Ctrl+C) or SIGQUIT. The first
/// request is taken over, so that the process can finish what is in flight; a second one ends the process at once.
/// </summary>
public sealed class TerminationSignal : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public TerminationSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Receive),
    ];

    /// <summary>Completes with the first signal that arrives.</summary>
    public Task<PosixSignal> Received => _received.Task;

    /// <summary>Stops listening: later signals do what they do by default.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Receive(PosixSignalContext context) => context.Cancel = _received.TrySetResult(context.Signal);
}
