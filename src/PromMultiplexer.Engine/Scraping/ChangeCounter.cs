namespace PromMultiplexer.Engine;

/// <summary>Counts the changes to what the containers have, so that a page can be known to be still true. Safe for concurrent use.</summary>
internal sealed class ChangeCounter
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Increment() => Interlocked.Increment(ref _count);
}
