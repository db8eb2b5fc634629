namespace PromMultiplexer.Engine;

/// <summary>
/// Reads files apart from whoever wants to know what they say: opening one can take for ever, where it lies on a mount whose server
/// has gone, and nothing ends that. While one read has not ended no other is begun, so that it costs one thread at most. Safe for
/// concurrent use.
/// </summary>
/// <param name="read">Reads. What it throws, those who wait get.</param>
internal sealed class DetachedRead<T>(Func<T> read)
{
    private readonly Lock _gate = new();
    private Task<T>? _last;

    /// <summary>Whether a read has begun and not ended.</summary>
    public bool IsUnderWay
    {
        get
        {
            lock (_gate)
            {
                return _last is { IsCompleted: false };
            }
        }
    }

    /// <summary>Waits for what is read from now on, or by a read that is under way.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled. The read goes on.</exception>
    public Task<T> ReadAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            _last = _last is { IsCompleted: false } ? _last : Task.Run(read, CancellationToken.None);
            return _last.WaitAsync(stop);
        }
    }
}
