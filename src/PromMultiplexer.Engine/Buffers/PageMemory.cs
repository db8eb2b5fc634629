namespace PromMultiplexer.Engine;

/// <summary>
/// The memory that pages may take together. What goes beyond is refused here, and fails as one scrape or one request: where the
/// runtime itself has no memory left it throws in the midst of anything, such as the HTTP client's list of its connections, or
/// crashes, and no process survives that. So what was thrown away counts too, until it was collected. Safe for concurrent use.
/// </summary>
/// <param name="limit">The most bytes.</param>
internal sealed class PageMemory(long limit)
{
    private readonly Lock _gate = new();
    private long _taken;
    private long _garbage;
    private int _collections;

    /// <summary>The most bytes that there can be.</summary>
    public long Limit => limit;

    /// <summary>The bytes that nobody has taken.</summary>
    public long Left => limit - Interlocked.Read(ref _taken);

    /// <summary>The bytes that were thrown away and may not have been collected yet.</summary>
    public long Garbage => Interlocked.Read(ref _garbage);

    /// <summary>Takes bytes if there are as many. Has the garbage collected if there would be too much with it.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (_taken + bytes > limit)
            {
                return false;
            }

            if (_taken + _garbage + bytes > limit)
            {
                Collect();
            }

            _taken += bytes;
            return true;
        }
    }

    /// <summary>Gives bytes back that were not used, or were collected already.</summary>
    public void Return(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
        }
    }

    /// <summary>Gives bytes back that are garbage now.</summary>
    public void Discard(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            Litter(bytes);
        }
    }

    /// <summary>Notes garbage that was never taken.</summary>
    public void Litter(long bytes)
    {
        lock (_gate)
        {
            // If there was a collection since there was garbage first, what was there before it is gone.
            var collections = GC.CollectionCount(GC.MaxGeneration);
            _garbage = collections == _collections ? _garbage + bytes : bytes;
            _collections = collections;
        }
    }

    private void Collect()
    {
        if (GC.CollectionCount(GC.MaxGeneration) == _collections)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        }

        _garbage = 0;
    }
}
