namespace PromMultiplexer.Load;

/// <summary>How long scrapers waited for their pages.</summary>
/// <param name="Median">Half of them no longer than this.</param>
/// <param name="Slow">99 of 100 no longer than this.</param>
/// <param name="Count">The pages.</param>
internal readonly record struct Latency(TimeSpan Median, TimeSpan Slow, int Count);
