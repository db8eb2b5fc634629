namespace PromMultiplexer.Engine.Tests;

/// <summary>Holds whoever logs a message, until it is released.</summary>
internal sealed class HeldSink(string message) : ILogSink
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    /// <summary>Completes when the message is logged.</summary>
    public Task Reached => _reached.Task;

    public bool IsEnabled(LogLevel level) => true;

    public void Write(LogEntry entry)
    {
        if (entry.Message == message)
        {
            _reached.TrySetResult();
            _released.Wait(Patience.Long);
        }
    }

    public void Release() => _released.Set();
}
