namespace PromMultiplexer.Exposition;

/// <summary>A run of neighbouring native buckets.</summary>
/// <param name="Offset">The gap to the span before, or the index of the first bucket.</param>
/// <param name="Length">The number of buckets.</param>
public readonly record struct BucketSpan(int Offset, uint Length);
