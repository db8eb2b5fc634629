namespace PromMultiplexer.Engine;

/// <summary>
/// Gives memory back once a minute that nobody uses: what a burst of requests or a failure has left in the heap's old generation,
/// which by itself is collected when it has grown much larger, and the gaps of the native heap. For a program of one's own that
/// has little memory. Takes a few milliseconds each time.
/// </summary>
public sealed class Housekeeping : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Timer _timer = new(_ => CleanUp(), null, Interval, Interval);

    /// <summary>Cleans up now.</summary>
    public static void CleanUp()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        NativeHeap.Trim();
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _timer.Dispose();
}
