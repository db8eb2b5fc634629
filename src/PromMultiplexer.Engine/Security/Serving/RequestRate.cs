using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// Lets through as many requests as there are tokens: one comes back with every interval, up to the burst. Safe for concurrent use.
/// </summary>
/// <param name="interval">The time between two tokens.</param>
/// <param name="burst">The most tokens.</param>
internal sealed class RequestRate(TimeSpan interval, int burst)
{
    private readonly Lock _gate = new();
    private double _tokens = burst;
    private long _counted = Stopwatch.GetTimestamp();

    public TimeSpan Interval => interval;

    public int Burst => burst;

    /// <summary>Takes a token, if there is one.</summary>
    public bool TryTake() => TryTake(Stopwatch.GetTimestamp());

    /// <summary>Takes a token at a time on the stopwatch, if there is one.</summary>
    public bool TryTake(long now)
    {
        lock (_gate)
        {
            if (now > _counted)
            {
                _tokens = Math.Min(burst, _tokens + (Stopwatch.GetElapsedTime(_counted, now) / interval));
                _counted = now;
            }

            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
