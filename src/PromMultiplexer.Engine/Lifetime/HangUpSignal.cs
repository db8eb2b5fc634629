using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine;

/// <summary>
/// Takes SIGHUP for a request to read files again, as servers do. Only for whoever has files: to all others the signal means that
/// their terminal is gone, and they should end.
/// </summary>
public sealed class HangUpSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    /// <summary>Begins to listen.</summary>
    /// <param name="received">Called for every signal, on a thread of its own.</param>
    public HangUpSignal(Action received) => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        received();
    });

    /// <summary>Stops listening.</summary>
    public void Dispose() => _registration.Dispose();
}
