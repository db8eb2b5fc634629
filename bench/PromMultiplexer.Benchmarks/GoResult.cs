namespace PromMultiplexer.Benchmarks;

/// <summary>What a program in Go needs for a page.</summary>
/// <param name="Page">The page's name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Nanoseconds">The time of one round.</param>
/// <param name="Allocated">The bytes allocated in one round.</param>
internal sealed record GoResult(string Page, int Bytes, int Samples, double Nanoseconds, long Allocated);
