namespace PromMultiplexer.Engine;

/// <summary>
/// The snapshots that no container and no page uses, to be scraped into. They are shared, because the scrapes are spread
/// over the interval: few are under way at once, so there need not be two snapshots for every container. But a small page
/// gets no large snapshot, or in the end all would be as large as the largest. Safe for concurrent use.
/// </summary>
/// <param name="kept">The most that are kept.</param>
internal sealed class SnapshotPool(int kept)
{
    // What is under way, and what a page is being made of.
    private const int MoreThanContainers = 2;

    private const int LargestFactor = 4;
    private const int SmallBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly List<Snapshot> _spare = [];

    /// <summary>Keeps as many from now on as that many containers have use for.</summary>
    public void SuitFor(int containers) => Volatile.Write(ref kept, containers + MoreThanContainers);

    /// <summary>A snapshot, with one reference, whose memory suits a page of <paramref name="length"/> bytes.</summary>
    public Snapshot Take(int length)
    {
        Snapshot? snapshot = null;
        lock (_gate)
        {
            foreach (var candidate in _spare)
            {
                if (Suits(candidate, length) && (snapshot is null || candidate.Body.Capacity < snapshot.Body.Capacity))
                {
                    snapshot = candidate;
                }
            }

            if (snapshot is not null)
            {
                _spare.Remove(snapshot);
            }
        }

        snapshot ??= new Snapshot(this);
        snapshot.Acquire();
        return snapshot;
    }

    /// <summary>Takes a snapshot back that nobody uses any more.</summary>
    public void Return(Snapshot snapshot)
    {
        lock (_gate)
        {
            while (_spare.Count > 0 && _spare.Count >= kept)
            {
                // The one that was of no use for longest: pages may have outgrown it, or shrunk.
                _spare.RemoveAt(0);
            }

            _spare.Add(snapshot);
        }
    }

    private static bool Suits(Snapshot snapshot, int length) =>
        snapshot.Body.Capacity >= length && snapshot.Body.Capacity <= Math.Max((long)length * LargestFactor, SmallBytes);
}
