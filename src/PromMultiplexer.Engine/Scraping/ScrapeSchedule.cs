namespace PromMultiplexer.Engine;

/// <summary>
/// When a container is scraped. Round 0 is due at once, for all containers together. From round 1 on each container has
/// its own place in the interval, so that the work is spread evenly. Rounds that a slow scrape has missed are left out.
/// </summary>
/// <param name="interval">The time between two scrapes.</param>
/// <param name="index">Which container this is.</param>
/// <param name="count">How many containers there are.</param>
internal readonly struct ScrapeSchedule(TimeSpan interval, int index, int count)
{
    // The last container's place is the interval's end: nobody ever waits longer than one interval.
    private readonly TimeSpan _place = interval * ((index + 1) / (double)count);

    /// <summary>When <paramref name="round"/> is due, counted from the start.</summary>
    public TimeSpan DueAt(long round) => round == 0 ? TimeSpan.Zero : _place + (interval * (round - 1));

    /// <summary>The round that follows <paramref name="round"/> when that one ended <paramref name="elapsed"/> after the start.</summary>
    public long RoundAfter(long round, TimeSpan elapsed)
    {
        var missed = elapsed < _place ? 0 : 1 + (elapsed - _place).Ticks / interval.Ticks;
        return Math.Max(round, missed) + 1;
    }
}
