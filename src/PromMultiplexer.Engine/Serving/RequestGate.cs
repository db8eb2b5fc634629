namespace PromMultiplexer.Engine;

/// <summary>Counts the requests that are being answered, and lets no more in than there may be. Safe for concurrent use.</summary>
internal sealed class RequestGate(int limit)
{
    private int _count;

    /// <summary>Lets a request in, which has to leave again, or not.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= limit)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
