namespace PromMultiplexer.Load;

/// <summary>What one reading of the page has told.</summary>
/// <param name="Duration">How long it took.</param>
/// <param name="Bytes">The bytes of the answer's body, as it was sent.</param>
/// <param name="Up">The containers that are up.</param>
/// <param name="OldestSeconds">The age of the oldest data.</param>
/// <param name="Lines">The lines of the page.</param>
internal readonly record struct PageReading(TimeSpan Duration, long Bytes, int Up, double OldestSeconds, int Lines);
