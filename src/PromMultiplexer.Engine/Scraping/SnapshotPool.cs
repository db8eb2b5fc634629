using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace PromMultiplexer.Engine;

/// <summary>
/// The snapshots that no container and no page uses, to be scraped into. They are shared, because the scrapes are spread
/// over the interval: few are under way at once, so there need not be two snapshots for every container. But a small page
/// gets no large snapshot, or in the end all would be as large as the largest. Safe for concurrent use.
/// </summary>
/// <param name="kept">The most that are kept.</param>
/// <param name="memory">What the snapshots take their bytes from; <see langword="null"/> for as many as the process has.</param>
internal sealed class SnapshotPool(int kept, PageMemory? memory = null)
{
    // What is under way, and what a page is being made of.
    private const int MoreThanContainers = 2;

    private const int LargestFactor = 4;
    private const int SmallBytes = 64 * 1024;

    private static readonly TimeSpan FreeingInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Snapshot> _spare = [];

    // The containers' latest, which pages are made of.
    private readonly HashSet<Snapshot> _latest = new(ReferenceEqualityComparer.Instance);

    private long _freedAt;

    // Completes when one is given back. Only if somebody waits.
    private TaskCompletionSource? _returned;

    /// <summary>Keeps as many from now on as that many containers have use for.</summary>
    public void SuitFor(int containers) => Volatile.Write(ref kept, containers + MoreThanContainers);

    /// <summary>
    /// A snapshot, with one reference, whose memory suits a page of <paramref name="length"/> bytes. Where there is no memory for
    /// another, those under way are waited for.
    /// </summary>
    /// <param name="length">The length that the page is expected to have.</param>
    /// <param name="indexBytes">The memory that its index is expected to take.</param>
    /// <param name="patience">How long is waited. Then a snapshot without memory is given, which takes what there is when it is used.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async ValueTask<Snapshot> TakeAsync(int length, long indexBytes, TimeSpan patience, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryTake(length, indexBytes, out var snapshot, out var returned))
            {
                return snapshot;
            }

            var left = patience - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return Take(0);
            }

            await returned.WaitAsync(left, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A snapshot, with one reference, whose memory suits a page of <paramref name="length"/> bytes.</summary>
    /// <exception cref="InsufficientMemoryException">There is no memory for another.</exception>
    public Snapshot Take(int length) => TryTake(length, indexBytes: 0, out var snapshot, out _)
        ? snapshot
        : throw new InsufficientMemoryException($"There is no memory for another page of {length} bytes.");

    /// <summary>
    /// Notes that a snapshot becomes its container's latest. A container that had none before is refused where there would be no
    /// memory left to scrape into, or the containers would take each other's places in turns.
    /// </summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="replaced">The one before.</param>
    public bool TryShow(Snapshot snapshot, Snapshot? replaced)
    {
        lock (_gate)
        {
            if (replaced is null && !HasRoomFor(snapshot))
            {
                return false;
            }

            if (replaced is not null)
            {
                _latest.Remove(replaced);
            }

            _latest.Add(snapshot);
            return true;
        }
    }

    /// <summary>Takes a snapshot back that nobody uses any more.</summary>
    public void Return(Snapshot snapshot)
    {
        TaskCompletionSource? returned;
        lock (_gate)
        {
            _latest.Remove(snapshot);
            while (_spare.Count > 0 && _spare.Count >= kept)
            {
                // The one that was of no use for longest: pages may have outgrown it, or shrunk.
                _spare[0].Free();
                _spare.RemoveAt(0);
            }

            _spare.Add(snapshot);
            (returned, _returned) = (_returned, null);
        }

        returned?.SetResult();
    }

    /// <summary>
    /// Frees the snapshots that nobody uses, since a page that grows cannot have their memory; but not again and again, as each time
    /// costs a collection.
    /// </summary>
    public void FreeSpare()
    {
        lock (_gate)
        {
            if (_freedAt != 0 && Stopwatch.GetElapsedTime(_freedAt) < FreeingInterval)
            {
                return;
            }

            _freedAt = Stopwatch.GetTimestamp();
            _spare.ForEach(spare => spare.Free());
            _spare.Clear();
        }
    }

    private bool TryTake(int length, long indexBytes, [NotNullWhen(true)] out Snapshot? snapshot, out Task returned)
    {
        lock (_gate)
        {
            snapshot = FindSpare(length, indexBytes);
            if (snapshot is not null)
            {
                _spare.Remove(snapshot);
            }
            else
            {
                if (memory?.Left < PageBuffer.CapacityFor(length) + indexBytes)
                {
                    // Nothing of what is spare suits, so that others may have its memory.
                    _spare.ForEach(unsuited => unsuited.Free());
                    _spare.Clear();
                }

                var made = new Snapshot(this, memory);
                snapshot = made.TryReserve(length, indexBytes) ? made : null;
            }

            snapshot?.Acquire();
            returned = snapshot is null
                ? (_returned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
            return snapshot is not null;
        }
    }

    private Snapshot? FindSpare(int length, long indexBytes)
    {
        Snapshot? best = null;
        foreach (var candidate in _spare)
        {
            if (Suits(candidate, length) && (best is null || candidate.Body.Capacity < best.Body.Capacity))
            {
                best = candidate;
            }
        }

        if (best?.TryReserve(length, indexBytes) == false)
        {
            _spare.Remove(best);
            return null;
        }

        return best;
    }

    private bool HasRoomFor(Snapshot snapshot)
    {
        if (memory is null)
        {
            return true;
        }

        var (all, largest) = (snapshot.SteadyBytes, snapshot.SteadyBytes);
        foreach (var latest in _latest)
        {
            all += latest.SteadyBytes;
            largest = Math.Max(largest, latest.SteadyBytes);
        }

        return all + largest <= memory.Limit;
    }

    private static bool Suits(Snapshot snapshot, int length) =>
        snapshot.Body.Capacity >= length && snapshot.Body.Capacity <= Math.Max((long)length * LargestFactor, SmallBytes);
}
