namespace PromMultiplexer.Engine;

/// <summary>Counts requests from when they come until they have been answered, and says when there are none and will be none. Safe for concurrent use.</summary>
internal sealed class OpenRequests
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than there are until it is closed.
    private int _count = 1;

    /// <summary>Counts a request, which has to leave again; <see langword="false"/> when the end was reached already.</summary>
    public bool TryEnter()
    {
        for (var count = Volatile.Read(ref _count); count > 0;)
        {
            var before = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (before == count)
            {
                return true;
            }

            count = before;
        }

        return false;
    }

    /// <summary>A request was answered, or has gone.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _ended.SetResult();
        }
    }

    /// <summary>To be called once, when no more requests are sent here: completes when the last of them has left.</summary>
    public Task CloseAsync()
    {
        Leave();
        return _ended.Task;
    }
}
